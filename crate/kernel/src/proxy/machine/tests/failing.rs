//! Cells that fail by themselves: what clients read of it.

use protocol::cells::Report;
use serde_json::{Value, json};

use super::story::Story;
use crate::proxy::machine::action::Action;
use crate::proxy::machine::locate::Spot;

fn lines(reply: &Value) -> Vec<&str> {
    let lines = reply["traceback"].as_array().unwrap();
    lines.iter().filter_map(Value::as_str).collect()
}

#[test]
fn a_panic_names_the_learners_line_first() {
    let mut story = Story::ready();
    story.source = Some("fn run() {\nlet v = xs[5];\n}".into());
    story.execute("a", "// a comment\nlet v = xs[5];");
    story.panics(None, "index out of bounds", 2);
    story.prints("EVCXR_PANIC_NOTIFICATION\n");
    story.told();
    story.cell_ends("a");
    assert_eq!(
        story.told(),
        [
            "cells: fence 1",
            "cells: tell EVCXR_EXECUTION_COMPLETE",
            "trace",
            "a: error Panic",
            "a: reply error Panic",
            "a: idle",
        ]
    );
    let reply = story.reply("a");
    assert_eq!(reply["evalue"], "index out of bounds");
    assert!(lines(reply)[0].contains("2\u{1b}[0m let v = xs[5];"), "{reply}");
    assert!(lines(reply)[1].ends_with("index out of bounds"), "{reply}");
}

#[test]
fn a_panic_whose_source_cannot_be_read_has_no_place_but_its_words() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.panics(None, "on purpose", 2);
    story.prints("EVCXR_PANIC_NOTIFICATION\n");
    story.cell_ends("a");
    let reply = story.reply("a");
    assert_eq!((lines(reply).len(), &reply["evalue"]), (1, &json!("on purpose")));
}

#[test]
fn a_panic_of_which_nothing_is_reported_is_one_all_the_same() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.prints("EVCXR_PANIC_NOTIFICATION\n");
    story.cell_ends("a");
    assert_eq!(story.reply("a")["evalue"], "the cell panicked");
}

#[test]
fn a_panic_in_another_thread_is_text_and_no_failure() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.panics(Some("worker"), "elsewhere", 3);
    story.told();
    story.cell_ends("a");
    let told = story.told();
    assert_eq!(
        told[2..],
        [
            "a: stderr \"thread 'worker' panicked:\\nelsewhere\\n\"",
            "a: reply ok",
            "a: idle",
        ]
    );
}

#[test]
fn of_several_panics_the_cells_own_is_the_error_and_the_others_are_text() {
    let mut story = Story::ready();
    story.execute("a", "");
    story.panics(None, "the cell's", 3);
    story.panics(Some("worker"), "another's", 4);
    story.prints("EVCXR_PANIC_NOTIFICATION\n");
    story.told();
    story.cell_ends("a");
    assert!(story.told()[3].contains("another's"));
    assert_eq!(story.reply("a")["evalue"], "the cell's");
}

#[test]
fn a_failing_question_mark_is_an_error_with_its_line() {
    let mut story = Story::ready();
    story.execute("a", "let text = \"z\";\nlet n: i32 = text.parse()?;");
    story.reports(&Report::Error {
        message: "invalid digit".into(),
        frames: Vec::new(),
    });
    story.prints("EVCXR_ERROR_OCCURRED\n");
    story.cell_ends("a");
    let reply = story.reply("a");
    assert_eq!(
        (&reply["ename"], &reply["evalue"]),
        (&json!("Error"), &json!("invalid digit"))
    );
    assert!(
        lines(reply)[0].contains("2\u{1b}[0m let n: i32 = text.parse()?;"),
        "{reply}"
    );
}

#[test]
fn an_error_that_came_as_text_alone_is_taken_from_there() {
    let mut story = Story::ready();
    story.execute("a", "f()?");
    story.eprints("no such file\n");
    story.prints("EVCXR_ERROR_OCCURRED\n");
    story.cell_ends("a");
    assert_eq!(story.reply("a")["evalue"], "no such file");
}

