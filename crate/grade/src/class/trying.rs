//! Grading what is new of a class's submissions, several at a time.

use std::collections::BTreeMap;
use std::path::Path;

use indicatif::ProgressBar;

use super::collect::{Unread, Work};
use super::grading::Marked;
use super::seed::seed;
use super::store::{self, Kept, Stored};
use super::workers::{self, progress};
use crate::checks::Checks;
use crate::graded::Graded;
use crate::problem_set::{ProblemSet, Question};
use crate::submission::Submission;
use crate::trial::{Bench, Limits, SECOND_TRIES};
use crate::{Task, grade, task};
use protocol::verdict::Status;

/// What trying a class's answers needs.
pub(super) struct Trying<'a> {
    pub(super) sets: &'a [ProblemSet],
    pub(super) releases: &'a [ProblemSet],
    /// By problem set, for those that were handed in.
    pub(super) checks: &'a BTreeMap<usize, Checks>,
    pub(super) bench: &'a Bench<'a>,
    /// What inputs are drawn from.
    pub(super) secret: &'a str,
    /// Whether what is known counts for nothing.
    pub(super) again: bool,
    /// Of which questions what is known counts for nothing.
    pub(super) questions: &'a [String],
    /// How many submissions at a time, where that was said.
    pub(super) jobs: Option<usize>,
    /// What stands for a submission and all that its results depend on, where a part of a class is graded.
    pub(super) digests: &'a (dyn Fn(&Work) -> String + Sync),
    /// Where results are kept.
    pub(super) out: &'a Path,
}

impl Trying<'_> {
    /// Grades what is new, several submissions at a time; each is kept as soon as it is done.
    pub(super) fn grade_all<'w>(&self, works: &'w [Work]) -> Vec<Marked<'w>> {
        let questions = works.iter().map(|work| self.sets[work.set].questions.len()).sum();
        let bar = progress("grading", questions);
        let jobs = workers::jobs(self.jobs, self.bench.limits.memory);
        // Whatever happens at one, the others are graded.
        let marked = workers::each(
            works,
            jobs,
            |work| {
                bar.set_message(work.student.clone());
                self.grade(work, &bar)
            },
            |work| self.not_graded(work),
        );
        bar.finish_and_clear();
        marked
    }

    /// A submission at which this program itself failed.
    fn not_graded<'w>(&self, work: &'w Work) -> Marked<'w> {
        let questions = self.sets[work.set].questions.iter();
        let results = questions.map(|question| {
            let graded = Graded::nothing(
                &question.id,
                question.points,
                Status::NotGraded,
                "not graded, because this program failed at it; please report it",
            );
            let key = String::new();
            (question.id.clone(), Kept { key, graded })
        });
        Marked {
            work,
            submission: Submission::default(),
            stored: Stored {
                results: results.collect(),
                is_recorded: false,
                from: work.origin.identity(),
                is_unread: work.notebook.is_err(),
                ..Stored::default()
            },
        }
    }

    fn grade<'w>(&self, work: &'w Work, bar: &ProgressBar) -> Marked<'w> {
        let (set, release) = (&self.sets[work.set], &self.releases[work.set]);
        let mut submission = match &work.notebook {
            Ok(notebook) => Submission::read(notebook, release),
            Err(_) => Submission::default(),
        };
        let mut stored = store::load(self.out, &work.student, &set.name);
        let mut results = BTreeMap::new();
        let mut second_tries = SECOND_TRIES;
        for question in &set.questions {
            let checks = self.checks.get(&work.set);
            let task = task(release, checks, &submission, question);
            let answer = match &task {
                Task::Try(order) => order.written(),
                Task::Settled(_) => String::new(),
            };
            let seed = seed(self.secret, &work.student, &set.name, &question.id, &answer);
            let written = submission.written(&question.id, "");
            let key = self.key(set, question, &format!("{task:?} {written:?}"), seed, work);
            let known = stored
                .results
                .remove(&question.id)
                .filter(|kept| kept.key == key && !self.again && !self.questions.contains(&question.id));
            let kept = if let Some(kept) = known {
                kept
            } else {
                stored.is_recorded = false;
                let graded = unread(work, question)
                    .unwrap_or_else(|| grade(self.bench, checks, question, task, seed, &mut second_tries));
                // The next run shall grade it.
                let is_known = graded.standing != Status::NotGraded;
                Kept {
                    key: if is_known { key } else { String::new() },
                    graded,
                }
            };
            results.insert(question.id.clone(), kept);
            bar.inc(1);
        }
        stored.results = results;
        stored.from = work.origin.identity();
        stored.is_unread = work.notebook.is_err();
        stored.digest = (self.digests)(work);
        if let Err(error) = store::save(self.out, &work.student, &set.name, &stored) {
            let note = format!("its results could not be kept, so the next run grades it again: {error:#}");
            submission.notes.push(note);
        }
        Marked {
            work,
            submission,
            stored,
        }
    }

    /// Stands for everything that the result of a question depends on.
    fn key(&self, set: &ProblemSet, question: &Question, submitted: &str, seed: u64, work: &Work) -> String {
        let Limits { seconds, memory } = self.bench.limits;
        let settings = format!(
            "{seed} {seconds} {memory} {} {:?} {:?} {:?}",
            self.bench.tools.key, self.bench.sandbox, set.allowed, question
        );
        let mut parts = vec![settings, submitted.to_owned()];
        parts.extend(work.notebook.as_ref().err().map(ToString::to_string));
        store::key(&parts.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// What a question earns of which nothing could be read.
fn unread(work: &Work, question: &Question) -> Option<Graded> {
    let nothing = |standing, reason| Graded::nothing(&question.id, question.points, standing, reason);
    match work.notebook.as_ref().err()? {
        Unread::Itself(reason) => Some(nothing(Status::NotAttempted, reason.clone())),
        Unread::Machine(reason) => Some(nothing(
            Status::NotGraded,
            format!("not graded, because {} {reason}", work.path),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::collect::Origin;
    use crate::class::table::tests::sets;

    #[test]
    fn what_this_machine_cannot_read_is_not_graded_and_costs_nothing() {
        let work = |notebook| Work {
            student: "ada".into(),
            set: 0,
            notebook,
            path: "ada/01.ipynb".into(),
            origin: Origin::Path(String::new()),
            notes: Vec::new(),
            handed_in: None,
        };
        let sets = sets();
        // The second is one that a person marks.
        for question in &sets[0].questions {
            let of = |notebook| unread(&work(notebook), question);
            let failed = of(Err(Unread::Machine("cannot be opened: Permission denied".into()))).unwrap();
            assert_eq!((failed.standing, failed.points), (Status::NotGraded, None));
            assert!(
                failed.reason.contains("ada/01.ipynb cannot be opened"),
                "{}",
                failed.reason
            );
            let empty = of(Err("is empty".into())).unwrap();
            assert_eq!((empty.standing, empty.points), (Status::NotAttempted, Some(0.0)));
            assert!(of(Ok(serde_json::json!({}))).is_none());
        }
    }
}
