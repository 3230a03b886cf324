//! The notebook that nbgrader keeps for a submission: the release with the student's answers in it.

use lab::notebook::source_of;
use serde_json::{Map, Value};

use crate::printable;
use crate::problem_set::ProblemSet;
use crate::submission::Submission;

/// How many characters of an answer are shown; the longest solution of ours has a thousand.
const LONGEST_ANSWER: usize = 50_000;
/// How many bytes the pictures of one answer may have.
const LARGEST_PICTURES: usize = 8 << 20;

/// `release` with what the student wrote in the cells that are theirs to write, as much of it as a page can hold.
pub(crate) fn rebuild(release: &ProblemSet, submission: &Submission) -> Value {
    let mut rebuilt = release.notebook.clone();
    for cell in rebuilt["cells"].as_array_mut().into_iter().flatten() {
        let grader = &cell["metadata"]["nbgrader"];
        if grader["solution"] != true {
            continue;
        }
        let Some(id) = grader["grade_id"].as_str() else {
            continue;
        };
        let stub = source_of(cell);
        let shown = |text: &str| Value::from(printable::beginning(&printable::text(text), LONGEST_ANSWER));
        let copies = submission.worked_on(&[(id.to_owned(), stub.clone())]);
        if cell["cell_type"] == "code" && copies.len() > 1 {
            cell["source"] = shown(&copies.join("\n"));
        } else if let Some(answer) = submission.written(id, &stub) {
            cell["source"] = shown(&answer.text);
            if cell["cell_type"] == "markdown" {
                let pictures = within(&answer.pictures, LARGEST_PICTURES);
                if !pictures.is_empty() {
                    cell["attachments"] = pictures.into();
                }
            }
        }
    }
    rebuilt
}

/// The first pictures, as many as have room.
fn within(pictures: &Map<String, Value>, mut room: usize) -> Map<String, Value> {
    let mut kept = Map::new();
    for (name, kinds) in pictures {
        let all = kinds.as_object().into_iter().flatten();
        let size: usize = all.map(|(_, data)| data.as_str().map_or(0, str::len)).sum();
        if size <= room {
            room -= size;
            kept.insert(name.clone(), kinds.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn cell(source: &str, attachments: &Value) -> Value {
        json!({"cell_type": "markdown", "source": source, "attachments": attachments,
            "metadata": {"nbgrader": {"grade_id": "w", "grade": true, "solution": true, "points": 1}}})
    }

    #[test]
    fn an_answer_is_taken_over_as_far_as_a_page_can_hold_it() {
        let release = ProblemSet::new("01", json!({"cells": [cell("stub", &json!({}))]})).unwrap();
        let picture = |size: usize| json!({"image/png": "A".repeat(size)});
        let pictures = json!({"a": picture(5 << 20), "b": picture(5 << 20), "c": picture(1 << 20)});
        let text = format!("\u{1b}[2Jmine{}", "é".repeat(60_000));
        let handed_in = json!({"cells": [cell(&text, &pictures)]});
        let rebuilt = rebuild(&release, &Submission::read(&handed_in, &release));
        let cell = &rebuilt["cells"][0];
        let source = cell["source"].as_str().unwrap();
        assert!(
            source.starts_with("[2Jmineéé") && source.ends_with("more bytes)"),
            "{}",
            &source[..20]
        );
        let kept: Vec<&String> = cell["attachments"].as_object().unwrap().keys().collect();
        assert_eq!(kept, ["a", "c"]);
    }
}
