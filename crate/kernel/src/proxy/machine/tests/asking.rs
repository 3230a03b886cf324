//! Requests other than cells: answered at once while a cell runs, by evcxr where that helps.

use serde_json::json;

use super::fakes::{answer, request};
use super::story::Story;
use crate::proxy::machine::action::{Action, Channel};
use crate::proxy::machine::event::{Engine, Event};

#[test]
fn while_a_cell_runs_everything_is_answered_at_once_and_the_cell_stays_busy() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.told();
    for kind in [
        "kernel_info",
        "is_complete",
        "history",
        "comm_info",
        "complete",
        "inspect",
    ] {
        story.shell(
            kind,
            &format!("{kind}_request"),
            json!({ "code": "1", "cursor_pos": 1 }),
        );
        let told = story.told();
        assert_eq!(told[0], format!("{kind}: busy"));
        assert!(told[1].starts_with(&format!("{kind}: reply")));
        assert_eq!(told[2..], [format!("{kind}: idle"), "a: busy".to_owned()]);
    }
    assert_eq!(story.reply("is_complete")["status"], "complete");
    assert_eq!(story.reply("complete")["matches"], json!([]));
    assert_eq!(story.reply("inspect")["found"], false);
    assert_eq!(story.reply("kernel_info")["language_info"]["version"], "1.95.0");
}

#[test]
fn before_the_kernel_is_ready_everything_is_answered_as_well() {
    let mut story = Story::begun();
    for kind in ["kernel_info", "complete", "inspect", "history"] {
        story.shell(
            kind,
            &format!("{kind}_request"),
            json!({ "code": "1", "cursor_pos": 1 }),
        );
        story.reply(kind);
    }
    story.control("k", "kernel_info_request", json!({}));
    assert_eq!(story.told().last().unwrap(), "k: idle");
}

#[test]
fn a_completion_is_evcxrs_and_goes_to_whoever_asked() {
    let mut story = Story::ready();
    story.shell(
        "c",
        "complete_request",
        json!({ "code": "std::ve", "cursor_pos": 7 }),
    );
    assert_eq!(story.told(), ["c: busy", "evcxr gets c"]);
    let content = json!({ "status": "ok", "matches": ["vec"] });
    story.evcxr(Engine::Shell(answer("c", "complete_reply", content)));
    assert_eq!(story.told(), ["c: reply ok", "c: idle"]);
    assert_eq!(story.reply("c")["matches"], json!(["vec"]));
    assert_eq!(
        story.messages("c")[1].1.identities,
        request("c", "", json!({})).identities
    );
}

#[test]
fn what_evcxr_cannot_answer_is_answered_empty() {
    let mut story = Story::ready();
    story.shell("i", "inspect_request", json!({ "code": "x", "cursor_pos": 1 }));
    story.evcxr(Engine::Shell(answer(
        "i",
        "inspect_reply",
        json!({ "status": "error" }),
    )));
    assert_eq!(story.reply("i")["found"], false);
}

#[test]
fn comms_are_evcxrs_and_closed_where_there_is_none() {
    let mut story = Story::begun();
    story.told();
    story.shell(
        "c",
        "comm_open",
        json!({ "comm_id": "x", "target_name": "nobody" }),
    );
    assert_eq!(story.told(), ["c: busy", "c: comm_close", "c: idle"]);

    let mut story = Story::ready();
    story.shell(
        "c",
        "comm_open",
        json!({ "comm_id": "x", "target_name": "nobody" }),
    );
    assert_eq!(story.told(), ["c: busy", "evcxr gets c", "c: idle"]);
    story.evcxr_publishes("c", "comm_close", json!({ "comm_id": "x" }));
    assert_eq!(story.told(), ["c: comm_close"]);
}

#[test]
fn a_cell_asks_the_reader_and_gets_the_answer() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.told();
    story.prints("before EVCXR_INPUT_REQUEST:Name?\n");
    assert_eq!(
        story.told(),
        ["a: stdout \"before \"", "cells: tell EVCXR_INPUT_REQUEST:Name?"]
    );
    story.evcxr(Engine::Stdin(answer(
        "a",
        "input_request",
        json!({ "prompt": "Name?" }),
    )));
    assert_eq!(story.told(), ["a: asks Name?"]);
    let Some(Action::Send(Channel::Stdin, question)) = story.actions.last() else {
        panic!("{:?}", story.actions.last());
    };
    assert_eq!(question.identities, request("a", "", json!({})).identities);
    story.event(Event::Stdin(request(
        "r",
        "input_reply",
        json!({ "value": "Ada" }),
    )));
    assert_eq!(story.told(), ["evcxr gets input_reply"]);
}

#[test]
fn a_request_that_nobody_knows_is_logged_and_nothing_else() {
    let mut story = Story::ready();
    story.shell("x", "from_the_future", json!({}));
    story.control("x", "debug_request", json!({}));
    assert_eq!(
        story.told(),
        [
            "from_the_future is not known on the Shell channel",
            "debug_request is not known on the Control channel"
        ]
    );
}

#[test]
fn fields_that_nobody_knows_come_back_with_the_answers() {
    let mut story = Story::ready();
    let mut message = request("a", "execute_request", json!({ "code": "" }));
    message.header["subshell"] = json!("tomorrow's");
    story.event(Event::Shell(message));
    story.cell_ends("a");
    let messages = story.messages("a");
    assert!(
        messages
            .iter()
            .all(|(_, message)| message.parent["subshell"] == "tomorrow's")
    );
}
