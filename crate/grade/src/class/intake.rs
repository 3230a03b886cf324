//! A course, and what a class handed in for it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use lab::Project;

use super::collect::{self, Work};
use super::due::Due;
use super::given::Given;
use super::preview;
use super::results::Class;
use super::roster::Roster;
use crate::nbgrader::Grade;
use crate::problem_set::ProblemSet;
use crate::release::course_folder;

/// All that is read before anything is written.
#[derive(Debug)]
pub(super) struct Intake {
    pub(super) course: PathBuf,
    pub(super) sets: Vec<ProblemSet>,
    pub(super) due: Option<Due>,
    pub(super) works: Vec<Work>,
    /// What a person should know of the hand-in.
    pub(super) strays: Vec<String>,
    pub(super) roster: Roster,
    /// What would be graded, for whom, in words.
    pub(super) preview: String,
}

impl Intake {
    /// What is known of the class, with what the gradebook said `before`.
    pub(super) fn class<'a>(&'a self, before: &'a [Grade]) -> Class<'a> {
        Class {
            course: &self.course,
            roster: &self.roster,
            due: self.due.as_ref(),
            before,
        }
    }

    /// Reads what is `given`. `check` sees the problem sets before the hand-in is opened; `earlier` are the students whom earlier
    /// runs knew.
    pub(super) fn read(
        project: &Project,
        given: &Given,
        earlier: &BTreeSet<String>,
        check: impl FnOnce(&[ProblemSet]) -> Result<()>,
    ) -> Result<Self> {
        let course = course_folder(project, given.course.as_deref())?;
        let sets = ProblemSet::all(&course.join("source"))?;
        check(&sets)?;
        let names: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
        let due = Due::read(&course, &names)?;
        let (collected, mut roster) = collect::read(given, &sets, earlier)?;
        let preview = preview::preview(&collected, &sets, &roster);
        // Whoever handed in what nobody can grade has a row as well.
        roster.students.extend(collected.others);
        Ok(Self {
            course,
            sets,
            due,
            works: collected.works,
            strays: collected.strays,
            roster,
            preview,
        })
    }

    /// An error where there is nothing to grade.
    pub(super) fn is_any(&self, submissions: &Path) -> Result<()> {
        if !self.works.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = self.sets.iter().map(|set| set.name.as_str()).collect();
        bail!(
            "{}: no submission to one of the course's problem sets ({}) was found in it\n{}",
            submissions.display(),
            names.join(", "),
            self.strays.join("\n")
        )
    }
}
