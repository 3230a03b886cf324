//! Controls on the screen, and what a cell reads.

use std::time::Duration;

use protocol::cells::Report;
use protocol::comms::Comm;
use serde_json::{Value, json};

use super::fakes::request;
use super::story::Story;
use crate::proxy::machine::action::{Action, Channel};
use crate::proxy::machine::event::Event;

fn opened() -> Report {
    Report::Comm(Comm::Open {
        id: "slider".into(),
        target: "jupyter.widget".into(),
        data: json!({ "state": { "value": 1 } }),
    })
}

/// A kernel with one control, which the cell `a` has made.
fn with_a_slider() -> Story {
    let mut story = Story::ready();
    story.execute("a", "");
    story.reports(&opened());
    story.cell_ends("a");
    story.told();
    story
}

fn comms(story: &mut Story, id: &str, target: &str) -> Value {
    story.shell(id, "comm_info_request", json!({ "target_name": target }));
    story.told();
    story.reply(id)["comms"].clone()
}

#[test]
fn a_control_is_opened_with_the_widgets_version_and_listed() {
    let mut story = with_a_slider();
    let Some((_, message)) = story
        .messages("a")
        .into_iter()
        .find(|(_, it)| it.msg_type() == "comm_open")
    else {
        panic!("{:?}", story.messages("a"));
    };
    assert_eq!(message.metadata["version"], "2.1.0");
    assert_eq!(message.content["comm_id"], "slider");
    let listed = json!({ "slider": { "target_name": "jupyter.widget" } });
    assert_eq!(comms(&mut story, "all", ""), listed);
    assert_eq!(comms(&mut story, "widgets", "jupyter.widget"), listed);
    assert_eq!(comms(&mut story, "others", "other"), json!({}));
}

#[test]
fn a_move_is_idle_at_once_also_while_a_cell_runs() {
    let mut story = with_a_slider();
    let moved = json!({ "comm_id": "slider", "data": { "method": "update", "state": { "value": 2 } } });
    story.shell("m", "comm_msg", moved.clone());
    let told = ["m: busy", "m: comm_msg", "cells: comm slider", "m: idle"];
    assert_eq!(story.told(), told);
    story.execute("b", "");
    story.told();
    story.shell("n", "comm_msg", moved);
    let told = [
        "n: busy",
        "n: comm_msg",
        "cells: comm slider",
        "n: idle",
        "b: busy",
    ];
    assert_eq!(story.told(), told);
}

#[test]
fn a_page_asks_for_all_controls_over_a_line_of_its_own() {
    let mut story = with_a_slider();
    let open = json!({ "comm_id": "page", "target_name": "jupyter.widget.control", "data": {} });
    story.shell("o", "comm_open", open);
    assert_eq!(story.told(), ["o: busy", "cells: comm page", "o: idle"]);
    let ask = json!({ "comm_id": "page", "data": { "method": "request_states" } });
    story.shell("r", "comm_msg", ask);
    assert_eq!(story.told(), ["r: busy", "cells: comm page", "r: idle"]);
    story.shell("c", "comm_close", json!({ "comm_id": "page", "data": {} }));
    assert_eq!(story.told(), ["c: busy", "cells: comm page", "c: idle"]);
    assert_eq!(comms(&mut story, "i", "jupyter.widget.control"), json!({}));
}

#[test]
fn before_there_is_a_process_a_page_is_told_that_there_is_nothing() {
    let mut story = Story::begun();
    story.told();
    let open = json!({ "comm_id": "page", "target_name": "jupyter.widget.control", "data": {} });
    story.shell("o", "comm_open", open);
    assert_eq!(story.told(), ["o: busy", "o: comm_close", "o: idle"]);
}

#[test]
fn what_was_printed_before_a_picture_is_shown_before_it() {
    let mut story = with_a_slider();
    story.execute("b", "");
    story.told();
    story.prints("ran\n");
    story.reports(&Report::Comm(Comm::Message {
        id: "slider".into(),
        data: json!({ "method": "update" }),
    }));
    assert_eq!(story.told(), ["b: stdout \"ran\\n\"", "b: comm_msg"]);
}

#[test]
fn controls_are_closed_with_their_process() {
    let mut story = with_a_slider();
    story.execute("b", "");
    story.told();
    story.dies("b", "signal: 6");
    story.closes();
    let told = story.told();
    assert!(told.contains(&"b: comm_close".to_owned()), "{told:?}");
    assert_eq!(comms(&mut story, "i", ""), json!({}));
    let mut story = with_a_slider();
    story.evcxr_ends();
    assert!(story.told().contains(&"a: comm_close".to_owned()));
}

#[test]
fn the_cells_process_knows_who_sits_there_and_which_cell_comes() {
    let mut story = Story::ready();
    let mut message = request("a", "execute_request", json!({ "code": "", "allow_stdin": true }));
    message.metadata = json!({ "cellId": "name" });
    story.event(Event::Shell(message));
    let told = [
        "a: busy",
        "a: In [1]",
        "cells: attended true, Some(\"name\")",
        "evcxr gets a",
    ];
    assert_eq!(story.told(), told);
}

#[test]
fn a_cell_that_reads_asks_its_own_reader() {
    let mut story = Story::ready();
    story.execute_with("a", json!({ "code": "", "allow_stdin": true }));
    story.told();
    story.prints("Name: ");
    story.reports(&Report::Input);
    assert_eq!(story.told(), ["a: stdout \"Name: \"", "a: asks "]);
    let Some(Action::Send(Channel::Stdin, question)) = story.actions.last() else {
        panic!("{:?}", story.actions.last());
    };
    assert_eq!(question.identities, request("a", "", json!({})).identities);
    let reply = || Event::Stdin(request("r", "input_reply", json!({ "value": "Ada" })));
    story.event(reply());
    assert_eq!(story.told(), ["cells: input Some(\"Ada\")"]);
    // An answer that nobody waits for is nobody's.
    story.event(reply());
    assert_eq!(story.told(), [""; 0]);
}

#[test]
fn where_nobody_sits_the_input_has_ended() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.told();
    story.reports(&Report::Input);
    assert_eq!(story.told(), ["cells: input None"]);
}

#[test]
fn a_line_is_asked_for_once_where_evcxr_asks_as_well() {
    let mut story = Story::ready();
    story.execute_with("a", json!({ "code": "", "allow_stdin": true }));
    story.told();
    story.prints("EVCXR_INPUT_REQUEST:Name?\n");
    story.reports(&Report::Input);
    story.wait(Duration::from_millis(10));
    assert_eq!(story.told(), ["cells: tell EVCXR_INPUT_REQUEST:Name?"]);
}

#[test]
fn a_stopped_cell_waits_for_no_answer() {
    let mut story = Story::ready();
    story.execute_with("a", json!({ "code": "", "allow_stdin": true }));
    story.reports(&Report::Input);
    story.event(Event::Interrupt);
    story.told();
    story.event(Event::Stdin(request(
        "r",
        "input_reply",
        json!({ "value": "late" }),
    )));
    assert_eq!(story.told(), [""; 0]);
}
