//! Points that markers typed, entered into the gradebook.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use host::file;
use serde::{Deserialize, Serialize};

use super::dealing::write;
use super::dealt;
use super::{Answer, Key, Left, Renamed, Row, disputed, points};
use crate::class::grading::{Grading, Marked};
use crate::class::marks::{self, Mark};
use crate::class::results::Class;
use crate::class::store;
use crate::nbgrader::{Clerk, Task};
use crate::notebook;
use crate::submission::Submission;
use protocol::verdict::Status;

/// What a marker's file said when its points were entered, so that a later change in the formgrader stays.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Entered(Vec<(Key, f64)>);

const ENTERED: &str = "marking/.entered.json";

impl Entered {
    fn read(out: &Path) -> BTreeMap<Key, f64> {
        let read: Option<Self> = std::fs::read(out.join(ENTERED))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        read.unwrap_or_default().0.into_iter().collect()
    }

    fn write(out: &Path, entered: BTreeMap<Key, f64>) -> Result<()> {
        let entered = Self(entered.into_iter().collect());
        file::write(&out.join(ENTERED), &serde_json::to_vec_pretty(&entered)?)
    }
}

/// Gives what was entered to the students' new names.
pub(in crate::class) fn rename(out: &Path, renamed: &Renamed) -> Result<()> {
    dealt::rename(out, renamed)?;
    let entered = Entered::read(out);
    if entered.is_empty() {
        return Ok(());
    }
    let entered = entered.into_iter().map(|((student, set, question), points)| {
        let student = renamed(&student, &set).unwrap_or(student);
        ((student, set, question), points)
    });
    Entered::write(out, entered.collect())
}

impl Grading<'_> {
    /// The answers that a person marks, written ones and numbers that no check could judge, by student, problem set and question.
    pub(in crate::class) fn written_answers<'m>(
        &self,
        marked: &[Marked],
        marks: &'m [Mark],
    ) -> BTreeMap<Key, Answer<'m>> {
        let by_key: BTreeMap<marks::Key, &Mark> = marks.iter().map(|mark| (mark.key(), mark)).collect();
        let mut answers = BTreeMap::new();
        for one in marked {
            let (set, release) = (&self.sets[one.work.set], &self.releases[one.work.set]);
            for question in &set.questions {
                let key = (one.work.student.as_str(), set.name.as_str(), question.id.as_str());
                let mark = by_key
                    .get(&key)
                    .filter(|mark| mark.auto.is_none() && mark.not_graded.is_none());
                let Some(mark) = mark else { continue };
                let answer = Answer {
                    mark,
                    max: question.points,
                    text: one.submission.text_to_mark(question, release),
                };
                answers.insert((key.0.to_owned(), key.1.to_owned(), key.2.to_owned()), answer);
            }
        }
        self.add_earlier(&mut answers, marks);
        answers
    }

    /// The written answers of submissions that this run does not see.
    fn add_earlier<'m>(&self, answers: &mut BTreeMap<Key, Answer<'m>>, marks: &'m [Mark]) {
        let mut read: BTreeMap<(&str, &str), Submission> = BTreeMap::new();
        for mark in marks {
            let key = (mark.student.clone(), mark.set.clone(), mark.question.clone());
            let set = self.sets.iter().position(|set| set.name == mark.set);
            let Some(index) = set.filter(|_| !answers.contains_key(&key)) else {
                continue;
            };
            let (set, release) = (&self.sets[index], &self.releases[index]);
            let question = set
                .questions
                .iter()
                .find(|question| question.id == mark.question)
                .filter(|question| question.check.is_none() || self.is_number_to_mark(mark));
            let is_open = mark.auto.is_none() && mark.not_graded.is_none();
            let Some(question) = question.filter(|_| is_open) else {
                continue;
            };
            let submission = read.entry((&mark.student, &mark.set)).or_insert_with(|| {
                let folder = self.out.join("submitted").join(&mark.student).join(&mark.set);
                let bytes = std::fs::read(folder.join(format!("{}.ipynb", mark.set)));
                let notebook = bytes.ok().and_then(|bytes| notebook::parse(&bytes).ok());
                notebook
                    .map(|notebook| Submission::read(&notebook, release))
                    .unwrap_or_default()
            });
            let answer = Answer {
                mark,
                max: question.points,
                text: submission.text_to_mark(question, release),
            };
            answers.insert(key, answer);
        }
    }

    /// Whether an earlier run's check left it to a person. The gradebook has no points for what the machine failed at, too.
    fn is_number_to_mark(&self, mark: &Mark) -> bool {
        let stored = store::load(self.out, &mark.student, &mark.set);
        let kept = stored.results.get(&mark.question);
        kept.is_some_and(|kept| kept.graded.standing == Status::ByHand)
    }

    /// Enters the points that markers have filled in since they were last read; whether there were any.
    pub(in crate::class) fn enter_marks(
        &self,
        clerk: &mut Clerk,
        class: &Class,
        rows: &[Row],
        answers: &BTreeMap<Key, Answer>,
        notes: &mut Vec<String>,
    ) -> bool {
        let mut entered = Entered::read(self.out);
        // Into a gradebook that was begun anew all is entered again.
        entered.retain(|(student, set, _), _| class.has_in_book(student, set));
        let mut is_new = false;
        let is_disputed = disputed(rows);
        for row in rows {
            if is_disputed.contains(&row.key) {
                let (student, set, question) = &row.key;
                notes.push(format!(
                    "marking/{}.csv, row {}: {student}, {set}/{question}: another marker gives other points, and neither were taken",
                    row.marker, row.line
                ));
                continue;
            }
            let given = match points(row, answers) {
                Ok(None) => continue,
                Ok(Some(given)) => given,
                Err(error) => {
                    notes.push(error.to_string());
                    continue;
                }
            };
            if entered.get(&row.key) == Some(&given) {
                continue;
            }
            let (student, set, question) = &row.key;
            let task = Task::Mark {
                student,
                set,
                question,
                points: given,
            };
            match clerk.work(&task) {
                Ok(_) => {
                    is_new = true;
                    entered.insert(row.key.clone(), given);
                }
                Err(error) => notes.push(format!(
                    "{student}, {set}/{question}: the {given} points that {} gave could not be entered: {error:#}",
                    row.marker
                )),
            }
        }
        if is_new && let Err(error) = Entered::write(self.out, entered) {
            notes.push(format!("{error:#}"));
        }
        is_new
    }

    /// Writes a file for each marker, who has how many left. `before` are the rows that were entered.
    pub(in crate::class) fn split(&self, marked: &[Marked], marks: &[Mark], before: &[Row]) -> Result<Left> {
        let answers = self.written_answers(marked, marks);
        // Markers may have typed on while pages were written.
        let rows = super::read(self.out)?;
        let done = write(self.out, &self.writing.markers, before, &rows, &answers)?;
        if !done.shown.is_empty() {
            // What was written into a file is no marker's, and must not be taken for one's next time.
            let mut entered = Entered::read(self.out);
            entered.extend(done.shown);
            Entered::write(self.out, entered)?;
        }
        Ok(done.left)
    }
}
