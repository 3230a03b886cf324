//! What was handed in: the notebook among the files, and whose it is.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use walkdir::WalkDir;

use crate::notebook;
use crate::printable;
use crate::problem_set::ProblemSet;

/// What there is to grade.
#[derive(Debug)]
pub(super) enum HandIn {
    Notebook {
        notebook: Value,
        notes: Vec<String>,
    },
    /// Why there is nothing, for the student.
    Nothing(String),
}

/// The notebook that has most of the cells of `release`; others are named in a note. A link is not followed: what it leads to was
/// not handed in.
pub(super) fn find(folder: &Path, release: &ProblemSet) -> Result<HandIn> {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    std::fs::metadata(folder).with_context(|| format!("{}: cannot be read", folder.display()))?;
    for entry in WalkDir::new(folder).sort_by_file_name() {
        // A path can be too long for any program; what else was handed in is graded.
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let why = error.io_error().map(ToString::to_string).unwrap_or_default();
                problems.push(format!("a part of what was handed in cannot be read: {why}"));
                continue;
            }
        };
        let is_notebook = entry
            .path()
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("ipynb"));
        let is_checkpoint = entry
            .path()
            .components()
            .any(|part| part.as_os_str() == ".ipynb_checkpoints");
        if !entry.file_type().is_file() || !is_notebook || is_checkpoint {
            continue;
        }
        let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let name = printable::line(&inside.to_string_lossy());
        match read(entry.path()) {
            Ok(content) => {
                let resemblance = release.resemblance(&notebook::cells(&content));
                found.push((resemblance, name, content));
            }
            Err(error) => problems.push(format!("{name}: {error:#}")),
        }
    }
    // Of several that are alike the first by name.
    found.sort_by_key(|(resemblance, ..)| std::cmp::Reverse(*resemblance));
    let others = found
        .iter()
        .skip(1)
        .map(|(_, name, _)| format!("{name} was not looked at"));
    let notes: Vec<String> = problems.iter().cloned().chain(others).collect();
    Ok(match found.into_iter().next() {
        Some((resemblance, name, notebook)) if resemblance > 0 => {
            let named = (!notes.is_empty()).then(|| format!("graded: {name}"));
            HandIn::Notebook {
                notebook,
                notes: named.into_iter().chain(notes).collect(),
            }
        }
        Some((_, name, _)) => HandIn::Nothing(format!(
            "{name} has none of the questions of {0}. Hand in {0}.ipynb, with the names of its cells as they were",
            release.name
        )),
        None if problems.is_empty() => HandIn::Nothing(format!(
            "no notebook was handed in. Hand in {}.ipynb",
            release.name
        )),
        None => HandIn::Nothing(format!("no notebook could be read: {}", problems.join("; "))),
    })
}

fn read(path: &Path) -> Result<Value> {
    let size = std::fs::metadata(path)?.len();
    anyhow::ensure!(
        size <= notebook::LARGEST,
        "is larger than {} MB: clear its outputs and hand it in again",
        notebook::LARGEST >> 20
    );
    notebook::read_handed_in(&std::fs::read(path)?)
}

/// Whose it is, for inputs of their own: everybody in a group has the same.
pub(super) fn student(metadata: &Path) -> String {
    let read = || -> Option<Value> { serde_json::from_slice(&std::fs::read(metadata).ok()?).ok() };
    let metadata = read().unwrap_or_default();
    let users = metadata["users"].as_array().cloned().unwrap_or_default();
    let mut names: Vec<String> = users.iter().map(|user| user["id"].to_string()).collect();
    names.sort();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> ProblemSet {
        let notebook: Value = serde_json::from_str(&of("q")).unwrap();
        ProblemSet::new("one", notebook).unwrap()
    }

    fn of(id: &str) -> String {
        serde_json::json!({"nbformat": 4, "cells": [{"cell_type": "code", "source": "x", "metadata":
            {"nbgrader": {"grade_id": id, "grade": true, "solution": false, "points": 1}}}]})
        .to_string()
    }

    fn nothing(folder: &Path) -> String {
        match find(folder, &set()).unwrap() {
            HandIn::Nothing(words) => words,
            HandIn::Notebook { .. } => panic!("there is none"),
        }
    }

    #[test]
    fn the_notebook_is_found_among_other_files_and_others_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        assert!(nothing(folder.path()).contains("Hand in one.ipynb"));
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link.ipynb")).unwrap();
        assert!(nothing(folder.path()).contains("no notebook was handed in"));
        write("broken.ipynb", "{");
        assert!(nothing(folder.path()).starts_with("no notebook could be read: broken.ipynb"));
        write("a.ipynb", &of("other"));
        assert!(nothing(folder.path()).contains("a.ipynb has none of the questions of one"));
        write("below/mine.IPYNB", &of("q"));
        write("below/.ipynb_checkpoints/mine.ipynb", &of("q"));
        let HandIn::Notebook { notes, .. } = find(folder.path(), &set()).unwrap() else {
            panic!("there is one")
        };
        assert_eq!(notes[0], "graded: below/mine.IPYNB");
        assert_eq!((notes.len(), notes[2].as_str()), (3, "a.ipynb was not looked at"));
    }

    #[test]
    fn a_group_has_one_name_in_whatever_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.json");
        let named = |text: &str| {
            std::fs::write(&path, text).unwrap();
            student(&path)
        };
        let both = named(r#"{"users": [{"id": 7}, {"id": 5}]}"#);
        assert_eq!(both, named(r#"{"users": [{"id": 5, "name": "x"}, {"id": 7}]}"#));
        assert_ne!(both, named(r#"{"users": [{"id": 5}]}"#));
        assert_eq!(named("nonsense"), "");
    }
}
