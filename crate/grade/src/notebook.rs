//! Notebooks as grading sees them: cells with their nbgrader metadata. Whatever is in the file, reading it never fails
//! for more than the file as a whole.

mod shape;
mod tolerant;

use anyhow::{Context, Result, anyhow, bail};
use lab::notebook::source_of;
use serde_json::{Map, Value};

use crate::encoding;

/// The largest notebook that is read; outputs of a flood are not worth more.
pub(crate) const LARGEST: u64 = 64 << 20;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) is_code: bool,
    pub(crate) text: String,
    /// nbgrader's name of the cell, where it has one.
    pub(crate) id: Option<String>,
    /// Earns points.
    pub(crate) is_graded: bool,
    /// Is written by the student.
    pub(crate) is_solution: bool,
    /// What it is worth if it is graded.
    pub(crate) points: f64,
    /// The pictures that were pasted into it: name -> type -> Base64.
    pub(crate) pictures: Map<String, Value>,
    pub(crate) tags: Vec<String>,
}

impl Cell {
    /// Whether the student experiments here: a start to run and to change, of which nothing is graded.
    pub(crate) fn is_experiment(&self) -> bool {
        self.tags.iter().any(|tag| tag == EXPERIMENT)
    }
}

/// The tag of a cell where the student experiments.
const EXPERIMENT: &str = "experiment";

fn tags(cell: &Value) -> Vec<String> {
    let tags = cell["metadata"]["tags"].as_array().into_iter().flatten();
    tags.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A notebook's cells.
pub(crate) fn cells(notebook: &Value) -> Vec<Cell> {
    let cells = notebook["cells"].as_array().into_iter().flatten();
    cells
        .map(|cell| {
            let grader = &cell["metadata"]["nbgrader"];
            Cell {
                is_code: cell["cell_type"] == "code",
                text: source_of(cell),
                id: grader["grade_id"].as_str().map(str::to_owned),
                is_graded: grader["grade"] == true,
                is_solution: grader["solution"] == true,
                points: grader["points"].as_f64().unwrap_or_default(),
                pictures: pictures(cell),
                tags: tags(cell),
            }
        })
        .collect()
}

/// A cell's attachments, of which only pictures that are well-formed are kept.
fn pictures(cell: &Value) -> Map<String, Value> {
    let is_picture = |(kind, data): (&String, &Value)| kind.starts_with("image/") && data.is_string();
    let attachments = cell["attachments"].as_object().into_iter().flatten();
    attachments
        .filter(|(_, kinds)| {
            kinds
                .as_object()
                .is_some_and(|kinds| !kinds.is_empty() && kinds.iter().all(is_picture))
        })
        .map(|(name, kinds)| (name.clone(), kinds.clone()))
        .collect()
}

/// Reads the bytes of a notebook of the course, all of it.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        bail!("the file is empty");
    }
    let notebook: Value = serde_json::from_slice(bytes).context("the file is not a notebook")?;
    if !notebook["cells"].is_array() {
        bail!("the file is not a notebook of format 4, which Jupyter writes");
    }
    Ok(notebook)
}

/// Reads of a notebook that somebody handed in what grading needs, however it was saved; or says what to ask them for.
pub(crate) fn read_handed_in(bytes: &[u8]) -> Result<Value> {
    let text = encoding::decode(bytes);
    if text.trim().is_empty() {
        bail!("the file is empty: ask for the notebook again, saved before it is handed in");
    }
    let notebook = shape::read(&text)
        .or_else(|error| {
            if error.is_data() {
                Err(error)
            } else {
                shape::read(&tolerant::mend(&text))
            }
        })
        .map_err(|error| anyhow!(why_unread(&text, &error)))?;
    if !notebook["worksheets"].is_null() && notebook["cells"].is_null() {
        bail!(
            "the file is a notebook of format 3, which Jupyter wrote until 2015: ask for it again, opened and saved in JupyterLab"
        );
    }
    if !notebook["cells"].is_array() {
        bail!("the file is not a notebook of format 4, which Jupyter writes: ask for the file NAME.ipynb");
    }
    Ok(notebook)
}

