//! Cells that run to their end, one at a time.

use std::time::Duration;

use serde_json::json;

use super::story::Story;

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
