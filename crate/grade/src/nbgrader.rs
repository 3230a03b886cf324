//! nbgrader, through its own Python library: it makes releases, keeps the gradebook that its formgrader shows, and writes
//! the pages of feedback.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use host::command;
use lab::python::Script;
use lab::setup::environment::Environment;

const SCRIPT: &str = include_str!("nbgrader.py");

/// What nbgrader is to do in a course folder.
#[derive(Debug, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub(crate) enum Task<'a> {
    /// Makes `release/` from `source/`.
    Release { course: &'a Path, sets: Vec<&'a str> },
    /// The same, and enters the problem sets into the gradebook.
    Prepare { course: &'a Path, sets: Vec<&'a str> },
    /// Enters results into the gradebook and writes pages of feedback.
    Record {
        course: &'a Path,
        record: Vec<Record<'a>>,
        feedback: Vec<Page<'a>>,
    },
}

/// The results of one submission.
#[derive(Debug, Serialize)]
pub(crate) struct Record<'a> {
    pub(crate) student: &'a str,
    /// What the student is called, where a roster says so.
    pub(crate) name: &'a str,
    pub(crate) set: &'a str,
    /// Each check cell's outputs, in the notebook format.
    pub(crate) outputs: BTreeMap<&'a str, Vec<Value>>,
}

/// A page of feedback.
#[derive(Debug, Serialize)]
pub(crate) struct Page<'a> {
    pub(crate) student: &'a str,
    pub(crate) set: &'a str,
}

/// What the gradebook says about one question of one student.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Grade {
    pub(crate) student: String,
    pub(crate) set: String,
    pub(crate) question: String,
    /// The automatic points.
    pub(crate) auto: Option<f64>,
    /// What a person gave in their place.
    pub(crate) manual: Option<f64>,
    /// What counts.
    pub(crate) score: f64,
    /// A person has to look at it.
    pub(crate) open: bool,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    Set,
    Recorded,
    Page,
    Grade(Grade),
}

/// Does `task`, and calls `step` after each submission, page and set; what the gradebook says at the end.
pub(crate) fn run(environment: &Environment, task: &Task, mut step: impl FnMut()) -> Result<Vec<Grade>> {
    let log = tempfile::NamedTempFile::new().context("no temporary file can be made")?;
    let errors = log.reopen().context("no temporary file can be opened")?;
    let mut script = Script::start(environment, SCRIPT, task, |command| {
        command.env("PYTHONDONTWRITEBYTECODE", "1").stderr(errors);
    })?;
    let mut grades = Vec::new();
    for answer in script.answers()? {
        match answer? {
            Ok(Event::Grade(grade)) => grades.push(grade),
            Ok(_) => step(),
            // A library that prints.
            Err(_) => {}
        }
    }
    let status = script.end()?;
    if !status.success() {
        let said = std::fs::read_to_string(log.path()).unwrap_or_default();
        bail!("nbgrader failed, {status}\n{}", command::tail(&said));
    }
    Ok(grades)
}
