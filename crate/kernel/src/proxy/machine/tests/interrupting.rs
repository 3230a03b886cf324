//! The stop button, at every moment at which it can be pressed.

use std::time::Duration;

use serde_json::json;

use super::story::Story;
use crate::proxy::machine::event::Event;
use crate::proxy::machine::interrupting::{GRACE, LOOK, SEEN_GRACE};

const MOMENT: Duration = Duration::from_millis(10);

/// A cell that runs and has been asked to stop.
fn asked() -> Story {
    let mut story = Story::ready();
    story.execute("a", "loop {}");
    story.told();
    story.control("i", "interrupt_request", json!({}));
    assert_eq!(
        story.told(),
        [
            "i: busy",
            "i: reply ok",
            "i: idle",
            "a: busy",
            "cells: interrupt",
            "cells: fence 1"
        ]
    );
    story
}

#[test]
fn with_no_cell_it_is_answered_and_ends_what_follows_a_control() {
    let mut story = Story::ready();
    story.control("i", "interrupt_request", json!({}));
    story.event(Event::Interrupt);
    assert_eq!(
        story.told(),
        [
            "i: busy",
            "i: reply ok",
            "i: idle",
            "cells: stop following",
            "cells: stop following"
        ]
    );
}

#[test]
fn a_cell_that_listens_ends_by_itself_and_those_that_wait_are_stopped() {
    let mut story = asked();
    story.execute("b", "");
    story.fence(false, true);
    story.cell_ends("a");
    assert_eq!(
        story.told()[2..],
        ["a: reply ok", "a: idle", "b: busy", "b: reply aborted", "b: idle"]
    );
}

#[test]
fn while_it_starts_the_cell_is_dropped_and_the_kernel_goes_on_starting() {
    let mut story = Story::begun();
    story.execute("a", "1");
    story.execute("b", "1");
    story.wait(Duration::from_secs(1));
    story.told();
    story.event(Event::Interrupt);
    assert_eq!(
        story.told(),
        [
            "a: clear",
            "a: error Interrupted",
            "a: reply error Interrupted",
            "a: idle",
            "b: busy",
            "b: reply aborted",
            "b: idle",
        ]
    );
    story.start();
    story.execute("c", "1");
    story.cell_ends("c");
    assert_eq!(story.reply("c")["status"], "ok");
}

#[test]
fn while_the_cell_compiles_the_compiler_is_ended_and_no_variable_is_lost() {
    let mut story = asked();
    // The thread that runs cells waits for one, and none has said that it ended: evcxr compiles.
    story.fence(true, false);
    assert_eq!(story.told(), ["kill compilers"]);
    story.event(Event::CompilersEnded);
    story.evcxr_fails("a", "rustc was killed");
    assert_eq!(
        story.told(),
        ["a: error Interrupted", "a: reply error Interrupted", "a: idle"]
    );
    assert!(
        story.reply("a")["evalue"]
            .as_str()
            .unwrap()
            .contains("all variables are as they were")
    );
}

#[test]
fn a_compiler_that_was_faster_leaves_the_cell_to_be_asked_again() {
    let mut story = asked();
    story.fence(true, false);
    // Nothing was there to be ended; the cell runs now.
    story.wait(LOOK);
    assert_eq!(story.told(), ["kill compilers", "cells: fence 2"]);
    story.fence(false, true);
    story.wait(GRACE);
    assert_eq!(story.told(), [""; 0]);
}

#[test]
fn a_cell_that_never_looks_is_ended_by_force_and_the_next_process_is_joined() {
    let mut story = asked();
    story.fence(false, false);
    story.wait(GRACE.saturating_sub(MOMENT));
    assert_eq!(story.told().len(), 7, "a fence every half second");
    story.wait(MOMENT);
    assert_eq!(story.told(), ["evcxr gets interrupt_request"]);
    story.wait(Duration::from_mins(1));
    assert_eq!(story.told(), [""; 0], "force comes once");
    story.dies("a", "signal: 9 (SIGKILL)");
    story.closes();
    assert_eq!(
        story.told(),
        [
            "a: error Interrupted",
            "a: reply error Interrupted",
            "a: idle",
            "listen 2",
            "evcxr gets execute_request"
        ]
    );
    assert!(
        story.reply("a")["traceback"]
            .to_string()
            .contains("All variables are gone")
    );
}

#[test]
fn a_cell_that_has_seen_the_request_gets_more_time_and_no_more_questions() {
    let mut story = asked();
    story.fence(false, true);
    story.wait(SEEN_GRACE.saturating_sub(MOMENT));
    assert_eq!(story.told(), [""; 0]);
    story.wait(MOMENT);
    assert_eq!(story.told(), ["evcxr gets interrupt_request"]);
}

#[test]
fn a_second_press_does_not_wait() {
    let mut story = asked();
    story.event(Event::Interrupt);
    story.event(Event::Interrupt);
    assert_eq!(story.told(), ["evcxr gets interrupt_request"]);
}

#[test]
fn a_cell_that_is_just_over_is_not_taken_for_one_that_compiles() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.prints("EVCXR_EXECUTION_COMPLETE\n");
    let end = story.fence;
    story.event(Event::Interrupt);
    let asked = story.fence;
    story.told();
    story.fence = end;
    story.fence(true, false);
    assert_eq!(story.told(), ["cells: tell EVCXR_EXECUTION_COMPLETE"]);
    story.evcxr_replies("a", "ok");
    story.fence = asked;
    story.fence(true, false);
    assert_eq!(story.told(), ["a: reply ok", "a: idle"]);
}
