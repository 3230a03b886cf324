//! A kernel that nobody has asked for yet, taken in each of its states.

use std::time::Duration;

use protocol::cells::{Move, Report};

use super::story::Story;
use crate::proxy::machine::event::Event;

fn taken(story: &mut Story) {
    story.event(Event::Taken(Move {
        folder: "/notebook".into(),
        environment: [("NAME".to_owned(), Some("value".to_owned()))].into(),
    }));
}

/// The first cell runs where the notebook wants it.
fn runs(story: &mut Story) {
    assert!(
        story
            .actions
            .iter()
            .any(|action| format!("{action:?}").contains("/notebook"))
    );
    story.execute("a", "");
    story.cell_ends("a");
    assert_eq!(story.reply("a")["status"], "ok");
    assert!(
        !story.told().iter().any(|line| line.starts_with("remember")),
        "a spare's start says nothing"
    );
}

#[test]
fn it_warms_up_in_silence_and_says_when_it_is_ready() {
    let mut story = Story::spare();
    assert_eq!(story.told(), [""; 0]);
    story.build_dir();
    assert_eq!(story.told(), ["spare WarmingUp", "start evcxr 1"]);
    story.connect();
    story.join();
    story.told();
    story.primed();
    assert_eq!(story.told(), ["spare Ready"]);
}

#[test]
fn taken_when_it_is_ready() {
    let mut story = Story::spare();
    story.start();
    story.told();
    taken(&mut story);
    assert_eq!(
        story.told(),
        ["spare Taken", "starting", "cells: move to /notebook"]
    );
    story.reports(&Report::Moved);
    runs(&mut story);
}

#[test]
fn taken_before_the_build_directory_is_there() {
    let mut story = Story::spare();
    taken(&mut story);
    story.build_dir();
    assert_eq!(
        story.told(),
        ["spare Taken", "starting", "start evcxr 1"],
        "nothing polite any more"
    );
    story.connect();
    story.join();
    story.reports(&Report::Moved);
    runs(&mut story);
}

#[test]
fn taken_while_evcxr_starts() {
    let mut story = Story::spare();
    story.build_dir();
    taken(&mut story);
    story.connect();
    story.join();
    story.reports(&Report::Moved);
    runs(&mut story);
}

#[test]
fn taken_between_the_process_and_evcxrs_reply() {
    let mut story = Story::spare();
    story.build_dir();
    story.connect();
    story.joined();
    taken(&mut story);
    story.reports(&Report::Moved);
    let statement = story.own.clone();
    story.evcxr_replies(&statement, "ok");
    runs(&mut story);
}

#[test]
fn taken_while_the_analysis_reads_the_library() {
    let mut story = Story::spare();
    story.build_dir();
    story.connect();
    story.join();
    taken(&mut story);
    story.reports(&Report::Moved);
    story.told();
    story.primed();
    assert_eq!(story.told(), [""; 0], "it is a spare no longer");
    runs(&mut story);
}

#[test]
fn a_cell_that_comes_while_the_process_moves_waits_for_it() {
    let mut story = Story::spare();
    story.start();
    taken(&mut story);
    story.execute("a", "");
    assert!(!story.told().contains(&"evcxr gets a".to_owned()));
    story.reports(&Report::Moved);
    assert_eq!(story.told(), ["evcxr gets a"]);
}

#[test]
fn the_wait_for_a_taken_spare_begins_when_it_is_taken() {
    let mut story = Story::spare();
    story.build_dir();
    story.wait(Duration::from_secs(100));
    taken(&mut story);
    story.execute("a", "");
    story.told();
    story.wait(Duration::from_millis(600));
    assert_eq!(story.told(), [""; 0]);
    story.wait(Duration::from_millis(200));
    assert!(story.told()[0].contains("getting ready"));
}

#[test]
fn a_new_process_moves_as_the_first_one_did() {
    let mut story = Story::spare();
    story.start();
    taken(&mut story);
    story.reports(&Report::Moved);
    story.execute("a", "");
    story.dies("a", "exit status: 1");
    story.closes();
    story.told();
    story.join();
    assert_eq!(story.told(), ["cells: move to /notebook"]);
    story.execute("b", "");
    story.reports(&Report::Moved);
    story.cell_ends("b");
    assert_eq!(story.reply("b")["status"], "ok");
}

#[test]
fn one_that_cannot_work_ends() {
    let mut story = Story::spare();
    story.event(Event::BuildDir(Err("no space".into())));
    assert_eq!(story.told(), ["end"]);
}
