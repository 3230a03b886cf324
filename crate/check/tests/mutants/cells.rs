//! The solutions and the checks, as they stand in the notebooks.

use std::path::Path;

use serde_json::Value;

use crate::mutate::{Mutant, mutants};

/// A question whose answer is code.
pub(crate) struct Question {
    /// The check cell's name.
    pub(crate) id: String,
    /// The check cell's code.
    pub(crate) check: String,
    /// The solution itself, and then what was made of it.
    pub(crate) mutants: Vec<Mutant>,
}

/// Every question with code, in the order of the problem sets.
pub(crate) fn questions() -> Vec<Question> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../notebooks/exercises/source");
    let mut sets: Vec<_> = std::fs::read_dir(&source)
        .unwrap_or_else(|error| panic!("{}: {error}", source.display()))
        .map(|entry| entry.expect("a folder").path())
        .filter(|path| path.is_dir())
        .collect();
    sets.sort();
    sets.iter().flat_map(|set| read(set)).collect()
}

/// The questions of one problem set: each check with what the answer cell before it holds.
fn read(set: &Path) -> Vec<Question> {
    let name = set.file_name().expect("a folder's name");
    let path = set.join(name).with_extension("ipynb");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let notebook: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut questions = Vec::new();
    let mut answer = None;
    for cell in notebook["cells"].as_array().expect("cells") {
        let grader = &cell["metadata"]["nbgrader"];
        if cell["cell_type"] != "code" || grader.is_null() {
            continue;
        }
        if grader["solution"] == true {
            answer = Some(text_of(cell));
        } else if grader["grade"] == true
            && let Some(answer) = answer.take()
        {
            let id = grader["grade_id"].as_str().expect("a name").to_owned();
            let mutants = mutants(&answer).unwrap_or_else(|error| panic!("{id}: {error}"));
            questions.push(Question {
                id,
                check: text_of(cell),
                mutants,
            });
        }
    }
    questions
}

/// A cell's source, which Jupyter writes as a list of lines.
fn text_of(cell: &Value) -> String {
    match &cell["source"] {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        source => source.as_str().unwrap_or_default().to_owned(),
    }
}
