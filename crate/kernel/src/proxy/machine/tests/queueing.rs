//! Several cells at once, and the end of the kernel among them.

use std::time::Duration;

use serde_json::json;

use super::story::Story;
use crate::proxy::machine::action::Action;
use crate::proxy::machine::event::Event;

#[test]
fn two_cells_at_once_run_one_after_the_other() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.execute("b", "");
    assert_eq!(story.told(), ["a: busy", "a: In [1]", "evcxr gets a"]);
    story.cell_ends("a");
    assert_eq!(
        story.told()[2..],
        ["a: reply ok", "a: idle", "b: busy", "b: In [2]", "evcxr gets b"]
    );
}

#[test]
fn an_error_aborts_the_cells_that_wait_and_no_later_one() {
    let mut story = Story::ready();
    for cell in ["a", "b", "c"] {
        story.execute(cell, "");
    }
    story.evcxr_fails("a", "mismatched types");
    assert_eq!(
        story.told()[3..],
        [
            "trace",
            "a: error CompileError",
            "a: reply error CompileError",
            "a: idle",
            "b: busy",
            "b: reply aborted",
            "b: idle",
            "c: busy",
            "c: reply aborted",
            "c: idle",
        ]
    );
    story.execute("d", "");
    assert_eq!(story.told(), ["d: busy", "d: In [2]", "evcxr gets d"]);
}

#[test]
fn with_stop_on_error_false_the_next_cell_runs() {
    let mut story = Story::ready();
    story.execute_with("a", json!({ "code": "", "stop_on_error": false }));
    story.execute("b", "");
    story.evcxr_fails("a", "mismatched types");
    assert!(story.told().contains(&"evcxr gets b".to_owned()));
}

#[test]
fn silent_cells_and_those_without_history_do_not_count() {
    let mut story = Story::ready();
    story.execute_with("a", json!({ "code": "", "silent": true }));
    story.prints("EVCXR_BEGIN_CONTENT text/plain\n5\nEVCXR_END_CONTENT\nseen");
    story.cell_ends("a");
    story.execute_with("b", json!({ "code": "", "store_history": false }));
    story.cell_ends("b");
    story.execute("c", "counts");
    let told = story.told();
    assert!(
        !told
            .iter()
            .any(|line| line.starts_with("a: In") || line.starts_with("a: Out")),
        "{told:?}"
    );
    assert!(told.contains(&"c: In [1]".to_owned()), "{told:?}");
    story.shell(
        "h",
        "history_request",
        json!({ "hist_access_type": "tail", "n": 9 }),
    );
    assert_eq!(story.reply("h")["history"], json!([[0, 1, "counts"]]));
}

#[test]
fn a_shutdown_is_answered_and_ends_the_kernel_in_mid_cell() {
    for (restart, channel) in [(false, "control"), (true, "control"), (true, "shell")] {
        let mut story = Story::ready();
        story.execute("a", "");
        story.told();
        let content = json!({ "restart": restart });
        if channel == "control" {
            story.control("s", "shutdown_request", content);
        } else {
            // As older clients do.
            story.shell("s", "shutdown_request", content);
        }
        assert_eq!(story.told(), ["s: reply ok", "s: shutdown_reply", "end"]);
        assert_eq!(story.reply("s")["restart"], restart);
    }
}

#[test]
fn after_the_end_nothing_is_done() {
    let mut story = Story::ready();
    story.event(Event::Stop);
    assert_eq!(story.told(), ["end"]);
    story.execute("a", "");
    story.event(Event::Stop);
    story.wait(Duration::from_mins(1));
    assert_eq!(story.told(), [""; 0]);
}

#[test]
fn a_front_end_that_does_not_listen_holds_up_no_restart() {
    // The machine never waits: with a thousand messages that nobody has fetched, the end is the next thing it wants.
    let mut story = Story::ready();
    story.execute("a", "");
    for _ in 0..1000 {
        story.prints(&"x".repeat(40_000));
    }
    story.told();
    story.control("s", "shutdown_request", json!({ "restart": true }));
    assert_eq!(story.actions.last(), Some(&Action::End));
    assert_eq!(story.told().len(), 3);
}
