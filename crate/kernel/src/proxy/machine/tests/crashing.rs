//! Processes that end in mid-cell: the one that runs cells, and evcxr itself.

use std::time::Duration;

use serde_json::json;

use super::story::Story;
use crate::proxy::machine::job::LAST_WORDS;

#[test]
fn a_crash_waits_for_the_last_words_and_the_next_process_is_joined() {
    let mut story = Story::ready();
    story.execute("a", "std::process::abort();");
    story.told();
    story.dies("a", "signal: 6 (SIGABRT)");
    assert_eq!(story.told(), [""; 0]);
    story.prints("last words");
    story.closes();
    assert_eq!(
        story.told(),
        [
            "a: stdout \"last words\"",
            "a: error Crash",
            "a: reply error Crash",
            "a: idle",
            "listen 2",
            "evcxr gets execute_request",
        ]
    );
    assert!(
        story.reply("a")["evalue"]
            .as_str()
            .unwrap()
            .ends_with("signal: 6 (SIGABRT)")
    );
    story.join();
    story.execute("b", "1");
    story.cell_ends("b");
    assert_eq!(story.reply("b")["status"], "ok");
}

#[test]
fn streams_that_a_child_program_keeps_open_are_not_waited_for() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.dies("a", "exit status: 3");
    story.told();
    story.wait(LAST_WORDS);
    assert_eq!(story.told()[0], "a: error Crash");
}

#[test]
fn a_segmentation_fault_is_named_and_its_frames_are_not_shown() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.told();
    story.eprints("a warning\nSegmentation fault.\n   0: evcxr::frames\n");
    story.eprints("   1: more frames\n");
    story.dies("a", "signal: 6 (SIGABRT)");
    story.closes();
    assert_eq!(
        story.told()[..2],
        ["a: stderr \"a warning\\n\"", "a: error Crash"]
    );
    assert!(
        story.reply("a")["evalue"]
            .as_str()
            .unwrap()
            .ends_with("segmentation fault")
    );
}

#[test]
fn a_reply_that_never_comes_ends_with_evcxr_and_the_next_cell_runs_in_a_new_one() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.wait(Duration::from_hours(1));
    story.told();
    story.evcxr_ends();
    assert_eq!(
        story.told(),
        [
            "a: error Crash",
            "a: reply error Crash",
            "a: idle",
            "start evcxr 2"
        ]
    );
    assert!(
        story.reply("a")["evalue"]
            .as_str()
            .unwrap()
            .contains("evcxr ended")
    );
    story.execute("b", "");
    story.connect();
    story.join();
    story.cell_ends("b");
    assert_eq!(story.reply("b")["status"], "ok");
}

#[test]
fn cells_that_wait_are_aborted_by_a_crash_and_completions_are_answered() {
    let mut story = Story::ready();
    story.shell("c", "complete_request", json!({ "code": "std", "cursor_pos": 3 }));
    story.execute("a", "");
    story.execute("b", "");
    story.evcxr_ends();
    assert_eq!(story.reply("b")["status"], "aborted");
    assert_eq!(story.reply("c")["matches"], json!([]));
}

#[test]
fn panics_before_a_crash_are_shown() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.told();
    story.panics(Some("worker"), "first", 7);
    story.dies("a", "signal: 6 (SIGABRT)");
    story.closes();
    assert_eq!(
        story.told()[0],
        "a: stderr \"thread 'worker' panicked:\\nfirst\\n\""
    );
}