/// Why `text` could not be read, and what to ask for.
fn why_unread(text: &str, error: &serde_json::Error) -> String {
    let start = text.trim_start();
    let begins = |with: &str| {
        start
            .get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let kinds = [
        ("%PDF", "a PDF"),
        ("PK\u{3}\u{4}", "a zip"),
        ("<!doctype html", "a web page"),
        ("<html", "a web page"),
    ];
    if let Some((_, kind)) = kinds.iter().find(|(with, _)| begins(with)) {
        return format!("the file is {kind}, not a notebook: ask for the file NAME.ipynb");
    }
    let has_line = |with: &str| text.lines().any(|line| line.trim_start().starts_with(with));
    if has_line("<<<<<<< ") && has_line(">>>>>>> ") {
        return "the file holds git's conflict marks (<<<<<<<): ask for the notebook with the conflict resolved".into();
    }
    if error.is_data() {
        return format!(
            "the cells of the file hold too much, {error}: ask for it without what was pasted into them"
        );
    }
    if start.starts_with('{') && error.is_eof() {
        return "the file ends in the middle: it was cut off on its way. Ask for the notebook again".into();
    }
    format!("the file is not a notebook: {error}. Ask for the file NAME.ipynb, as Jupyter saves it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_notebook_is_named_and_odd_metadata_is_borne() {
        assert!(parse(b" \n").unwrap_err().to_string().contains("empty"));
        assert!(parse(b"%PDF").unwrap_err().to_string().contains("not a notebook"));
        assert!(parse(b"{\"cells\": 3}").is_err());
        let notebook = parse(br#"{"cells": [7, {"cell_type": "code", "source": ["a\n", 5, "b"], "metadata": {"nbgrader": {"grade_id": 4, "points": "many"}}}]}"#).unwrap();
        let cells = cells(&notebook);
        assert_eq!(cells.len(), 2);
        assert_eq!((cells[1].text.as_str(), &cells[1].id), ("a\nb", &None));
    }

    #[test]
    fn of_attachments_the_pictures_are_kept() {
        let png = serde_json::json!({"image/png": "aGk="});
        let attachments = serde_json::json!({"a.png": png, "b.html": {"text/html": "<b>"}, "c.png": {"image/png": 3}, "d": {}, "e": 4});
        let cells =
            cells(&serde_json::json!({"cells": [{"cell_type": "markdown", "attachments": attachments}]}));
        assert_eq!(
            Value::from(cells[0].pictures.clone()),
            serde_json::json!({"a.png": png})
        );
    }

    #[test]
    fn a_notebook_is_read_however_it_was_saved() {
        let text = "{\"cells\": [{\"cell_type\": \"code\", \"source\": \"é\\r\\nb\", \"outputs\": [NaN, \"\\udead\"]}]}";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let ways = [
            text.as_bytes().to_vec(),
            text.replace(' ', "\r\n").into_bytes(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            [b"\xff\xfe", &utf16[..]].concat(),
            utf16,
        ];
        for bytes in ways {
            assert_eq!(cells(&read_handed_in(&bytes).unwrap())[0].text, "é\nb");
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_to_ask_for() {
        let reasons = [
            (" \n", "is empty"),
            ("%PDF-1.7", "is a PDF, not a notebook"),
            ("<!DOCTYPE html><title>Log in", "a web page"),
            ("{\"cells\": [{\"source\": \"a", "was cut off"),
            (
                "{\n<<<<<<< HEAD\n\"cells\": [\n=======\n\"cells\": [\n>>>>>>> x\n]}",
                "conflict marks",
            ),
            ("{\"nbformat\": 3, \"worksheets\": [{\"cells\": []}]}", "format 3"),
            ("{\"cells\": 3}", "NAME.ipynb"),
            ("[]", "NAME.ipynb"),
            ("fn main() {}", "not a notebook: expected"),
        ];
        let pasted = format!("{{\"cells\": [{{\"source\": \"{}\"}}]}}", "a".repeat(33 << 20));
        let error = read_handed_in(pasted.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("hold too much, more than"), "{error}");
        for (text, reason) in reasons {
            let error = read_handed_in(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
