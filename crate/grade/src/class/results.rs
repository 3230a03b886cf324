//! Writing down what a class has earned: the gradebook, pages of feedback, tables.

use std::path::PathBuf;

use anyhow::Result;
use host::file;
use lab::setup::environment::Environment;

use super::grading::{Grading, Marked, progress};
use super::outputs::outputs;
use super::package::{self, Packed};
use super::rebuild::rebuild;
use super::roster::Roster;
use super::store::{self, Stored};
use super::summary::{self, Class};
use super::table;
use crate::graded::Graded;
use crate::nbgrader::{self, Page, Record, Task};

impl Grading<'_> {
    /// Enters what is new into the gradebook and writes all pages of feedback; what the gradebook says then.
    pub(super) fn record(
        &self,
        environment: &Environment,
        marked: &[Marked],
        roster: &Roster,
    ) -> Result<Vec<nbgrader::Grade>> {
        let mut record = Vec::new();
        for one in marked.iter().filter(|one| !one.stored.is_recorded) {
            let set = &self.sets[one.work.set];
            let notebook = rebuild(&self.releases[one.work.set], &one.submission);
            let folder = self.out.join("submitted").join(&one.work.student).join(&set.name);
            file::write(
                &folder.join(format!("{}.ipynb", set.name)),
                &serde_json::to_vec_pretty(&notebook)?,
            )?;
            let results = one.stored.results.values().map(|kept| &kept.graded);
            record.push(Record {
                student: &one.work.student,
                name: roster.students.get(&one.work.student).map_or("", String::as_str),
                set: &set.name,
                outputs: results
                    .map(|graded| (graded.id.as_str(), outputs(graded)))
                    .collect(),
            });
        }
        let feedback: Vec<Page> = marked
            .iter()
            .map(|one| Page {
                student: &one.work.student,
                set: &self.sets[one.work.set].name,
            })
            .collect();
        let bar = progress("gradebook and feedback", record.len() + feedback.len());
        let task = Task::Record {
            course: self.out,
            record,
            feedback,
        };
        let grades = nbgrader::run(environment, &task, || bar.inc(1))?;
        bar.finish_and_clear();
        for one in marked.iter().filter(|one| !one.stored.is_recorded) {
            let stored = Stored {
                results: one.stored.results.clone(),
                is_recorded: true,
            };
            store::save(
                self.out,
                &one.work.student,
                &self.sets[one.work.set].name,
                &stored,
            )?;
        }
        Ok(grades)
    }

    /// Writes the table, the summary and the packed pages, and says what a person should know.
    pub(super) fn write_results(
        &self,
        marked: &[Marked],
        before: &[nbgrader::Grade],
        grades: &[nbgrader::Grade],
        roster: &Roster,
        mut notes: Vec<String>,
    ) -> Result<()> {
        let sets = self.sets;
        for one in marked {
            let name = format!("{}, {}", one.work.student, sets[one.work.set].name);
            if let Err(reason) = &one.work.notebook {
                notes.push(format!("{name}: {reason}"));
            } else {
                let all = one.work.notes.iter().chain(&one.submission.notes);
                notes.extend(all.map(|note| format!("{name}: {note}")));
            }
        }
        let results: Vec<(&str, &Graded)> = marked
            .iter()
            .flat_map(|one| {
                let set = sets[one.work.set].name.as_str();
                one.stored.results.values().map(move |kept| (set, &kept.graded))
            })
            .collect();
        let was_recorded = |grade: &&nbgrader::Grade| {
            marked.iter().any(|one| {
                one.was_recorded && one.work.student == grade.student && sets[one.work.set].name == grade.set
            })
        };
        let before: Vec<nbgrader::Grade> = before.iter().filter(was_recorded).cloned().collect();
        let changes = table::changes(&before, grades);
        file::write(&self.out.join("grades.csv"), &table::csv(sets, grades, roster)?)?;
        let page = summary::html(&Class {
            sets,
            grades,
            results: &results,
            roster,
            notes: &notes,
            changes: &changes,
        });
        file::write(&self.out.join("summary.html"), page.as_bytes())?;
        self.pack(marked)?;
        for change in &changes {
            println!("changed: {change}");
        }
        for note in &notes {
            println!("note: {note}");
        }
        let unmarked = grades.iter().filter(|grade| table::is_unmarked(grade)).count();
        println!(
            "{} submissions; {unmarked} answers are to be marked by hand; the results are in {}",
            marked.len(),
            self.out.display()
        );
        Ok(())
    }

    fn pack(&self, marked: &[Marked]) -> Result<()> {
        let pages: Vec<PathBuf> = marked
            .iter()
            .map(|one| {
                let set = &self.sets[one.work.set].name;
                let folder = self.out.join("feedback").join(&one.work.student).join(set);
                folder.join(format!("{set}.html"))
            })
            .collect();
        let packed: Vec<Packed> = pages
            .iter()
            .zip(marked)
            .map(|(page, one)| Packed {
                page,
                submission: &one.work.path,
            })
            .collect();
        file::write(&self.out.join("feedback.zip"), &package::zip(&packed)?)
    }
}