#[test]
fn compile_errors_are_one_error_in_the_cells_own_number() {
    let mut story = Story::ready();
    story.execute("a", "let a: u8 = 1.5;");
    story.told();
    let first =
        json!({ "evalue": "mismatched types", "traceback": ["[command_7:1:1]", " 1 │ let a: u8 = 1.5;"] });
    story.evcxr_publishes("a", "error", first);
    story.evcxr_fails("a", "unused");
    assert_eq!(
        story.told(),
        ["a: error CompileError", "a: reply error CompileError", "a: idle"]
    );
    let reply = story.reply("a");
    assert_eq!(reply["evalue"], "mismatched types (and one more error)");
    assert!(lines(reply)[0].contains("let a: u8 = 1.5;"), "{reply}");
    assert_eq!(lines(reply)[1], "[In [1]]");
    assert_eq!(reply["execution_count"], 1);
}

#[test]
fn a_command_that_fails_is_an_error() {
    let mut story = Story::ready();
    story.execute("a", ":dep");
    story.evcxr_fails("a", ":dep requires arguments");
    let reply = story.reply("a");
    assert_eq!(
        (&reply["ename"], &reply["evalue"]),
        (&json!("Error"), &json!(":dep requires arguments"))
    );
}

#[test]
fn an_error_in_code_of_an_earlier_cell_names_the_cell_and_the_line() {
    let mut story = Story::ready();
    story.execute("a", "// why\nfn upper() -> i32 { base() + 10 }");
    story.cell_ends("a");
    let words = "cannot add `{integer}` to `f64`";
    story.diagnostics = vec![Spot {
        source: "fn upper() -> i32 { base() + 10 }\nfn base() -> f64 { 2.5 }\n".into(),
        line: 1,
        words: words.into(),
    }];
    story.execute("b", "fn base() -> f64 { 2.5 }");
    story.evcxr_fails("b", words);
    let reply = story.reply("b");
    assert!(lines(reply)[0].contains("In [1], line 2"), "{reply}");
    assert_eq!(lines(reply)[1], words);
}

/// A cell that evcxr refuses because of the line by which it shows the last value.
fn refused_for_its_last_value() -> Story {
    let mut story = Story::ready();
    story.execute("a", "eat(p)");
    story.told();
    story.evcxr_fails("a", "consider changing this parameter type");
    assert_eq!(story.told(), ["evcxr gets a"]);
    let asked = story.actions.iter().rev().find_map(|action| match action {
        Action::Ask(_, message) => Some(message.text("code")),
        _ => None,
    });
    assert_eq!(
        asked,
        Some("match\neat(p)\n{ ref value => value.evcxr_display() };\n")
    );
    story
}

#[test]
fn a_cell_is_tried_again_where_evcxr_could_not_show_its_last_value() {
    let mut story = refused_for_its_last_value();
    story.cell_ends("a");
    assert_eq!(story.reply("a")["status"], "ok");
}

#[test]
fn what_the_compiler_says_the_second_time_is_about_the_learners_line() {
    let mut story = refused_for_its_last_value();
    let traceback = ["[E0382] Error: use of moved value", " 1 │ match", " 2 │ eat(p)"];
    story.evcxr_publishes(
        "a",
        "error",
        json!({ "evalue": "use of moved value", "traceback": traceback }),
    );
    story.evcxr_fails("a", "more");
    let reply = story.reply("a");
    assert!(lines(reply)[0].contains("1\u{1b}[0m eat(p)"), "{reply}");
    assert!(!reply.to_string().contains("│ match"), "{reply}");
}

#[test]
fn words_about_the_kernels_own_way_to_show_a_value_are_not_shown() {
    let mut story = refused_for_its_last_value();
    story.evcxr_fails("a", "no method named `evcxr_display`");
    assert_eq!(
        story.reply("a")["evalue"],
        "consider changing this parameter type"
    );
}

#[test]
fn words_that_name_no_place_get_the_line_that_they_mean() {
    let mut story = Story::ready();
    story.execute("a", "let a = 1;\nlet name = &text[..2];");
    story.evcxr_fails("a", "The variable `name` contains a reference");
    assert!(lines(story.reply("a"))[0].contains("let name = &text[..2];"));
    story.execute("b", "enum Color { Red }\nColor::Red");
    story.evcxr_fails("b", "`Color` doesn't implement `Debug`");
    assert!(lines(story.reply("b"))[0].ends_with("Color::Red"));
}

#[test]
fn a_cell_that_waits_for_a_future_has_its_answer_at_once() {
    let mut story = Story::ready();
    story.execute("a", "let a = 1;\nlater().await");
    let reply = story.reply("a");
    assert_eq!(reply["ename"], "CompileError");
    assert!(lines(reply)[0].contains("later().await"), "{reply}");
    story.execute("b", "1");
    story.cell_ends("b");
    assert_eq!(story.reply("b")["status"], "ok");
}
