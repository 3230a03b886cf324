//! Whose file is which problem set.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::files::Handed;
use super::roster::Roster;
use crate::notebook;
use crate::problem_set::ProblemSet;

/// What one student handed in for one problem set.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) student: String,
    /// Index of the problem set.
    pub(crate) set: usize,
    /// The notebook, or why there is none.
    pub(crate) notebook: Result<Value, String>,
    /// Where it lay.
    pub(crate) path: String,
    pub(crate) notes: Vec<String>,
}

/// What a path tells.
struct Place<'a> {
    /// Ways of naming the student.
    names: Vec<&'a str>,
    /// What may name the problem set, the nearest first.
    hints: Vec<&'a str>,
}

/// `Ada Lovelace_4711_assignsubmission_file_/01.ipynb`, also without the slash.
static MOODLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:.*/)?([^/]+?)_(\d+)_assignsubmission_[a-z]+_?/?(.*)$").ok());
/// `lovelaceada_LATE_4711_815_01.ipynb`
static CANVAS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:.*/)?([^/_]+?)(?:_LATE)?_(\d+)_\d+_([^/]+)$").ok());

fn place(path: &str) -> Place<'_> {
    for pattern in [&MOODLE, &CANVAS] {
        if let Some(found) = pattern.as_ref().and_then(|pattern| pattern.captures(path)) {
            let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
            return Place {
                names: vec![part(1), part(2)],
                hints: part(3).rsplit('/').collect(),
            };
        }
    }
    let mut parts = path.split('/');
    Place {
        names: parts.next().into_iter().collect(),
        hints: parts.rev().collect(),
    }
}

/// Sorts the files; besides them, what could not be assigned to a student's problem set, in words.
pub(crate) fn sort(files: Vec<Handed>, sets: &[ProblemSet], roster: &Roster) -> (Vec<Work>, Vec<String>) {
    let mut found: BTreeMap<(String, usize), Work> = BTreeMap::new();
    let mut strays = Vec::new();
    // Notebooks first: other files count only where there is no notebook.
    let (notebooks, others): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|file| file.path.to_lowercase().ends_with(".ipynb"));
    for file in notebooks.into_iter().chain(others) {
        let place = place(&file.path);
        let is_notebook = file.path.to_lowercase().ends_with(".ipynb");
        let notebook = match &file.contents {
            Err(reason) => Err(reason.clone()),
            Ok(_) if !is_notebook => Err(format!("{} is not a notebook", file.path)),
            Ok(bytes) => notebook::read_handed_in(bytes).map_err(|error| format!("{error:#}")),
        };
        let Some(set) = set_of(&place.hints, notebook.as_ref().ok(), sets) else {
            strays.push(format!("{}: belongs to no problem set of the course", file.path));
            continue;
        };
        let student = roster.student(&place.names);
        let work = Work {
            student: student.clone(),
            set,
            notebook,
            path: file.path.clone(),
            notes: Vec::new(),
        };
        match found.entry((student, set)) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(work);
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                // The one with the name that was handed out wins; without one the first that is a notebook.
                let stem = format!("{}.ipynb", sets[set].name);
                let is_named = |path: &str| path.ends_with(&stem);
                let there = entry.get_mut();
                let replaces = (work.notebook.is_ok() && there.notebook.is_err())
                    || (work.notebook.is_ok() == there.notebook.is_ok()
                        && is_named(&work.path)
                        && !is_named(&there.path));
                let (mut kept, dropped) = if replaces {
                    (work, std::mem::replace(there, blank()))
                } else {
                    (std::mem::replace(there, blank()), work)
                };
                kept.notes.extend(dropped.notes);
                if is_notebook {
                    kept.notes.push(format!(
                        "{} was handed in as well and does not count",
                        dropped.path
                    ));
                }
                *there = kept;
            }
        }
    }
    (found.into_values().collect(), strays)
}

fn blank() -> Work {
    Work {
        student: String::new(),
        set: 0,
        notebook: Err(String::new()),
        path: String::new(),
        notes: Vec::new(),
    }
}

