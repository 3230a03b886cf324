//! What each lesson opens and ends with: a way through it in forty minutes, three questions about earlier lessons, where to
//! read on.

use serde_json::Value;

use lab::notebook::source_of;

/// Questions about earlier lessons.
const RECALL: usize = 3;
/// Before these there is nothing to recall, and no way that could be shorter.
const FIRST: &[&str] = &["00_start_here", "00b_ground"];

/// What is wrong with the frame of a lesson.
pub(super) fn problems(name: &str, notebook: &Value) -> Vec<String> {
    let text = |id: &str| {
        let cells = notebook["cells"].as_array().into_iter().flatten();
        let found = cells.into_iter().find(|cell| cell["id"] == id);
        found.map(source_of).unwrap_or_default()
    };
    let mut problems = Vec::new();
    let further = text("next");
    let further = further.split_once("**Read on**").map(|(_, items)| items);
    let items = further.map_or(0, |items| {
        items.lines().filter(|line| line.starts_with("- ")).count()
    });
    if !(2..=4).contains(&items) {
        problems.push(format!(
            "cell `next` has {items} places to read on (`**Read on**`, a list) instead of 2 to 4"
        ));
    }
    if FIRST.contains(&name) {
        return problems;
    }
    if !text("title").contains("core path") {
        problems.push("cell `title` does not say which sections are the core path".into());
    }
    let questions = text("recall").matches("<details><summary>").count();
    if questions != RECALL {
        problems.push(format!(
            "cell `recall` asks {questions} questions about earlier notebooks instead of {RECALL}"
        ));
    }
    problems
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lesson(title: &str, recall: &str, next: &str) -> Value {
        let cell = |id: &str, source: &str| json!({"cell_type": "markdown", "id": id, "source": source});
        json!({"cells": [cell("title", title), cell("recall", recall), cell("next", next)]})
    }

    #[test]
    fn a_lesson_with_its_frame_passes() {
        let questions = "<details><summary>?</summary>\n!\n</details>\n".repeat(3);
        let whole = lesson(
            "the core path ●",
            &questions,
            "**Read on**\n\n- a\n- b\n\n**Back:**",
        );
        assert_eq!(problems("01_image_data", &whole), Vec::<String>::new());
    }

    #[test]
    fn what_is_missing_is_named() {
        let bare = lesson("a title", "no question", "**Back:**");
        let found = problems("01_image_data", &bare);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(problems("00_start_here", &bare).len(), 1);
    }
}
