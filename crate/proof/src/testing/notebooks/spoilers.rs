//! Predictions that cannot spoil themselves: what a reader is asked stands nowhere on the screen before they have answered.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::compare::code_cells;
use lab::notebook::{source_of, text_of};

/// Numbers that equal the answer and mean something else: notebook, the cell that reveals, why.
const COINCIDENCES: &[(&str, &str, &str)] = &[(
    "05_step_by_step",
    "reliability",
    "0.99 is the border in the question",
)];
/// Cells that stand open between a question and its answer: notebook, cell, why.
const OPEN: &[(&str, &str, &str)] = &[
    ("03_normalization", "train-cases", "it shows progress alone"),
    (
        "04_multi_layer_perceptron",
        "ring",
        "it shows the shapes of the points",
    ),
    (
        "06_training_strategy",
        "permuted",
        "its pictures are the question",
    ),
    (
        "07_color_images",
        "normalize-fit",
        "the answer is folded into the text of the question",
    ),
    ("07_color_images", "split", "it shows the shapes of a batch"),
];

/// Cells that show an answer again, open, below the cell that reveals it: notebook, cell, why.
const BELOW: &[(&str, &str, &str)] = &[
    (
        "04_multi_layer_perceptron",
        "network-drawing",
        "only the drawing's alternative text counts the parameters",
    ),
    (
        "05_step_by_step",
        "one-step",
        "the next step begins at this loss, a screen further down",
    ),
];

/// A number as it is written: 203530, 203 530, 0.745.
static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\d{1,3}(?:[ \u{a0}\u{202f}]\d{3})+\b|\d+(?:\.\d+)?").ok());
/// What `reveal` writes where nobody has guessed.
static REVEALED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"you have not guessed; it is (?<answer>\d+(?:\.\d+)?)").ok());
static FOLDED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?s)<details>.*?</details>").ok());

/// The questions of a notebook whose answers can be seen before they are asked for.
pub(super) fn problems(name: &str, notebook: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    let mut visible: Vec<(String, String)> = Vec::new(); // of this section: cell, what it shows
    let mut asked: Option<String> = None;
    let mut revealed_here: Vec<(String, String)> = Vec::new(); // of this section: cell, answer
    for cell in notebook["cells"].as_array().into_iter().flatten() {
        let id = cell["id"].as_str().unwrap_or_default();
        let source = source_of(cell);
        if cell["cell_type"] == "markdown" {
            if source.lines().any(|line| line.starts_with("## ")) {
                visible.clear();
                revealed_here.clear();
            }
            let shown = without_folded(&source);
            problems.extend(again(name, id, &shown, &revealed_here));
            if shown.contains("**Predict") {
                asked = Some(id.to_owned());
            }
            visible.push((id.to_owned(), shown));
            continue;
        }
        let shown = outputs(cell);
        let folded = cell["metadata"]["jupyter"]["outputs_hidden"] == true;
        if !folded {
            problems.extend(again(name, id, &shown, &revealed_here));
        }
        if let Some(answer) = revealed(&shown) {
            let seen = visible
                .iter()
                .find(|(_, text)| numbers(text).any(|number| says(&number, &answer)));
            if let Some((place, _)) = seen
                && !is_listed(COINCIDENCES, name, id)
            {
                problems.push(format!(
                    "cell `{id}` reveals {answer}, which cell `{place}` shows before it"
                ));
            }
            revealed_here.push((id.to_owned(), answer));
        }
        if !shown.is_empty()
            && !source.contains("interact(")
            && let Some(question) = asked.take()
            && !folded
            && !is_listed(OPEN, name, id)
        {
            problems.push(format!(
                "cell `{id}` stands open below the question of cell `{question}`: fold its output"
            ));
        }
        if !folded {
            visible.push((id.to_owned(), shown));
        }
    }
    problems.extend(stale(name, notebook));
    problems
}

/// An answer that stands open below the cell that reveals it: a page is seen whole.
fn again(name: &str, id: &str, shown: &str, revealed_here: &[(String, String)]) -> Option<String> {
    let (cell, answer) = revealed_here
        .iter()
        .find(|(_, answer)| numbers(shown).any(|number| says(&number, answer)))?;
    (!is_listed(BELOW, name, id))
        .then(|| format!("cell `{id}` shows {answer}, which cell `{cell}` above it has folded away"))
}

/// Exemptions of this notebook that exempt nothing.
fn stale(name: &str, notebook: &Value) -> Vec<String> {
    let known = |id: &str| code_cells(notebook).any(|cell| cell["id"] == id);
    COINCIDENCES
        .iter()
        .chain(OPEN)
        .chain(BELOW)
        .filter(|(of, cell, _)| *of == name && !known(cell))
        .map(|(_, cell, _)| {
            format!("cell `{cell}` is exempted from the check of predictions and is not there")
        })
        .collect()
}

