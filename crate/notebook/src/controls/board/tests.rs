//! A board without a front end.

use super::*;
use crate::controls::{Controls, button, slider};

fn with_two() -> Board {
    let mut board = Board::new();
    let controls = (slider("lr", 0.0..=1.0), button("again"));
    let (name, opened) = board.open(controls.widgets(), "first", Some("cell".into()));
    assert_eq!(name, "controls-cell-1");
    let ids: Vec<&str> = opened.iter().map(Comm::id).collect();
    let expected = [
        "controls-cell-1-layout",
        "controls-cell-1-0-lr-style",
        "controls-cell-1-0-lr",
        "controls-cell-1-1-again",
        "controls-cell-1-picture",
        "controls-cell-1-box",
    ];
    assert_eq!(ids, expected);
    board
}

fn message(id: &str, data: Value) -> Comm {
    Comm::Message { id: id.into(), data }
}

fn drag(value: f64) -> Comm {
    message(
        "controls-cell-1-0-lr",
        json!({ "method": "update", "state": { "value": value } }),
    )
}

#[test]
fn the_newest_of_many_values_is_what_the_closure_sees() {
    let mut board = with_two();
    assert_eq!(board.take_due(), None);
    for step in 1..=20 {
        assert_eq!(board.receive(drag(f64::from(step) / 20.0)), (Vec::new(), true));
    }
    let (group, states) = board.take_due().unwrap();
    assert_eq!(
        (group.as_str(), &states[0]["value"]),
        ("controls-cell-1", &json!(1.0))
    );
    assert_eq!(board.take_due(), None);
}

#[test]
fn a_button_counts() {
    let mut board = with_two();
    let click = || {
        message(
            "controls-cell-1-1-again",
            json!({ "method": "custom", "content": { "event": "click" } }),
        )
    };
    board.receive(click());
    board.receive(click());
    assert_eq!(board.take_due().unwrap().1[1][PRESSED], 2);
}

#[test]
fn a_page_that_was_reloaded_gets_everything_as_it_is_now() {
    let mut board = with_two();
    board.receive(drag(0.25));
    let (replies, due) = board.receive(message("page", json!({ "method": "request_states" })));
    assert!(!due);
    let [Comm::Message { id, data }] = &replies[..] else {
        panic!("{replies:?}");
    };
    assert_eq!((id.as_str(), &data["method"]), ("page", &json!("update_states")));
    let slider = &data["states"]["controls-cell-1-0-lr"];
    assert_eq!(
        (&slider["model_name"], &slider["state"]["value"]),
        (&json!("FloatSliderModel"), &json!(0.25))
    );
    assert_eq!(
        data["states"]["controls-cell-1-box"]["state"]["children"][2],
        "IPY_MODEL_controls-cell-1-picture"
    );
}

#[test]
fn one_control_is_asked_for_and_one_that_is_not_there_is_closed() {
    let mut board = with_two();
    let ask = |id: &str| message(id, json!({ "method": "request_state" }));
    let (replies, _) = board.receive(ask("controls-cell-1-picture"));
    assert!(matches!(&replies[..], [Comm::Message { data, .. }] if data["state"]["value"] == "first"));
    let (replies, _) = board.receive(ask("controls-9-box"));
    assert!(matches!(&replies[..], [Comm::Close { id }] if id == "controls-9-box"));
}

#[test]
fn a_control_that_is_closed_takes_its_group_along() {
    let mut board = with_two();
    let close = Comm::Close {
        id: "controls-cell-1-box".into(),
    };
    let (closed, _) = board.receive(close);
    assert_eq!(closed.len(), 5);
    assert_eq!(board.receive(drag(0.5)), (Vec::new(), false));
    assert!(board.models.is_empty());
}

#[test]
fn a_cell_that_runs_again_takes_its_own_away_and_no_others() {
    let mut board = with_two();
    board.open(slider("n", 1..=3).widgets(), "", Some("other".into()));
    assert_eq!(board.retire("cell").len(), 6);
    assert_eq!(board.groups.keys().collect::<Vec<_>>(), ["controls-other-2"]);
}
