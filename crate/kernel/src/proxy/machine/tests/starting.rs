//! From nothing to a kernel that can run cells, and what happens where that fails.

use std::time::Duration;

use serde_json::json;

use super::story::Story;
use crate::proxy::machine::event::{Cells, Engine, Event};
use crate::proxy::machine::starting::STARTS;

#[test]
fn evcxr_starts_its_process_joins_and_its_analysis_reads_the_library() {
    let mut story = Story::begun();
    assert_eq!(story.told(), ["starting"]);
    story.now += Duration::from_secs(3);
    story.build_dir();
    assert_eq!(story.told(), ["start evcxr 1"]);
    story.connect();
    assert_eq!(story.told(), ["listen 1", "evcxr gets execute_request"]);
    story.join();
    assert_eq!(story.told(), ["remember 3 s", "evcxr gets inspect_request"]);
    story.primed();
    assert_eq!(story.told(), [""; 0]);
}

#[test]
fn the_statement_that_joins_names_the_address_and_disturbs_no_count() {
    let mut story = Story::begun();
    story.build_dir();
    story.connect();
    let asked = format!("{:?}", story.actions.last());
    assert!(asked.contains(r#"join(\"@here\");"#), "{asked}");
    story.join();
    story.execute("a", "1");
    assert!(story.told().contains(&"a: In [1]".to_owned()));
}

#[test]
fn a_cell_that_comes_early_waits_with_a_note_that_goes_when_it_runs() {
    let mut story = Story::begun();
    story.build_dir();
    story.told();
    story.execute("a", "1");
    assert_eq!(story.told(), ["a: busy", "a: In [1]"]);
    story.wait(Duration::from_secs(5));
    assert_eq!(
        story.told(),
        ["a: display Rust is getting ready; this usually takes about 7 s …"]
    );
    story.connect();
    story.told();
    story.join();
    // Nobody asks the analysis anything while a reader waits.
    assert_eq!(story.told(), ["remember 5 s", "a: clear", "evcxr gets a"]);
}

#[test]
fn a_short_wait_and_a_silent_cell_get_no_note() {
    let mut story = Story::begun();
    story.build_dir();
    story.connect();
    story.execute("a", "1");
    story.wait(Duration::from_millis(600));
    story.join();
    assert!(!story.told().iter().any(|line| line.contains("display")));

    let mut story = Story::begun();
    story.execute_with("a", json!({ "code": "1", "silent": true }));
    story.wait(Duration::from_mins(1));
    assert_eq!(story.told(), ["starting", "a: busy"]);
}

#[test]
fn a_process_that_joins_late_is_waited_for() {
    let mut story = Story::begun();
    story.build_dir();
    story.connect();
    let statement = story.own.clone();
    story.evcxr_replies(&statement, "ok");
    story.execute("a", "1");
    assert!(!story.told().contains(&"evcxr gets a".to_owned()));
    story.joined();
    assert!(story.told().contains(&"evcxr gets a".to_owned()));
}

#[test]
fn without_a_build_directory_every_cell_says_why() {
    let mut story = Story::begun();
    story.execute("a", "1");
    story.event(Event::BuildDir(Err("the disk is full".into())));
    assert_eq!(
        story.told()[2..],
        [
            "a: In [1]",
            "a: error KernelError",
            "a: reply error KernelError",
            "a: idle"
        ]
    );
    assert_eq!(story.reply("a")["evalue"], "the disk is full");
    // Not once only: a reader tries again.
    story.execute("b", "1");
    assert_eq!(
        story.told(),
        [
            "b: busy",
            "b: In [2]",
            "b: error KernelError",
            "b: reply error KernelError",
            "b: idle"
        ]
    );
}

#[test]
fn a_library_that_cannot_be_loaded_is_told_on_each_later_cell() {
    let mut story = Story::begun();
    story.build_dir();
    story.connect();
    let statement = story.own.clone();
    story.evcxr_fails(&statement, "can't find crate");
    for cell in ["a", "b"] {
        story.execute(cell, "1");
        let words = story.reply(cell)["evalue"].as_str().unwrap();
        assert!(
            words.contains("cannot be loaded") && words.ends_with("can't find crate"),
            "{words}"
        );
    }
}

#[test]
fn a_process_that_cannot_join_breaks_the_kernel_instead_of_keeping_it_waiting() {
    let mut story = Story::begun();
    story.build_dir();
    story.connect();
    story.execute("a", "1");
    story.event(Event::Cells(1, Cells::Failed("no socket".into())));
    assert_eq!(story.reply("a")["evalue"], "no socket");
}

#[test]
fn an_evcxr_that_cannot_be_started_is_told() {
    let mut story = Story::begun();
    story.build_dir();
    story.evcxr(Engine::Failed("no such program".into()));
    story.execute("a", "1");
    assert_eq!(story.reply("a")["evalue"], "no such program");
}

#[test]
fn an_evcxr_that_ends_before_it_is_ready_gets_a_few_tries() {
    let mut story = Story::begun();
    story.build_dir();
    story.execute("a", "1");
    for attempt in 1..=STARTS {
        story.told();
        story.evcxr_ends();
        assert_eq!(story.told(), [format!("start evcxr {}", attempt + 1)]);
    }
    story.evcxr_ends();
    let words = story.reply("a")["evalue"].as_str().unwrap();
    assert!(
        words.contains("does not start") && words.ends_with("bye"),
        "{words}"
    );
}

#[test]
fn tries_are_counted_in_a_row() {
    let mut story = Story::begun();
    story.build_dir();
    for _ in 0..3 * STARTS {
        story.connect();
        story.join();
        story.told();
        story.evcxr_ends();
        assert!(story.told()[0].starts_with("start evcxr"));
    }
}

#[test]
fn news_of_an_evcxr_or_a_process_that_has_been_replaced_changes_nothing() {
    let mut story = Story::ready();
    story.execute("a", "1");
    story.evcxr_ends();
    story.connect();
    story.join();
    story.execute("b", "1");
    story.told();
    let old = super::fakes::answer("b", "execute_reply", json!({ "status": "ok" }));
    story.event(Event::Engine(1, Engine::Shell(old)));
    story.event(Event::Engine(1, Engine::Connected));
    let (how, last_words) = (String::new(), String::new());
    story.event(Event::Engine(1, Engine::Ended { how, last_words }));
    story.event(Event::Cells(1, Cells::Joined { mark: "x".into() }));
    story.event(Event::Cells(
        1,
        Cells::Closed(crate::proxy::machine::event::Stream::Stdout),
    ));
    story.wait(Duration::from_secs(1));
    assert_eq!(story.told(), [""; 0]);
    story.cell_ends("b");
    assert_eq!(story.reply("b")["status"], "ok");
}
