//! Which problem set the platforms' tables are about, and writing them.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use host::file;

use super::collect::Origin;
use super::grading::{Grading, Marked};
use super::marks;
use super::outputs::Private;
use super::owners::Numbers;
use super::platform::{Comments, Upload, assignment};
use super::results::results;
use super::sheet::Sheet;
use super::table::Ledger;
use super::{canvas, moodle};
use crate::graded::Graded;

impl Grading<'_> {
    /// The tables for platforms, about the assignment's problem set.
    pub(super) fn write_platforms(
        &self,
        marked: &[Marked],
        all: &Ledger,
        private: &Private,
    ) -> Result<Vec<String>> {
        let handed_in: Vec<_> = marked
            .iter()
            .map(|one| (one.work.set, one.work.notebook.is_ok()))
            .collect();
        let (chosen, note) = assignment(self.sets, &handed_in, &self.writing.set);
        let sets: Vec<_> = chosen.into_iter().map(|index| self.sets[index].clone()).collect();
        let is_of_these = |set: &String| sets.iter().any(|one| one.name == *set);
        let penalties = all.penalties.as_ref().map(|penalties| {
            let these = penalties.iter().filter(|((_, set), _)| is_of_these(set));
            these.map(|(key, points)| (key.clone(), *points)).collect()
        });
        let ledger = Ledger {
            sets: &sets,
            marks: all.marks,
            roster: all.roster,
            penalties,
        };
        let results: BTreeMap<marks::Key, &Graded> = results(marked)
            .map(|(one, graded)| {
                let set = self.sets[one.work.set].name.as_str();
                ((one.work.student.as_str(), set, graded.id.as_str()), graded)
            })
            .collect();
        let comments = Comments {
            ledger: &ledger,
            results: &results,
            private,
        };
        let given = self.given;
        let sheets: Vec<Sheet> = [&given.worksheet, &given.roster]
            .into_iter()
            .flatten()
            .map(|path| Sheet::read(path))
            .collect::<Result<_>>()?;
        let worksheet = sheets.iter().find(|sheet| moodle::is_worksheet(sheet));
        let gradebook = sheets.iter().find(|sheet| canvas::is_gradebook(sheet));
        let folders: Vec<_> = marked
            .iter()
            .map(|one| (&one.work.origin, one.work.student.as_str()))
            .collect();
        let (mut of_moodle, mut of_canvas) = (Numbers::new(), Numbers::new());
        for (origin, student) in &folders {
            match origin {
                Origin::Moodle { number, .. } => of_moodle.insert(number, student),
                Origin::Canvas { number } => of_canvas.insert(number, student),
                Origin::Path(_) => None,
            };
        }
        let for_moodle = match (worksheet, gradebook) {
            (Some(sheet), _) => Some(moodle::fill(sheet, &comments, &of_moodle)?),
            (None, Some(_)) => None,
            (None, None) => moodle::make(&folders, &comments)?,
        };
        let for_canvas = gradebook
            .map(|sheet| canvas::fill(sheet, &ledger, &of_canvas))
            .transpose()?;
        // What is said of problem sets is of no use where no table was made.
        let mut notes: Vec<String> = note
            .filter(|_| for_moodle.is_some() || for_canvas.is_some())
            .into_iter()
            .collect();
        for (name, upload) in [("moodle.csv", for_moodle), ("canvas.csv", for_canvas)] {
            let path = self.out.join(name);
            match upload {
                Some(Upload { table, notes: said }) => {
                    file::write(&path, &table)?;
                    notes.extend(said);
                }
                // One of an earlier run would be taken for this one's.
                None if path.exists() => {
                    std::fs::remove_file(&path).with_context(|| path.display().to_string())?;
                }
                None => {}
            }
        }
        Ok(notes)
    }
}
