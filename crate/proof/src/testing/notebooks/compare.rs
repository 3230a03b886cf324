//! Whether a notebook's run leads to the outputs that are committed.
//!
//! Tags say how exactly a cell repeats: `trained` and `unstable` loosen its numbers ([`Tolerance`]); `unstable:WORD` only
//! those in lines with that word, and leaves the others at `trained`. What a cell with the tag `varies` shows is not compared: it describes the machine, or picks images by the last digit of a number. The
//! cell with the tag `data` describes the data set: where it is another one than the committed outputs are of, nothing
//! else can be compared.

use serde_json::Value;

use super::text::{self, Tolerance};
use lab::notebook::text_of;

/// What a comparison found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// The outputs differ in these cells; in none if the notebook repeats.
    Drifts(Vec<Drift>),
    /// This machine has other data than the committed outputs were made of.
    OtherData(Drift),
}

/// A cell whose output is not the committed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drift {
    /// The cell's id.
    pub cell: String,
    /// The first line that differs, as committed.
    pub expected: String,
    /// The same line in the run.
    pub got: String,
}

impl std::fmt::Display for Drift {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { cell, expected, got } = self;
        write!(
            f,
            "cell `{cell}`\n      expected  {expected}\n      got       {got}"
        )
    }
}

/// Compares the outputs of a run with the committed ones.
pub(super) fn compare(committed: &Value, executed: &Value) -> Comparison {
    let mut drifts = Vec::new();
    for (old, new) in code_cells(committed).zip(code_cells(executed)) {
        let Some((expected, got)) = cell_difference(old, new) else {
            continue;
        };
        let drift = Drift {
            cell: old["id"].as_str().unwrap_or_default().to_owned(),
            expected,
            got,
        };
        if has_tag(old, "data") {
            return Comparison::OtherData(drift);
        }
        drifts.push(drift);
    }
    Comparison::Drifts(drifts)
}

/// The notebook's code cells.
pub(super) fn code_cells(notebook: &Value) -> impl Iterator<Item = &Value> {
    let cells = notebook["cells"].as_array().into_iter().flatten();
    cells.filter(|cell| cell["cell_type"] == "code")
}

/// Whether a cell has a tag.
pub(super) fn has_tag(cell: &Value, tag: &str) -> bool {
    tags(cell).any(|found| found == tag)
}

fn tags(cell: &Value) -> impl Iterator<Item = &str> {
    let tags = cell["metadata"]["tags"].as_array();
    tags.into_iter().flatten().filter_map(Value::as_str)
}

