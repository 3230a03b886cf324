//! What every notebook of the lecture keeps to, as it is committed.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use anyhow::{Context, Result};
use regex::Regex;
use serde_json::Value;

use super::compare::{code_cells, has_tag};
use super::{formulas, links};
use lab::notebook::{source_of, text_of};
use lab::project::KERNEL;
use lab::run::parameters;
use lab::run::selection::Notebook;

/// A page that opens at once, and that a repository can keep in all its versions.
const LARGEST_FILE: u64 = 2_000_000;
/// What a slide and a small screen show of a cell.
const LONGEST_CELL: usize = 20;
/// Cells that would be harder to read in two: one loop whose steps belong together, or one table.
const LONGER: &[&str] = &[
    "race-run",
    "sweep",
    "ring-run",
    "by-hand",
    "agree",
    "finite-differences",
    "settings",
    "addition2",
    "sizes",
];
const LONGEST_OF_ALL: usize = 27;
/// What Jupyter's slide export knows.
const SLIDE_TYPES: &[&str] = &["slide", "subslide", "fragment", "skip", "notes", "-"];
/// Tags that mean something to this project; `unstable:WORD` does, too.
const TAGS: &[&str] = &["parameters", "trained", "unstable", "varies", "data"];

/// What is wrong with a notebook, each with its cell; nothing if it keeps the rules.
pub(super) fn check(notebook: &Notebook) -> Result<Vec<String>> {
    let path = &notebook.path;
    let size = path.metadata().with_context(|| path.display().to_string())?.len();
    let folder = path.parent().with_context(|| path.display().to_string())?;
    let mut problems = whole(&notebook.content, size);
    let cells = notebook.content["cells"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let anchors: Vec<String> = texts(cells).flat_map(|text| links::anchors(&text)).collect();
    let mut ids = BTreeSet::new();
    for cell in cells {
        let id = cell["id"].as_str().unwrap_or_default();
        let mut found = of_cell(cell);
        if id.is_empty() || !ids.insert(id) {
            found.push("the id is missing or another cell's, too".into());
        }
        if cell["cell_type"] == "markdown" {
            found.extend(links::problems(&source_of(cell), &anchors, folder));
            found.extend(formulas::problems(&source_of(cell)));
        }
        problems.extend(found.into_iter().map(|problem| format!("cell `{id}`: {problem}")));
    }
    Ok(problems)
}

/// What concerns the notebook as a whole.
fn whole(notebook: &Value, size: u64) -> Vec<String> {
    let mut problems = Vec::new();
    if size >= LARGEST_FILE {
        problems.push(format!("{size} bytes; less than {LARGEST_FILE} are wanted"));
    }
    let metadata = &notebook["metadata"];
    if metadata["kernelspec"]["name"] != KERNEL {
        problems.push(format!("its kernel is not {KERNEL}"));
    }
    problems.extend(strangers(metadata, &["kernelspec", "language_info"]));
    let titles: usize = texts(notebook["cells"].as_array().map_or(&[], Vec::as_slice))
        .map(|text| text.lines().filter(|line| line.starts_with("# ")).count())
        .sum();
    if titles != 1 {
        problems.push(format!("{titles} titles (`# …`) instead of one"));
    }
    let counts = code_cells(notebook).map(|cell| cell["execution_count"].as_u64());
    if !counts.eq((1..).take(code_cells(notebook).count()).map(Some)) {
        problems.push("its cells were not run once each, from top to bottom: `cargo lab run --save`".into());
    }
    let mut copy = notebook.clone();
    if parameters::names(&mut copy).is_empty() {
        problems.push("no cell tagged `parameters` declares a parameter (`let name: type = value;`)".into());
    }
    problems
}

/// What concerns one cell.
fn of_cell(cell: &Value) -> Vec<String> {
    static LEFTOVER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b(todo|fixme|xxx)\b").ok());
    let mut problems = strangers(&cell["metadata"], &["jupyter", "slideshow", "tags"]);
    let source = source_of(cell);
    if let Some(left) = LEFTOVER.iter().find_map(|pattern| pattern.find(&source)) {
        problems.push(format!("a leftover `{}`", left.as_str()));
    }
    for tag in cell["metadata"]["tags"].as_array().into_iter().flatten() {
        let of_lines = tag.as_str().and_then(|tag| tag.strip_prefix("unstable:"));
        if of_lines.is_none_or(str::is_empty) && !TAGS.iter().any(|known| tag == known) {
            problems.push(format!(
                "the tag {tag} means nothing; there are {}",
                TAGS.join(", ")
            ));
        }
    }
    let slide = &cell["metadata"]["slideshow"]["slide_type"];
    if !SLIDE_TYPES.iter().any(|known| slide == known) {
        problems.push(format!("its slide type is none of {}", SLIDE_TYPES.join(", ")));
    }
    // Folding the output away does not fold it on a slide.
    if cell["metadata"]["jupyter"]["outputs_hidden"] == true && slide == "-" {
        problems.push("its result is to be guessed, and stands on the slide of the question".into());
    }
    if cell["cell_type"] == "markdown" {
        let heads = source
            .lines()
            .any(|line| line.starts_with("# ") || line.starts_with("## "));
        if heads && slide != "slide" {
            problems.push("it begins a section, and no slide".into());
        }
    } else {
        let lines = source.lines().count();
        let listed = LONGER.iter().any(|id| cell["id"] == *id);
        let most = if listed { LONGEST_OF_ALL } else { LONGEST_CELL };
        if lines > most {
            problems.push(format!("{lines} lines; {most} are the most"));
        }
        problems.extend(
            cell["outputs"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(of_output),
        );
    }
    if cell["cell_type"] != "code" && has_tag(cell, "parameters") {
        problems.push("only a code cell can hold parameters".into());
    }
    problems
}

/// What is wrong with an output.
fn of_output(output: &Value) -> Option<String> {
    if output["output_type"] == "error" {
        return Some(format!("its output is an error, {}", output["evalue"]));
    }
    let data = output["data"].as_object()?;
    let picture = data.keys().find(|kind| kind.starts_with("image/"))?;
    let plain = text_of(&output["data"]["text/plain"]);
    if plain.trim().is_empty() {
        return Some(format!(
            "its {picture} has no text/plain beside it, for those who cannot see it"
        ));
    }
    let drawing = text_of(&output["data"]["image/svg+xml"]);
    (picture == "image/svg+xml" && !drawing.contains("<title>"))
        .then(|| "its drawing has no <title>, which is its alternative text".into())
}

/// Keys of an object that do not belong there.
fn strangers(object: &Value, wanted: &[&str]) -> Vec<String> {
    let keys = object.as_object().into_iter().flat_map(|object| object.keys());
    keys.filter(|key| !wanted.contains(&key.as_str()))
        .map(|key| format!("metadata `{key}` is not wanted"))
        .collect()
}

fn texts(cells: &[Value]) -> impl Iterator<Item = String> {
    cells
        .iter()
        .filter(|cell| cell["cell_type"] == "markdown")
        .map(source_of)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn good() -> Value {
        let slide = json!({"slideshow": {"slide_type": "slide"}});
        let plain = json!({"slideshow": {"slide_type": "-"}});
        json!({
            "metadata": {"kernelspec": {"name": "rust-mlp"}, "language_info": {"name": "rust"}},
            "nbformat": 4, "nbformat_minor": 5,
            "cells": [
                {"cell_type": "markdown", "id": "title", "metadata": slide,
                 "source": ["# Title\n", "[there](#a-place) [here](#1-A-heading) [web](https://example.org) [file](other.txt)"]},
                {"cell_type": "markdown", "id": "place", "metadata": slide,
                 "source": "<a id=\"a-place\"></a>\n## 1 A heading\n![a cat](other.txt)"},
                {"cell_type": "code", "id": "parameters", "execution_count": 1, "outputs": [],
                 "metadata": {"slideshow": {"slide_type": "-"}, "tags": ["parameters"]}, "source": "let lr: f64 = 0.1;"},
                {"cell_type": "code", "id": "figure", "execution_count": 2, "metadata": plain, "source": "draw()?", "outputs": [
                    {"output_type": "execute_result", "data": {"image/svg+xml": "<svg><title>a</title></svg>", "text/plain": "a"}}]},
            ],
        })
    }

    /// The problems of a notebook after a change of it.
    fn problems(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("other.txt"), "").unwrap();
        let mut content = good();
        change(&mut content);
        let path = folder.path().join("a.ipynb");
        std::fs::write(&path, content.to_string()).unwrap();
        let name = "a".to_owned();
        check(&Notebook { path, name, content }).unwrap()
    }

    /// The rule whose break is expected, and no other.
    fn broken(said: &str, change: impl FnOnce(&mut Value)) {
        let found = problems(change);
        assert!(found.len() == 1 && found[0].contains(said), "{said}: {found:?}");
    }

    fn output(cell: &mut Value) -> &mut Value {
        &mut cell["cells"][3]["outputs"][0]
    }

    #[test]
    fn a_good_notebook_has_no_problems() {
        assert_eq!(problems(|_| {}), [""; 0]);
    }

    #[test]
    fn outputs_are_there_whole_and_without_errors() {
        broken("an error", |n| {
            *output(n) = json!({"output_type": "error", "evalue": "it broke"});
        });
        broken("no text/plain", |n| output(n)["data"]["text/plain"] = "".into());
        broken("no <title>", |n| {
            output(n)["data"]["image/svg+xml"] = "<svg></svg>".into();
        });
        broken("not run once each", |n| {
            n["cells"][3]["execution_count"] = Value::Null;
        });
        broken("not run once each", |n| {
            n["cells"][3]["execution_count"] = 7.into();
        });
    }

    #[test]
    fn a_guessed_result_is_not_on_the_slide_of_its_question() {
        broken("to be guessed", |n| {
            n["cells"][3]["metadata"]["jupyter"]["outputs_hidden"] = true.into();
        });
    }

    #[test]
    fn links_resolve_and_pictures_have_words() {
        for (source, said) in [
            ("[a](#nowhere)", "#nowhere leads to no heading"),
            ("[a](nowhere.ipynb)", "nowhere.ipynb leads to no file"),
            ("<a href=\"nowhere.md#part\">a</a>", "leads to no file"),
            ("![](other.txt)", "no alternative text"),
            ("<img src=\"other.txt\">", "no alternative text"),
        ] {
            broken(said, |n| {
                n["cells"][0]["source"] = format!("# Title\n{source}").into();
            });
        }
    }

    #[test]
    fn cells_are_short_finished_and_named() {
        broken("21 lines", |n| n["cells"][3]["source"] = "x\n".repeat(21).into());
        assert_eq!(
            problems(|n| n["cells"][3]["source"] = "x\n".repeat(20).into()),
            [""; 0]
        );
        broken("28 lines; 27", |n| {
            n["cells"][3]["id"] = LONGER[0].into();
            n["cells"][3]["source"] = "x\n".repeat(28).into();
        });
        broken("leftover `todo`", |n| n["cells"][3]["source"] = "todo!()".into());
        broken("leftover `TODO`", |n| {
            n["cells"][1]["source"] = "<a id=\"a-place\"></a>\n## 1 A heading\nTODO".into();
        });
        broken("the id is", |n| n["cells"][3]["id"] = "title".into());
        broken("the id is", |n| n["cells"][3]["id"] = Value::Null);
    }

    #[test]
    fn metadata_is_what_is_needed_and_no_more() {
        broken("its kernel is not rust-mlp", |n| {
            n["metadata"]["kernelspec"]["name"] = "rust".into();
        });
        broken("metadata `papermill`", |n| n["metadata"]["papermill"] = json!({}));
        broken("metadata `execution`", |n| {
            n["cells"][2]["metadata"]["execution"] = json!({});
        });
        broken("its slide type", |n| n["cells"][3]["metadata"] = json!({}));
        broken("no slide", |n| {
            n["cells"][1]["metadata"]["slideshow"]["slide_type"] = "-".into();
        });
        broken("declares a parameter", |n| {
            n["cells"][2]["metadata"]["tags"] = json!([]);
        });
        broken("the tag \"parameter\"", |n| {
            n["cells"][3]["metadata"]["tags"] = json!(["parameter"]);
        });
        broken("only a code cell", |n| {
            n["cells"][1]["metadata"]["tags"] = json!(["parameters"]);
        });
        broken("0 titles", |n| n["cells"][0]["source"] = "words".into());
    }

    #[test]
    fn a_large_file_is_found() {
        let large = "x".repeat(2_000_000);
        broken("less than 2000000", |n| {
            output(n)["data"]["text/plain"] = large.into();
        });
    }
}