fn is_listed(list: &[(&str, &str, &str)], name: &str, id: &str) -> bool {
    list.iter().any(|(of, cell, _)| *of == name && *cell == id)
}

fn without_folded(source: &str) -> String {
    match FOLDED.as_ref() {
        Some(folded) => folded.replace_all(source, "").into_owned(),
        None => source.to_owned(),
    }
}

/// What a cell shows, as text.
fn outputs(cell: &Value) -> String {
    let texts = cell["outputs"].as_array().into_iter().flatten().map(|output| {
        if output["output_type"] == "stream" {
            text_of(&output["text"])
        } else {
            text_of(&output["data"]["text/plain"])
        }
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn revealed(shown: &str) -> Option<String> {
    let found = REVEALED.as_ref()?.captures(shown)?;
    Some(found["answer"].to_owned())
}

fn numbers(text: &str) -> impl Iterator<Item = String> {
    let found = NUMBER.iter().flat_map(move |number| number.find_iter(text));
    found.map(|number| number.as_str().replace([' ', '\u{a0}', '\u{202f}'], ""))
}

/// Whether a number that was written is the answer, to as many places as were written. A whole number says nothing of an
/// answer that is none, and a single digit may be anything.
fn says(written: &str, answer: &str) -> bool {
    if written.len() == 1 {
        return false;
    }
    let places = written.split_once('.').map_or(0, |(_, places)| places.len());
    if places == 0 && answer.contains('.') {
        return false;
    }
    match (written.parse::<f64>(), answer.parse::<f64>()) {
        (Ok(written), Ok(answer)) => {
            (written - answer).abs() <= 0.5 * 10f64.powi(-i32::try_from(places).unwrap_or(0)) + 1e-9
                && (places > 0 || written.to_bits() == answer.to_bits())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(id: &str, source: &str) -> Value {
        json!({"cell_type": "markdown", "id": id, "metadata": {}, "source": source})
    }

    fn run(id: &str, source: &str, output: &str, folded: bool) -> Value {
        let mut cell =
            json!({"cell_type": "code", "id": id, "metadata": {}, "source": source, "outputs": []});
        if folded {
            cell["metadata"]["jupyter"]["outputs_hidden"] = json!(true);
        }
        if !output.is_empty() {
            cell["outputs"] = json!([{"output_type": "stream", "text": output}]);
        }
        cell
    }

    fn of(cells: &[Value]) -> Vec<String> {
        problems("a", &json!({"cells": cells}))
    }

    const REVEAL: &str = "share\n    you have not guessed; it is 0.745";

    #[test]
    fn an_answer_that_is_folded_is_no_spoiler() {
        let cells = [
            text(
                "question",
                "## 1\n**Predict.** What share? <details>0.745</details>",
            ),
            run("train", "train()", "accuracy 0.745", true),
            run("reveal", "reveal()", REVEAL, true),
        ];
        assert_eq!(of(&cells), Vec::<String>::new());
    }

    #[test]
    fn an_answer_in_view_is_named_with_its_place() {
        for shown in ["accuracy 0.7450", "about 0.75, then", "74 of 100, or 0.745"] {
            let cells = [
                text("question", "## 1\n**Predict.**"),
                run("fold", "f()", "x", true),
                run("train", "train()", shown, false),
                run("reveal", "reveal()", REVEAL, true),
            ];
            assert_eq!(
                of(&cells),
                ["cell `reveal` reveals 0.745, which cell `train` shows before it"],
                "{shown}"
            );
        }
        let cells = [
            text("before", "## 1\n203 530"),
            run("reveal", "", "you have not guessed; it is 203530", true),
        ];
        assert_eq!(of(&cells).len(), 1);
    }

    #[test]
    fn an_answer_is_folded_below_as_well() {
        let cells = |folded| {
            [
                text("question", "## 1\n**Predict.**"),
                run("reveal", "reveal()", REVEAL, true),
                run("table", "table()", "accuracy 0.745", folded),
            ]
        };
        assert_eq!(of(&cells(true)), Vec::<String>::new());
        assert_eq!(
            of(&cells(false)),
            ["cell `table` shows 0.745, which cell `reveal` above it has folded away"]
        );
    }

    #[test]
    fn other_sections_and_other_numbers_are_no_spoilers() {
        let cells = [
            text("before", "## 1\n0.745"),
            text(
                "question",
                "## 2\n**Predict.** Guessing gives 0.1, and 1 in 745 is rare.",
            ),
            run("reveal", "reveal()", REVEAL, true),
        ];
        assert_eq!(of(&cells), Vec::<String>::new());
    }

    #[test]
    fn a_result_that_stands_open_below_its_question_is_named() {
        let cells = [
            text("question", "**Predict** it."),
            run("guess", "let my_guess = NO_GUESS;", "", false),
            run("result", "f()", "42", false),
        ];
        assert_eq!(
            of(&cells),
            ["cell `result` stands open below the question of cell `question`: fold its output"]
        );
    }
}
