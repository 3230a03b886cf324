//! Writing down what a class has earned: tables, the summary, packed pages. Whatever nbgrader made of a submission, a table
//! for everyone is written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use host::file;

use super::counted::counted;
use super::due::Due;
use super::grading::{Grading, Marked};
use super::late::Late;
use super::markers::{self, Left};
use super::marks::{self, Change, Mark};
use super::outputs::Private;
use super::package::{self, Packed};
use super::roster::Roster;
use super::store;
use super::summary;
use super::table::{self, Ledger};
use crate::graded::Graded;
use crate::nbgrader::{Clerk, Grade, Task};
use crate::printable;
use protocol::verdict::Status;

/// How many characters of a note are kept: what a student wrote is part of some.
const LONGEST_NOTE: usize = 500;

/// What is known of a class besides its submissions.
pub(super) struct Class<'a> {
    pub(super) course: &'a Path,
    pub(super) roster: &'a Roster,
    pub(super) due: Option<&'a Due>,
    /// What the gradebook said before this grading.
    pub(super) before: &'a [Grade],
}

impl Class<'_> {
    /// Whether the gradebook had a submission before this grading.
    pub(super) fn has_in_book(&self, student: &str, set: &str) -> bool {
        let mut grades = self.before.iter();
        grades.any(|grade| grade.student == student && grade.set == set)
    }
}