/// By the names of folders and file, then by the cells, then because there is only one.
fn set_of(hints: &[&str], notebook: Option<&Value>, sets: &[ProblemSet]) -> Option<usize> {
    let named = |hint: &str| {
        let stem = hint.rsplit_once('.').map_or(hint, |(stem, _)| stem);
        sets.iter().position(|set| {
            hint == set.name
                || stem
                    .strip_prefix(set.name.as_str())
                    // Browsers and platforms number copies.
                    .is_some_and(|rest| rest.chars().all(|c| "-_() ".contains(c) || c.is_ascii_digit()))
        })
    };
    hints
        .iter()
        .find_map(|hint| named(hint))
        .or_else(|| {
            let cells = notebook::cells(notebook?);
            let nearest = sets
                .iter()
                .enumerate()
                .max_by_key(|(_, set)| set.resemblance(&cells))?;
            (nearest.1.resemblance(&cells) > 0).then_some(nearest.0)
        })
        .or_else(|| (sets.len() == 1).then_some(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets() -> Vec<ProblemSet> {
        ["01_a", "02_b"]
            .map(|name| {
                let id = name.trim_start_matches(char::is_numeric);
                let notebook = serde_json::json!({"cells": [{"cell_type": "code", "source": "x",
                    "metadata": {"nbgrader": {"grade_id": id, "grade": true, "points": 1}}}]});
                ProblemSet::new(name, notebook).unwrap()
            })
            .into()
    }

    fn handed(path: &str, contents: &str) -> Handed {
        Handed {
            path: path.into(),
            contents: Ok(contents.as_bytes().into()),
        }
    }

    #[test]
    fn the_platforms_ways_of_naming_files_are_known() {
        let roster = Roster::default();
        let empty = "{\"cells\": []}";
        let by_cells = "{\"cells\": [{\"metadata\": {\"nbgrader\": {\"grade_id\": \"_b\"}}}]}";
        let files = vec![
            handed("ada/01_a/01_a.ipynb", empty),
            handed("bea/02_b.ipynb", empty),
            handed("Cy Orm_12_assignsubmission_file_/02_b (1).ipynb", empty),
            handed("export/Dan Day_13_assignsubmission_file_01_a.ipynb", empty),
            handed("evedoe_LATE_14_99_01_a-2.ipynb", empty),
            handed("fay/homework.ipynb", by_cells),
            handed("gus/homework.ipynb", empty),
        ];
        let (works, strays) = sort(files, &sets(), &roster);
        let found: Vec<_> = works
            .iter()
            .map(|work| (work.student.as_str(), work.set))
            .collect();
        assert_eq!(
            found,
            [
                ("Cy_Orm_12", 1),
                ("Dan_Day_13", 0),
                ("ada", 0),
                ("bea", 1),
                ("evedoe_14", 0),
                ("fay", 1)
            ]
        );
        assert!(
            strays.len() == 1 && strays[0].contains("gus/homework"),
            "{strays:?}"
        );
    }

    #[test]
    fn the_notebook_that_was_handed_out_counts_and_what_is_none_is_told() {
        let empty = "{\"cells\": []}";
        let files = vec![
            handed("ada/01_a/old.ipynb", empty),
            handed("ada/01_a/01_a.ipynb", empty),
            handed("bea/01_a/answers.pdf", "%PDF"),
            handed("cy/01_a/01_a.ipynb", ""),
            handed("cy/01_a/read me.txt", "x"),
        ];
        let (works, _) = sort(files, &sets(), &Roster::default());
        assert_eq!(works[0].path, "ada/01_a/01_a.ipynb");
        assert!(works[0].notes[0].contains("old.ipynb was handed in as well"));
        assert!(
            works[1]
                .notebook
                .as_ref()
                .unwrap_err()
                .contains("is not a notebook")
        );
        assert!(works[2].notebook.as_ref().unwrap_err().contains("is empty"));
        assert_eq!(works.len(), 3);
    }
}
