//! A problem set: which questions there are, what checks them, and where their answers stand.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::notebook::{self, Cell};

/// How the names of templates begin: they are there to be copied, and never released.
const TEMPLATE: &str = "template_";

/// A problem set, read from its source or its release.
#[derive(Debug, Clone)]
pub(crate) struct ProblemSet {
    /// The name of its folder and its notebook.
    pub(crate) name: String,
    pub(crate) notebook: Value,
    pub(crate) questions: Vec<Question>,
    /// What answers may use of `mlp`.
    pub(crate) allowed: Vec<String>,
}

/// What earns points.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Question {
    /// nbgrader's name of the graded cell.
    pub(crate) id: String,
    pub(crate) points: f64,
    /// What checks it; none for an answer that is marked by hand.
    pub(crate) check: Option<Check>,
}

/// How a question is checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Check {
    /// The check cell.
    pub(crate) code: String,
    /// The code of the cells before it that are neither answers nor checks.
    pub(crate) given: String,
    /// The names of the cells that hold its answer.
    pub(crate) answers: Vec<String>,
}

impl Check {
    /// Whether students do not see all of it.
    pub(crate) fn has_hidden_tests(&self) -> bool {
        self.code.contains("BEGIN HIDDEN TESTS")
    }
}

impl ProblemSet {
    /// The set as students get it: answers without what stands between the marks of a solution. Where nothing is marked, an
    /// answer is told from its stub all the same.
    pub(crate) fn with_stubs(&self) -> Result<Self> {
        let mut notebook = self.notebook.clone();
        for cell in notebook["cells"].as_array_mut().into_iter().flatten() {
            if cell["metadata"]["nbgrader"]["solution"] == true {
                let text = stub(&lab::notebook::source_of(cell));
                let is_code = cell["cell_type"] == "code";
                cell["source"] = if is_code { text.into() } else { "".into() };
            }
        }
        Self::new(&self.name, notebook)
    }

    /// The set as students find it: an untouched answer is as it is here, where a solution is marked in it.
    pub(crate) fn handed_out(&self) -> Result<Self> {
        let mut set = self.with_stubs()?;
        let cells = set.notebook["cells"].as_array_mut().into_iter().flatten();
        for (cell, source) in cells.zip(self.notebook["cells"].as_array().into_iter().flatten()) {
            let text = lab::notebook::source_of(source);
            if cell["metadata"]["nbgrader"]["solution"] == true && text.contains("BEGIN SOLUTION") {
                cell["source"] = without_solution(&text).join("\n").into();
            }
        }
        Self::new(&self.name, set.notebook)
    }

    /// The set with checks that try what students can see.
    pub(crate) fn without_hidden_tests(mut self) -> Self {
        for check in self
            .questions
            .iter_mut()
            .filter_map(|question| question.check.as_mut())
        {
            let mut is_hidden = false;
            let mut seen = Vec::new();
            for line in check.code.lines() {
                is_hidden |= line.contains("BEGIN HIDDEN TESTS");
                if !is_hidden {
                    seen.push(line);
                }
                is_hidden &= !line.contains("END HIDDEN TESTS");
            }
            check.code = seen.join("\n");
        }
        self
    }

    /// Reads `FOLDER/NAME/NAME.ipynb`.
    pub(crate) fn read(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(name).join(format!("{name}.ipynb"));
        let bytes = std::fs::read(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
        let notebook = notebook::parse(&bytes).with_context(|| path.display().to_string())?;
        Self::new(name, notebook).with_context(|| path.display().to_string())
    }

    /// All problem sets below `folder`, in order of their names; a template is none.
    pub(crate) fn all(folder: &Path) -> Result<Vec<Self>> {
        let entries = std::fs::read_dir(folder)
            .with_context(|| format!("{}: there is no such folder", folder.display()))?;
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| !name.starts_with(TEMPLATE))
            .filter(|name| folder.join(name).join(format!("{name}.ipynb")).is_file())
            .collect();
        names.sort();
        if names.is_empty() {
            bail!(
                "{}: there is no problem set in it, such as set/set.ipynb",
                folder.display()
            );
        }
        names.iter().map(|name| Self::read(folder, name)).collect()
    }

    /// The problem set that `notebook` is.
    pub(crate) fn new(name: &str, notebook: Value) -> Result<Self> {
        let cells = notebook::cells(&notebook);
        let questions = questions(&cells)?;
        if questions.is_empty() {
            bail!("no cell of it earns points: it has no nbgrader metadata");
        }
        let allowed = match notebook["metadata"]["mlp"]["allow"].as_array() {
            Some(names) => names
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            None => vec!["ndarray".to_owned()],
        };
        Ok(Self {
            name: name.to_owned(),
            notebook,
            questions,
            allowed,
        })
    }

    /// How many of this set's graded cells `cells` have.
    pub(crate) fn resemblance(&self, cells: &[Cell]) -> usize {
        let has = |id: &str| cells.iter().any(|cell| cell.id.as_deref() == Some(id));
        self.questions
            .iter()
            .filter(|question| {
                has(&question.id)
                    || question
                        .check
                        .as_ref()
                        .is_some_and(|check| check.answers.iter().any(|id| has(id)))
            })
            .count()
    }

