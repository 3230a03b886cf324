//! Rows of earlier runs whose students nobody names any more: kept, and apart from the class's own.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use host::file;

use super::grading::{Grading, Marked};
use super::marks::Mark;
use super::results::Class;
use super::roster::Roster;
use super::table::{self, Ledger};

impl Grading<'_> {
    /// Takes out whom neither this hand-in nor the roster names: somebody who left, or who is called otherwise now. Without a
    /// roster nobody can tell, and everybody stays.
    pub(super) fn take_apart(&self, class: &Class, marked: &[Marked], marks: &mut Vec<Mark>) -> Vec<Mark> {
        if self.given.class_list().is_none() {
            return Vec::new();
        }
        let here: BTreeSet<&str> = marked.iter().map(|one| one.work.student.as_str()).collect();
        let is_known = |mark: &Mark| {
            here.contains(mark.student.as_str()) || class.roster.students.contains_key(&mark.student)
        };
        let (known, apart) = std::mem::take(marks).into_iter().partition(is_known);
        *marks = known;
        apart
    }

    /// Writes their rows into a table of their own.
    pub(super) fn write_apart(&self, apart: &[Mark]) -> Result<Vec<String>> {
        let path = self.out.join("apart.csv");
        if apart.is_empty() {
            if path.exists() {
                std::fs::remove_file(&path).with_context(|| path.display().to_string())?;
            }
            return Ok(Vec::new());
        }
        let ledger = Ledger {
            sets: self.sets,
            marks: apart,
            roster: &Roster::default(),
            penalties: None,
        };
        file::write(&path, &table::csv(&ledger)?)?;
        let students: BTreeSet<&str> = apart.iter().map(|mark| mark.student.as_str()).collect();
        let students: Vec<&str> = students.into_iter().collect();
        Ok(vec![format!(
            "apart.csv: earlier runs know {}, whom neither this hand-in nor the roster names; their rows are there and not in \
             grades.csv. Where one is called otherwise now, --renamed OLD=NEW gives the results, and points given by hand, to \
             the new name",
            students.join(", ")
        )])
    }
}
