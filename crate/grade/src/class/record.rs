//! nbgrader's part for each submission: the gradebook, what markers gave, pages of feedback. What fails is that student's
//! note, and the others go on.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use host::file;

use super::formulas;
use super::grading::{Grading, Marked};
use super::late::Late;
use super::marks::{self, Mark};
use super::outputs::{Private, outputs};
use super::page;
use super::rebuild::rebuild;
use super::results::Class;
use super::roster::Roster;
use super::store::{self, Stored};
use super::workers::progress;
use crate::graded::Graded;
use crate::nbgrader::{Clerk, Record, Task};
use protocol::verdict::Status;

impl Grading<'_> {
    /// What a submission is called in a note.
    pub(super) fn name(&self, one: &Marked) -> String {
        format!("{}, {}", one.work.student, self.sets[one.work.set].name)
    }

    /// Enters what is new into the gradebook; what did not succeed, in words.
    pub(super) fn record(
        &self,
        clerk: &mut Clerk,
        marked: &[Marked],
        class: &Class,
        private: &Private,
    ) -> Vec<String> {
        // A gradebook that was moved away has nothing, whatever was recorded in it.
        let new: Vec<&Marked> = marked
            .iter()
            .filter(|one| {
                let set = &self.sets[one.work.set].name;
                !one.stored.is_recorded || !class.has_in_book(&one.work.student, set)
            })
            .collect();
        let bar = progress("gradebook", new.len());
        let mut notes = Vec::new();
        for one in new {
            if let Err(error) = self.record_one(clerk, one, class.roster, private) {
                notes.push(format!(
                    "{}: the gradebook does not have it, so the formgrader does not show it: {error:#}",
                    self.name(one)
                ));
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        notes
    }

    fn record_one(&self, clerk: &mut Clerk, one: &Marked, roster: &Roster, private: &Private) -> Result<()> {
        let set = &self.sets[one.work.set];
        let notebook = rebuild(&self.releases[one.work.set], &one.submission);
        let folder = self.out.join("submitted").join(&one.work.student).join(&set.name);
        file::write(
            &folder.join(format!("{}.ipynb", set.name)),
            &serde_json::to_vec_pretty(&notebook)?,
        )?;
        let results = || one.stored.results.values().map(|kept| &kept.graded);
        clerk.work(&Task::Record(Record {
            student: &one.work.student,
            name: roster.students.get(&one.work.student).map_or("", String::as_str),
            set: &set.name,
            outputs: results()
                .map(|graded| (graded.id.as_str(), outputs(graded, private)))
                .collect(),
            points: results()
                .map(|graded| (graded.id.as_str(), graded.points))
                .collect(),
        }))?;
        let stored = Stored {
            results: one.stored.results.clone(),
            is_recorded: true,
            from: one.stored.from.clone(),
            is_unread: one.stored.is_unread,
            digest: one.stored.digest.clone(),
            ..Stored::default()
        };
        store::save(self.out, &one.work.student, &set.name, &stored)
    }

    /// Where a submission's page lies.
    pub(super) fn page(&self, one: &Marked) -> PathBuf {
        let set = &self.sets[one.work.set].name;
        let folder = self.out.join("feedback").join(&one.work.student).join(set);
        folder.join(format!("{set}.html"))
    }

    /// Writes every submission's page; where nbgrader fails a plain one. What did not succeed, in words.
    pub(super) fn write_pages(
        &self,
        clerk: &mut Clerk,
        marked: &[Marked],
        marks: &[Mark],
        late: &Late,
        private: &Private,
    ) -> Vec<String> {
        let by_key: BTreeMap<marks::Key, &Mark> = marks.iter().map(|mark| (mark.key(), mark)).collect();
        let bar = progress("feedback", marked.len());
        let mut notes = Vec::new();
        for one in marked {
            let (student, set) = (one.work.student.as_str(), self.sets[one.work.set].name.as_str());
            let lateness = late.words(student, set);
            let results = one.stored.results.values().map(|kept| &kept.graded);
            let not_graded: Vec<&str> = results
                .filter(|graded| graded.standing == Status::NotGraded)
                .map(|graded| graded.id.as_str())
                .collect();
            let task = Task::Feedback {
                student,
                set,
                penalty: late.penalty(student, set),
                lateness: &lateness,
                not_graded: &not_graded,
            };
            match clerk.work(&task).and_then(|told| self.draw(one).map(|()| told)) {
                Ok(told) => notes.extend(
                    told.notes
                        .iter()
                        .map(|note| format!("{}: {note}", self.name(one))),
                ),
                Err(error) => {
                    notes.push(format!(
                        "{}: the feedback page could not be made, and a plain one stands in its place: {error:#}",
                        self.name(one)
                    ));
                    let results: Vec<(&Graded, Option<&Mark>)> = one
                        .stored
                        .results
                        .values()
                        .map(|kept| {
                            let key = (student, set, kept.graded.id.as_str());
                            (&kept.graded, by_key.get(&key).copied())
                        })
                        .collect();
                    let text = page::plain(set, &results, &lateness, private);
                    if let Err(error) = self.replace_page(one, &text) {
                        notes.push(format!("{}: {error:#}", self.name(one)));
                    }
                }
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        notes
    }

    /// Draws the formulas of the page that nbgrader wrote.
    fn draw(&self, one: &Marked) -> Result<()> {
        let path = self.page(one);
        let page = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        file::write(&path, formulas::drawn(&page).as_bytes())
    }

    fn replace_page(&self, one: &Marked, text: &str) -> Result<()> {
        file::write(&self.page(one), text.as_bytes()).context("there is no feedback page")
    }
}