    /// An error where two cells have one name: a pasted question has those of the one that was copied.
    pub(crate) fn is_named_apart(&self) -> Result<()> {
        let mut names = BTreeSet::new();
        for id in notebook::cells(&self.notebook)
            .into_iter()
            .filter_map(|cell| cell.id)
        {
            if names.contains(&id) {
                bail!(
                    "{}: two cells are called {id}; give each a name of its own (JupyterLab: Nbgrader → Create assignment, ID)",
                    self.name
                );
            }
            names.insert(id);
        }
        Ok(())
    }

    /// What it is worth.
    pub(crate) fn points(&self) -> f64 {
        self.questions.iter().map(|question| question.points).sum()
    }

    /// The text that the cell `id` has here.
    pub(crate) fn text(&self, id: &str) -> String {
        let cells = notebook::cells(&self.notebook);
        let cell = cells.into_iter().find(|cell| cell.id.as_deref() == Some(id));
        cell.map(|cell| cell.text).unwrap_or_default()
    }
}

fn stub(answer: &str) -> String {
    let mut lines = without_solution(answer);
    lines.push("// to be answered");
    lines.join("\n")
}

fn without_solution(answer: &str) -> Vec<&str> {
    let mut is_solution = false;
    let mut lines = Vec::new();
    for line in answer.lines() {
        if line.contains("BEGIN SOLUTION") {
            is_solution = true;
            lines.push("    todo!()");
        }
        if !is_solution {
            lines.push(line);
        }
        is_solution &= !line.contains("END SOLUTION");
    }
    lines
}

/// A check belongs to the answer cells between the check before it and itself; where there are none, to the same as the
/// check before it.
fn questions(cells: &[Cell]) -> Result<Vec<Question>> {
    let (mut questions, mut given, mut answers, mut since): (Vec<Question>, _, Vec<String>, bool) =
        (Vec::new(), String::new(), Vec::new(), true);
    for cell in cells {
        let id = || {
            cell.id
                .clone()
                .context("a cell with nbgrader metadata has no grade_id")
        };
        match (cell.is_code, cell.is_graded, cell.is_solution) {
            (true, false, true) => {
                if !since {
                    answers.clear();
                    since = true;
                }
                answers.push(id()?);
            }
            (true, true, false) => {
                questions.push(Question {
                    id: id()?,
                    points: cell.points,
                    check: Some(Check {
                        code: cell.text.clone(),
                        given: given.clone(),
                        answers: answers.clone(),
                    }),
                });
                since = false;
            }
            (_, true, _) => questions.push(Question {
                id: id()?,
                points: cell.points,
                check: None,
            }),
            (true, false, false) if !cell.is_experiment() => {
                given.push_str(&cell.text);
                given.push('\n');
            }
            _ => {}
        }
    }
    Ok(questions)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(id: &str, is_graded: bool, is_solution: bool) -> Cell {
        Cell {
            is_code: true,
            text: id.to_owned(),
            id: Some(id.to_owned()),
            is_graded,
            is_solution,
            points: 1.0,
            pictures: serde_json::Map::default(),
            tags: Vec::new(),
        }
    }

    #[test]
    fn hidden_tests_can_be_left_out() {
        let check = "assert!(a());\n// BEGIN HIDDEN TESTS\nassert!(b());\n// END HIDDEN TESTS\nassert!(c());";
        let notebook = serde_json::json!({"cells": [{"cell_type": "code", "source": check,
            "metadata": {"nbgrader": {"grade_id": "q", "grade": true, "points": 1}}}]});
        let set = ProblemSet::new("one", notebook).unwrap().without_hidden_tests();
        let check = set.questions[0].check.as_ref().unwrap();
        assert_eq!(check.code, "assert!(a());\nassert!(c());");
        assert!(!check.has_hidden_tests());
    }

    #[test]
    fn a_check_knows_its_answers_and_what_is_given() {
        let cells = [
            cell("given", false, false),
            Cell {
                tags: vec!["experiment".to_owned()],
                ..cell("use mlp::prelude::*;", false, false)
            },
            cell("a1", false, true),
            cell("a2", false, true),
            cell("a", true, false),
            cell("a-again", true, false),
            cell("b1", false, true),
            cell("b", true, false),
            cell("written", true, true),
        ];
        let found = questions(&cells).unwrap();
        let answers = |index: usize| found[index].check.as_ref().unwrap().answers.join(" ");
        assert_eq!([answers(0), answers(1), answers(2)], ["a1 a2", "a1 a2", "b1"]);
        assert_eq!(found[3].check, None);
        assert_eq!(found[2].check.as_ref().unwrap().given, "given\n");
    }

    #[test]
    fn a_pasted_question_needs_names_of_its_own() {
        let set = |second: &str| {
            let cell = |id: &str| {
                serde_json::json!({"cell_type": "code", "source": "", "metadata":
                    {"nbgrader": {"grade_id": id, "grade": true, "points": 1}}})
            };
            ProblemSet::new("s", serde_json::json!({"cells": [cell("one"), cell(second)]})).unwrap()
        };
        set("two").is_named_apart().unwrap();
        let problem = set("one").is_named_apart().unwrap_err().to_string();
        assert!(problem.contains("two cells are called one"), "{problem}");
    }
}
