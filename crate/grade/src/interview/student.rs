//! One student's questions, over all problem sets that they handed in.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::change::Kind;
use super::question::{Posed, Subject};
use crate::Task;
use crate::checks::Checks;
use crate::class::collect::Work;
use crate::class::seed::seed;
use crate::problem_set::{ProblemSet, Question};
use crate::submission::Submission;
use crate::trial::Bench;

/// How long a student's sheet may take; some ten seconds are usual. What was found until then is asked.
const SHEET: Duration = Duration::from_mins(3);

/// What is asked, and why it is not more.
#[derive(Debug, Default)]
pub(super) struct Questions {
    pub(super) asked: Vec<Posed>,
    /// Why there are fewer than wanted.
    pub(super) reason: String,
}

/// What questions are made with.
pub(super) struct Maker<'a> {
    pub(super) sets: &'a [ProblemSet],
    pub(super) releases: &'a [ProblemSet],
    /// By problem set, for those that were handed in.
    pub(super) checks: &'a BTreeMap<usize, Checks>,
    pub(super) bench: &'a Bench<'a>,
    pub(super) secret: &'a str,
    /// How many questions a student is asked.
    pub(super) wanted: usize,
}

/// An answer that may be asked about.
struct Candidate<'a> {
    set: &'a ProblemSet,
    checks: &'a Checks,
    question: &'a Question,
    order: crate::answer::Order,
    /// The student's own number for it: where it stands, and what its inputs are drawn from. Not that of grading, whose
    /// inputs no student shall see.
    seed: u64,
}

impl<'a> Maker<'a> {
    /// The questions to the student who handed in `works`.
    pub(super) fn questions(&self, student: &str, works: &[&Work]) -> Questions {
        let mut candidates = self.candidates(student, works);
        candidates.sort_by_key(|candidate| candidate.seed);
        let mut sheet = Sheet {
            wanted: self.wanted,
            until: Some(Instant::now() + SHEET),
            ..Sheet::default()
        };
        // First one of each answer, rather of the simple ones, then what else there is.
        let mut hard = Vec::new();
        for candidate in &candidates {
            if sheet.is_done() {
                break;
            }
            let name = &candidate.question.id;
            match self.subject(student, candidate) {
                Ok(subject) if subject.is_simple() => sheet.ask(name, subject),
                Ok(subject) => hard.push((name, subject)),
                Err(reason) => sheet.miss(reason, name),
            }
        }
        for (name, subject) in hard {
            sheet.ask(name, subject);
        }
        sheet.ask_again();
        for work in works {
            if let Err(reason) = &work.notebook {
                sheet.miss(reason.to_string(), &self.sets[work.set].name);
            }
        }
        sheet.finish()
    }

    fn candidates(&self, student: &str, works: &[&Work]) -> Vec<Candidate<'a>> {
        let mut found = Vec::new();
        for work in works {
            let (set, release) = (&self.sets[work.set], &self.releases[work.set]);
            let (Ok(notebook), Some(checks)) = (&work.notebook, self.checks.get(&work.set)) else {
                continue;
            };
            let submission = Submission::read(notebook, release);
            for question in &set.questions {
                if let Task::Try(order) = crate::task(release, Some(checks), &submission, question) {
                    found.push(Candidate {
                        set,
                        checks,
                        question,
                        order,
                        seed: self.seed(student, set, &question.id, ""),
                    });
                }
            }
        }
        found
    }

    fn subject(&self, student: &str, candidate: &Candidate<'a>) -> Result<Subject<'a>, String> {
        let Candidate {
            set,
            checks,
            question,
            ..
        } = *candidate;
        Subject::new(
            self.bench,
            checks,
            set,
            question,
            &candidate.order,
            candidate.seed,
            |change| self.seed(student, set, &question.id, &format!("{change:?}")),
        )
    }

    fn seed(&self, student: &str, set: &ProblemSet, question: &str, part: &str) -> u64 {
        seed(
            self.secret,
            student,
            &set.name,
            &format!("{question}\0interview\0{part}"),
            "",
        )
    }
}

/// Questions that are put together.
#[derive(Default)]
struct Sheet<'a> {
    wanted: usize,
    /// When no more is looked for.
    until: Option<Instant>,
    asked: Vec<Posed>,
    kinds: Vec<Kind>,
    /// What more can be asked about.
    subjects: Vec<Subject<'a>>,
    /// Why nothing was asked about an answer: the reason, and the names of those.
    missed: BTreeMap<String, Vec<String>>,
}

impl<'a> Sheet<'a> {
    fn is_full(&self) -> bool {
        self.asked.len() >= self.wanted
    }

    fn is_late(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }

    fn is_done(&self) -> bool {
        self.is_full() || self.is_late()
    }

    fn miss(&mut self, reason: String, name: &str) {
        self.missed.entry(reason).or_default().push(name.to_owned());
    }

    /// Asks about an answer, unless there are enough questions.
    fn ask(&mut self, name: &str, mut subject: Subject<'a>) {
        if self.is_done() {
            return;
        }
        match subject.next(&self.kinds) {
            None => self.miss("no change that was tried gives another result".to_owned(), name),
            Some((kind, posed)) => {
                self.kinds.push(kind);
                self.asked.push(posed);
                self.subjects.push(subject);
            }
        }
    }

    /// Asks more about the same answers, in turn, until there are enough questions or nothing is left to ask.
    fn ask_again(&mut self) {
        while !self.is_done() && !self.subjects.is_empty() {
            for mut subject in std::mem::take(&mut self.subjects) {
                if self.is_done() {
                    return;
                }
                if let Some((kind, posed)) = subject.next(&self.kinds) {
                    self.kinds.push(kind);
                    self.asked.push(posed);
                    self.subjects.push(subject);
                }
            }
        }
    }

    fn finish(self) -> Questions {
        let reason = if self.is_full() {
            String::new()
        } else if self.is_late() {
            format!(
                "more was not looked for, because this sheet took {} minutes",
                SHEET.as_secs() / 60
            )
        } else if self.missed.is_empty() && self.asked.is_empty() {
            "no answer that can be run was handed in".to_owned()
        } else if self.missed.is_empty() {
            "there is no more to ask about".to_owned()
        } else {
            let missed = self.missed.iter();
            let lines = missed.map(|(reason, names)| format!("{}: {reason}", names.join(", ")));
            lines.collect::<Vec<_>>().join("; ")
        };
        Questions {
            asked: self.asked,
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_that_takes_long_ends_with_what_it_has() {
        let sheet = |until| Sheet {
            wanted: 3,
            until: Some(until),
            ..Sheet::default()
        };
        let late = sheet(Instant::now());
        assert!(late.is_done() && !late.is_full());
        assert!(late.finish().reason.contains("took 3 minutes"));
        let early = sheet(Instant::now() + SHEET);
        assert!(!early.is_done() && early.finish().reason.contains("no answer"));
    }
}
