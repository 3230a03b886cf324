//! Cells that run to their end, one at a time.

use std::time::Duration;

use serde_json::json;

use super::story::Story;
use crate::proxy::machine::action::{Action, Channel};

#[test]
fn a_cell_is_busy_runs_shows_its_result_and_is_idle() {
    let mut story = Story::ready();
    story.execute("a", "6 * 7");
    assert_eq!(story.told(), ["a: busy", "a: In [1]", "evcxr gets a"]);
    story.prints("EVCXR_BEGIN_CONTENT text/plain\n42\nEVCXR_END_CONTENT\nEVCXR_EXECUTION_COMPLETE\n");
    assert_eq!(story.told(), ["cells: fence 1"]);
    story.fence(true, false);
    assert_eq!(story.told(), ["cells: tell EVCXR_EXECUTION_COMPLETE"]);
    story.evcxr_replies("a", "ok");
    assert_eq!(story.told(), ["a: Out [1] 42", "a: reply ok", "a: idle"]);
    let reply = json!({ "status": "ok", "execution_count": 1, "user_expressions": {}, "payload": [] });
    assert_eq!(story.reply("a"), &reply);
}

#[test]
fn all_output_comes_before_idle_and_what_follows_belongs_to_the_same_cell() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.told();
    story.prints("last");
    story.cell_ends("a");
    let told = story.told();
    assert_eq!(
        told[1..],
        [
            "a: stdout \"last\"",
            "cells: tell EVCXR_EXECUTION_COMPLETE",
            "a: reply ok",
            "a: idle"
        ]
    );

    // A thread that the cell has left behind.
    story.prints("after idle");
    story.wait(Duration::from_secs(1));
    assert_eq!(story.told(), ["a: stdout \"after idle\""]);
}

/// The code that evcxr got last.
fn sent(story: &Story) -> String {
    let code = |action: &Action| match action {
        Action::Ask(Channel::Shell, message) => Some(message.text("code").to_owned()),
        _ => None,
    };
    story.actions.iter().rev().find_map(code).unwrap()
}

/// evcxr is content with the machine's own request.
fn own_request_is_done(story: &mut Story, shown: Option<&str>) {
    let id = story.own.clone();
    if let Some(text) = shown {
        story.evcxr_publishes(&id, "execute_result", json!({ "data": { "text/plain": text } }));
    }
    story.evcxr_replies(&id, "ok");
}

#[test]
fn half_a_statement_is_answered_without_evcxr_and_the_next_cell_runs() {
    let mut story = Story::ready();
    story.execute_with(
        "a",
        json!({ "code": "let a = 1;\nlet b =", "stop_on_error": false }),
    );
    story.execute("b", "");
    let told = story.told();
    assert!(
        told.contains(&"a: reply error CompileError".to_owned()),
        "{told:?}"
    );
    assert_eq!(
        told.iter().filter(|line| line.starts_with("evcxr gets")).count(),
        1,
        "{told:?}"
    );
    let line = story.reply("a")["traceback"][0].as_str().unwrap().to_owned();
    assert!(line.contains("2\u{1b}[0m let b ="), "{line}");
}

#[test]
fn variables_of_a_changed_type_are_dropped_by_name_before_the_cell_runs() {
    let mut story = Story::ready();
    story.execute("a", "struct Net { w: f64 }");
    story.cell_ends("a");
    story.execute("b", "struct Net { w: f32 }");
    assert_eq!(sent(&story), ":vars");
    own_request_is_done(&mut story, Some("net: Net\nother: u8\nall: Vec<Net>\n"));
    assert_eq!(sent(&story), "::core::mem::drop(all); ::core::mem::drop(net);");
    own_request_is_done(&mut story, None);
    assert_eq!(sent(&story), "struct Net { w: f32 }");
    story.cell_ends("b");
    let told = story.told();
    assert!(
        told.iter().any(|line| line.contains("gone: all, net")),
        "{told:?}"
    );
    assert_eq!(told.last().unwrap(), "b: idle");
}

#[test]
fn what_a_cell_defined_that_did_not_compile_is_forgotten() {
    let mut story = Story::ready();
    let code = "impl A { fn f() {} }";
    story.execute("a", code);
    story.evcxr_fails("a", "cannot find type `A`");
    story.execute("b", code);
    let first = sent(&story);
    assert_eq!(first.matches("__CELL_").count(), 1, "{first}");
    story.cell_ends("b");
    story.execute("c", code);
    assert_eq!(sent(&story).matches("__CELL_").count(), 2, "the old one is blank");
}

#[test]
fn a_reports_lines_are_the_readers() {
    let mut story = Story::ready();
    story.execute("a", "let a = 1;\nimpl A { }");
    let report = json!({ "evalue": "cannot find", "traceback": [" 3 │ impl A { }", "   │      ┬"] });
    story.evcxr_publishes("a", "error", report);
    story.evcxr_replies("a", "error");
    let lines = &story.reply("a")["traceback"];
    assert_eq!(
        (&lines[1], &lines[2]),
        (&json!(" 2 │ impl A { }"), &json!("   │      ┬"))
    );
}

#[test]
fn a_cell_that_does_not_compile_with_shared_statics_is_tried_as_it_is_written() {
    let mut story = Story::ready();
    let code = "static HITS: AtomicU32 = AtomicU32::new(0);";
    story.execute("a", code);
    assert_ne!(sent(&story), code);
    story.evcxr_fails("a", "cannot find type `AtomicU32` in this scope");
    assert_eq!(sent(&story), code);
    story.evcxr_fails("a", "cannot find type `AtomicU32` in this scope");
    assert_eq!(story.reply("a")["ename"], "CompileError");
    let told = story.told();
    assert!(told.iter().all(|line| !line.contains("begins anew")), "{told:?}");
}