impl Grading<'_> {
    /// Does everything that follows once the answers are graded.
    pub(super) fn finish(
        &self,
        clerk: &mut Clerk,
        class: &Class,
        marked: &[Marked],
        strays: &[String],
    ) -> Result<()> {
        let private = Private::of(&[self.out, class.course]);
        let mut notes = strays.to_vec();
        notes.extend(self.notes_of_submissions(marked));
        notes.extend(self.record(clerk, marked, class, &private));
        let mut marks = self.marks(clerk, class, marked, &mut notes);
        let rows = markers::read(self.out);
        if let Ok(rows) = &rows {
            let answers = self.written_answers(marked, &marks);
            if self.enter_marks(clerk, class, rows, &answers, &mut notes) {
                marks = self.marks(clerk, class, marked, &mut notes);
            }
        }
        notes.extend(self.notes_of_numbers(marked, &marks));
        let apart = self.take_apart(class, marked, &mut marks);
        let mut late = self.late(class, marked);
        let moved = late.count(self.sets, &marks);
        notes.append(&mut late.notes);
        notes.extend(unknown_extensions(class, &marks));
        notes.extend(self.write_pages(clerk, marked, &marks, &late, &private));
        let ledger = Ledger {
            sets: self.sets,
            marks: &marks,
            roster: class.roster,
            penalties: late.penalties.clone(),
        };
        // Whatever cannot be written, the table for everyone is tried.
        let mut others = vec![late.save(self.out).map(|()| Vec::new())];
        others.push(self.write_apart(&apart));
        others.push(self.write_platforms(marked, &ledger, &private));
        others.push(self.pack(marked, &marks));
        let left = rows
            .context("mend the file or move it away, and grade again")
            .and_then(|rows| self.split(marked, &marks, &rows));
        let left = left.unwrap_or_else(|error| {
            others.push(Err(error));
            Vec::new()
        });
        for said in others {
            match said {
                Ok(said) => notes.extend(said),
                Err(error) => notes.push(format!("{error:#}")),
            }
        }
        let mut changes = marks::changes(&marks::of_book(class.before), ledger.marks);
        changes.extend(moved.into_iter().map(Change::of_lateness));
        self.write_tables(class, marked, &ledger, &left, &notes, &changes)
    }

    fn late(&self, class: &Class, marked: &[Marked]) -> Late {
        let submissions: Vec<_> = marked
            .iter()
            .map(|one| {
                let set = self.sets[one.work.set].name.as_str();
                (one.work.student.as_str(), set, one.work.handed_in.as_ref())
            })
            .collect();
        Late::of(self.out, class.due, &submissions)
    }

    fn notes_of_submissions(&self, marked: &[Marked]) -> Vec<String> {
        let mut notes = Vec::new();
        for one in marked {
            let name = self.name(one);
            if let Err(reason) = &one.work.notebook {
                notes.push(format!("{name}: {reason}"));
            } else {
                let all = one.work.notes.iter().chain(&one.submission.notes);
                notes.extend(all.map(|note| format!("{name}: {note}")));
            }
            let results = one.stored.results.values().map(|kept| &kept.graded);
            for graded in results.filter(|graded| graded.standing != Status::ByHand) {
                notes.extend(
                    graded
                        .notes
                        .iter()
                        .map(|note| format!("{name}, {}: {note}", graded.id)),
                );
            }
        }
        notes
    }

    /// The numbers that no check could judge, until somebody has.
    fn notes_of_numbers(&self, marked: &[Marked], marks: &[Mark]) -> Vec<String> {
        let open: BTreeSet<marks::Key> = marks
            .iter()
            .filter(|mark| mark.is_unmarked())
            .map(Mark::key)
            .collect();
        let waiting = results(marked).filter(|(one, graded)| {
            let set = self.sets[one.work.set].name.as_str();
            graded.standing == Status::ByHand
                && open.contains(&(one.work.student.as_str(), set, graded.id.as_str()))
        });
        waiting
            .flat_map(|(one, graded)| {
                let name = self.name(one);
                let notes = graded.notes.iter();
                notes.map(move |note| format!("{name}, {}: {note}", graded.id))
            })
            .collect()
    }

    /// This run's results with what people gave; where the gradebook cannot be read, with what it said before.
    fn marks(
        &self,
        clerk: &mut Clerk,
        class: &Class,
        marked: &[Marked],
        notes: &mut Vec<String>,
    ) -> Vec<Mark> {
        let grades = match clerk.work(&Task::Grades) {
            Ok(told) => told.grades,
            Err(error) => {
                notes.push(format!(
                    "gradebook.db cannot be read, and points that were given by hand are as before this grading: {error:#}"
                ));
                class.before.to_vec()
            }
        };
        marks::join(
            results(marked).map(|(one, graded)| {
                (
                    one.work.student.as_str(),
                    self.sets[one.work.set].name.as_str(),
                    graded,
                )
            }),
            &grades,
            &store::failed(self.out),
        )
    }

    fn pack(&self, marked: &[Marked], marks: &[Mark]) -> Result<Vec<String>> {
        let open: BTreeSet<(&str, &str)> = marks
            .iter()
            .filter(|mark| mark.is_unmarked())
            .map(|mark| (mark.student.as_str(), mark.set.as_str()))
            .collect();
        let is_open = |one: &&Marked| {
            open.contains(&(one.work.student.as_str(), self.sets[one.work.set].name.as_str()))
        };
        let early = marked.iter().filter(is_open).count();
        let pages: Vec<PathBuf> = marked.iter().map(|one| self.page(one)).collect();
        let packed: Vec<Packed> = pages
            .iter()
            .zip(marked)
            .map(|(page, one)| Packed {
                page,
                submission: &one.work.path,
            })
            .collect();
        let mut notes = package::write(&self.out.join("feedback.zip"), &packed)?;
        if early > 0 {
            notes.push(format!(
                "feedback.zip: {} of {} have answers that nobody has marked yet, and say so; mark them and grade again before you \
                 hand them back",
                early,
                counted(marked.len(), "page")
            ));
        }
        Ok(notes)
    }

    /// Writes the tables and the summary, and says what a person should know.
    fn write_tables(
        &self,
        class: &Class,
        marked: &[Marked],
        ledger: &Ledger,
        left: &Left,
        notes: &[String],
        changes: &[Change],
    ) -> Result<()> {
        let notes: Vec<String> = notes
            .iter()
            .map(|note| printable::beginning(&printable::line(note), LONGEST_NOTE))
            .collect();
        file::write(&self.out.join("grades.csv"), &table::csv(ledger)?)?;
        file::write(
            &self.out.join("changes.csv"),
            &table::changes_csv(changes, class.roster)?,
        )?;
        let changes: Vec<String> = changes.iter().map(table::in_words).collect();
        let results: Vec<(&str, &Graded)> = results(marked)
            .map(|(one, graded)| (self.sets[one.work.set].name.as_str(), graded))
            .collect();
        let page = summary::html(&summary::Class {
            ledger,
            results: &results,
            notes: &notes,
            changes: &changes,
            left,
        });
        file::write(&self.out.join("summary.html"), page.as_bytes())?;
        for change in &changes {
            println!("changed: {change}");
        }
        for note in &notes {
            println!("note: {note}");
        }
        for (marker, count) in left {
            let answers = counted(*count, "answer");
            println!("{marker} has {answers} left to mark: marking/{marker}.csv");
        }
        let unmarked = ledger.marks.iter().filter(|mark| mark.is_unmarked()).count();
        let failed = ledger.marks.iter().filter(|mark| mark.is_not_graded()).count();
        let failed = if failed > 0 {
            format!(
                "; not graded: {}, which the next run grades",
                counted(failed, "answer")
            )
        } else {
            String::new()
        };
        println!(
            "{}; to be marked by hand: {}{failed}; the results are in {}",
            counted(marked.len(), "submission"),
            counted(unmarked, "answer"),
            self.out.display()
        );
        Ok(())
    }
}

/// Every result of this run, with its submission.
pub(super) fn results<'a>(marked: &'a [Marked<'a>]) -> impl Iterator<Item = (&'a Marked<'a>, &'a Graded)> {
    marked
        .iter()
        .flat_map(|one| one.stored.results.values().map(move |kept| (one, &kept.graded)))
}

/// Who has an extension and is not in the class.
fn unknown_extensions(class: &Class, marks: &[Mark]) -> Vec<String> {
    let known = marks::students(marks, class.roster);
    let named = class.due.into_iter().flat_map(Due::students);
    named
        .filter(|student| !known.contains(student))
        .map(|student| format!("due.toml: nobody is called {student}, who has an extension there"))
        .collect()
}
