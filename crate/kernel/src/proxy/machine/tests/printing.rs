//! What a cell prints and shows: whole, in order, and not in a message for each line.

use std::collections::BTreeMap;
use std::time::Duration;

use protocol::cells::{Report, Shown};
use serde_json::json;

use super::story::Story;
use crate::proxy::machine::action::Action;
use crate::proxy::machine::cells::ASK_AGAIN;
use crate::proxy::machine::event::Stream;
use crate::proxy::machine::printed::{LONG, WAIT};

/// A cell that runs; nothing of it is told.
fn running() -> Story {
    let mut story = Story::ready();
    story.execute("a", "");
    story.told();
    story
}

fn shown(id: &str, text: &str) -> Shown {
    Shown {
        id: Some(id.into()),
        data: BTreeMap::from([("text/plain".into(), text.into())]),
    }
}

#[test]
fn lines_that_come_together_are_one_message_and_none_waits_long() {
    let mut story = running();
    for line in ["1\n", "2\n", "3"] {
        story.prints(line);
    }
    assert_eq!(story.told(), [""; 0]);
    story.wait(WAIT);
    assert_eq!(story.told(), ["a: stdout \"1\\n2\\n3\""]);
}

#[test]
fn a_stream_that_never_pauses_is_shown_all_the_same() {
    let mut story = running();
    for _ in 0..100 {
        story.prints("x");
        story.now += Duration::from_millis(1);
    }
    assert_eq!(story.told().len(), 2, "one message each 40 ms");
}

#[test]
fn a_flood_leaves_in_large_pieces_and_the_machine_keeps_next_to_nothing() {
    let mut story = running();
    let (chunk, chunks) = ("x".repeat(1000), 10_000);
    let mut most = 0;
    for _ in 0..chunks {
        let before = story.actions.len();
        story.prints(&chunk);
        most = most.max(story.actions.len() - before);
    }
    assert_eq!(
        most, 1,
        "a chunk of output is one message at most, so whoever sends it can slow the cell down"
    );
    let messages = story.messages("a");
    let texts = messages
        .iter()
        .filter_map(|(_, message)| message.content["text"].as_str());
    let sent: usize = texts.clone().map(str::len).sum();
    assert!(chunks * chunk.len() - sent < LONG, "{sent}");
    assert!(texts.count() <= chunks * chunk.len() / LONG);
}

#[test]
fn a_character_that_a_flood_cuts_stays_whole() {
    let mut story = running();
    let text = format!("x{}", "µ".repeat(LONG));
    let bytes = text.as_bytes();
    let at = LONG / 2 * 2;
    for part in [&bytes[..at], &bytes[at..]] {
        let news =
            crate::proxy::machine::event::Cells::Output(Stream::Stdout, bytes::Bytes::copy_from_slice(part));
        story.event(crate::proxy::machine::event::Event::Cells(story.cells, news));
    }
    story.wait(WAIT);
    let messages = story.messages("a");
    let whole: String = messages
        .iter()
        .filter_map(|(_, message)| message.content["text"].as_str())
        .collect();
    assert_eq!(whole, text);
}

#[test]
fn stdout_stderr_and_shown_values_keep_their_order() {
    let mut story = running();
    story.prints("one");
    story.eprints("two");
    story.reports(&Report::Display(shown("d", "three")));
    story.prints("four");
    story.reports(&Report::Update(shown("d", "five")));
    story.reports(&Report::Clear { wait: true });
    assert_eq!(
        story.told(),
        [
            "a: stdout \"one\"",
            "a: stderr \"two\"",
            "a: display three",
            "a: stdout \"four\"",
            "a: update five",
            "a: clear",
        ]
    );
    let (_, update) = story.messages("a").into_iter().rev().nth(1).unwrap();
    let content =
        json!({ "data": { "text/plain": "five" }, "metadata": {}, "transient": { "display_id": "d" } });
    assert_eq!(update.content, content);
}

#[test]
fn a_value_that_text_follows_is_shown_and_the_last_one_is_the_result() {
    let mut story = running();
    let value = |text: &str| format!("EVCXR_BEGIN_CONTENT text/plain\n{text}\nEVCXR_END_CONTENT\n");
    story.prints(&value("one"));
    story.prints("text");
    story.prints(&value("two"));
    story.prints(&value("three"));
    story.cell_ends("a");
    let told = story.told();
    assert_eq!(
        told,
        [
            "a: display one",
            "a: stdout \"text\"",
            "a: display two",
            "cells: fence 1",
            "cells: tell EVCXR_EXECUTION_COMPLETE",
            "a: Out [1] three",
            "a: reply ok",
            "a: idle",
        ]
    );
}