fn cell_difference(old: &Value, new: &Value) -> Option<(String, String)> {
    if has_tag(old, "varies") {
        return None;
    }
    let unstable_word = tags(old).find_map(|tag| tag.strip_prefix("unstable:"));
    let tolerance = |line: &str| match unstable_word {
        Some(word) if line.contains(word) => Tolerance::Unstable,
        Some(_) => Tolerance::Trained,
        None if has_tag(old, "unstable") => Tolerance::Unstable,
        None if has_tag(old, "trained") => Tolerance::Trained,
        None => Tolerance::Repeats,
    };
    let (old_outputs, new_outputs) = (outputs(old), outputs(new));
    let kinds = |outputs: &[&Value]| {
        outputs
            .iter()
            .map(|output| kind(output))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let (expected, got) = (kinds(&old_outputs), kinds(&new_outputs));
    if expected != got {
        let or_none = |kinds: String| {
            if kinds.is_empty() {
                "no output".into()
            } else {
                kinds
            }
        };
        return Some((or_none(expected), or_none(got)));
    }
    old_outputs
        .iter()
        .zip(new_outputs)
        .find_map(|(old, new)| text::difference(&said(old), &said(new), &tolerance))
}

fn outputs(cell: &Value) -> Vec<&Value> {
    cell["outputs"].as_array().into_iter().flatten().collect()
}

/// What kind of output it is: a picture is compared by this and by the text that stands beside it.
fn kind(output: &Value) -> String {
    let kind = output["output_type"].as_str().unwrap_or_default();
    match output["data"].as_object() {
        Some(data) => {
            let mut types: Vec<&str> = data.keys().map(String::as_str).collect();
            types.sort_unstable();
            format!("{kind} {}", types.join(", "))
        }
        None => format!("{kind} {}", output["name"].as_str().unwrap_or_default()),
    }
}

/// The text of an output.
fn said(output: &Value) -> String {
    match output["output_type"].as_str() {
        Some("stream") => text_of(&output["text"]),
        Some("error") => output["evalue"].as_str().unwrap_or_default().to_owned(),
        _ => text_of(&output["data"]["text/plain"]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn notebook(tags: &[&str], outputs: &Value) -> Value {
        json!({"cells": [
            {"cell_type": "markdown", "id": "words", "metadata": {}, "source": "# A title"},
            {"cell_type": "code", "id": "first", "metadata": {"tags": tags}, "source": "1", "outputs": outputs},
            {"cell_type": "code", "id": "second", "metadata": {}, "source": "2", "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["loss 0.5000\n", "60000 images"]},
            ]},
        ]})
    }

    fn printed(text: &str) -> Value {
        json!([{"output_type": "stream", "name": "stdout", "text": text}])
    }

    fn figure(mime: &str, plain: &str) -> Value {
        json!([{"output_type": "execute_result", "data": {mime: "…", "text/plain": [plain]}}])
    }

    fn drifts(tags: &[&str], old: &Value, new: &Value) -> Vec<Drift> {
        match compare(&notebook(tags, old), &notebook(tags, new)) {
            Comparison::Drifts(drifts) => drifts,
            Comparison::OtherData(drift) => panic!("other data: {drift}"),
        }
    }

    #[test]
    fn the_cell_and_both_lines_are_named() {
        let found = drifts(
            &[],
            &printed("a\naccuracy 0.8123"),
            &printed("a\naccuracy 0.7123"),
        );
        assert_eq!(found.len(), 1);
        let said = found[0].to_string();
        for part in [
            "`first`",
            "expected  accuracy 0.8123",
            "got       accuracy 0.7123",
        ] {
            assert!(said.contains(part), "{said}");
        }
        assert_eq!(drifts(&[], &printed("a"), &printed("a")), []);
    }

    #[test]
    fn a_picture_is_compared_by_its_kind_and_its_text() {
        let old = figure("image/svg+xml", "Loss from 2.30 to 0.50");
        assert_eq!(
            drifts(&[], &old, &figure("image/svg+xml", "Loss from 2.30 to 0.50")),
            []
        );
        assert_eq!(
            drifts(&[], &old, &figure("image/svg+xml", "Loss from 2.30 to 0.90")).len(),
            1
        );
        let found = drifts(&[], &old, &figure("image/png", "Loss from 2.30 to 0.50"));
        assert!(found[0].expected.contains("image/svg+xml") && found[0].got.contains("image/png"));
        let found = drifts(&[], &old, &json!([]));
        assert_eq!(found[0].got, "no output");
    }

    #[test]
    fn tags_loosen_what_cannot_repeat() {
        let (old, new) = (printed("accuracy 0.8123"), printed("accuracy 0.8200"));
        assert_eq!(drifts(&[], &old, &new).len(), 1);
        assert_eq!(drifts(&["trained"], &old, &new), []);
        let far = printed("accuracy 0.1");
        assert_eq!(drifts(&["trained"], &old, &far).len(), 1);
        assert_eq!(drifts(&["unstable"], &old, &far), []);
        assert_eq!(drifts(&["unstable"], &old, &printed("loss 0.1")).len(), 1);
        assert_eq!(drifts(&["varies"], &old, &json!([])), []);
        let (old, new) = (printed("raw 0.8\ncalm 0.812"), printed("raw 0.1\ncalm 0.820"));
        assert_eq!(drifts(&["unstable:raw"], &old, &new), []);
        let far = printed("raw 0.1\ncalm 0.7");
        assert_eq!(drifts(&["unstable:raw"], &old, &far)[0].got, "calm 0.7");
    }

    #[test]
    fn other_data_make_no_drift_of_what_follows() {
        let (old, new) = (printed("60000 images"), printed("2000 images"));
        let found = compare(&notebook(&["data"], &old), &notebook(&["data"], &new));
        assert!(matches!(found, Comparison::OtherData(drift) if drift.got == "2000 images"));
    }
}
