//! Notebooks as grading sees them: cells with their nbgrader metadata. Whatever is in the file, reading it never fails
//! for more than the file as a whole.

use anyhow::{Context, Result, bail};
use lab::notebook::source_of;
use serde_json::{Map, Value};

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

/// Reads the bytes of a notebook file.
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
}