#[test]
fn forms_of_one_value_are_one_output_with_a_plain_form() {
    let mut story = running();
    story.prints("EVCXR_BEGIN_CONTENT text/html\n<b>x</b>\nEVCXR_END_CONTENT\n");
    story.prints("EVCXR_BEGIN_CONTENT application/json\n{\"x\":1}\nEVCXR_END_CONTENT\n");
    story.cell_ends("a");
    let messages = story.messages("a");
    let result = messages
        .iter()
        .find(|(_, message)| message.msg_type() == "execute_result")
        .unwrap();
    let data = json!({
        "text/html": "<b>x</b>", "application/json": { "x": 1 }, "text/plain": "(application/json, text/html)",
    });
    assert_eq!(result.1.content["data"], data);
}

#[test]
fn the_picture_that_stands_there_already_is_not_shown_again_as_the_result() {
    let mut story = running();
    let picture = BTreeMap::from([("image/svg+xml".to_owned(), "<svg/>".to_owned())]);
    story.reports(&Report::Display(Shown {
        id: None,
        data: picture,
    }));
    story.prints("EVCXR_BEGIN_CONTENT image/svg+xml\n<svg/>\nEVCXR_END_CONTENT\n");
    story.cell_ends("a");
    assert!(!story.told().iter().any(|line| line.contains("Out")));
}

#[test]
fn a_cell_that_prints_evcxrs_word_ends_nothing() {
    let mut story = running();
    story.prints("EVCXR_EXECUTION_COMPLETE\n");
    story.fence(false, false);
    assert_eq!(story.told(), ["cells: fence 1"], "evcxr hears nothing of it");
    story.wait(ASK_AGAIN);
    assert_eq!(story.told(), ["cells: fence 2"]);
    story.fence(false, false);
    story.prints("still here");
    story.wait(ASK_AGAIN);
    assert_eq!(story.told(), ["a: stdout \"still here\"", "cells: fence 3"]);
    story.fence(true, false);
    assert_eq!(story.told(), ["cells: tell EVCXR_EXECUTION_COMPLETE"]);
}

#[test]
fn an_end_is_passed_on_only_when_both_streams_are_there() {
    let mut story = running();
    story.prints("EVCXR_EXECUTION_COMPLETE\n");
    let report = Report::Fence {
        number: 1,
        ended: true,
        interrupt_seen: false,
    };
    story.reports(&report);
    assert_eq!(story.told(), ["cells: fence 1"]);
    story.eprints("late");
    story.eprints(&format!("\u{1e}mark{}\n", protocol::line(&report)));
    assert_eq!(
        story.told(),
        ["a: stderr \"late\"", "cells: tell EVCXR_EXECUTION_COMPLETE"]
    );
}

#[test]
fn a_printed_report_without_the_mark_is_only_text() {
    let mut story = running();
    story.prints("\u{1e}0123{\"report\":\"clear\",\"wait\":false}\n");
    story.wait(WAIT);
    assert!(story.told()[0].starts_with("a: stdout"));
}

#[test]
fn what_is_printed_before_the_first_cell_has_a_parent_that_clients_can_read() {
    let mut story = Story::ready();
    story.prints("early");
    story.wait(WAIT);
    let Some(Action::Send(_, message)) = story.actions.last() else {
        panic!("{:?}", story.actions.last());
    };
    assert_eq!(message.parent, json!({}));
}

#[test]
fn a_character_whose_bytes_come_one_by_one_is_whole_and_its_rest_is_not_waited_for_in_vain() {
    let mut story = running();
    for byte in "ä€😀".bytes().chain([b'x', 0xe2, 0x82]) {
        story.output_bytes(Stream::Stdout, &[byte]);
        story.wait(3 * WAIT);
    }
    story.eprints("of another stream\n");
    story.cell_ends("a");
    let told: Vec<String> = story
        .told()
        .into_iter()
        .filter(|line| line.starts_with("a: std"))
        .collect();
    assert_eq!(
        told,
        [
            "a: stdout \"ä\"",
            "a: stdout \"€\"",
            "a: stdout \"😀\"",
            "a: stdout \"x\"",
            "a: stderr \"of another stream\\n\"",
            "a: stdout \"\u{fffd}\"",
        ]
    );
}

#[test]
fn the_value_of_a_loop_is_not_shown() {
    let mut story = running();
    story.prints("EVCXR_BEGIN_CONTENT text/plain\n()\nEVCXR_END_CONTENT\n");
    story.cell_ends("a");
    assert!(story.told().iter().all(|line| !line.contains("Out")));
}
