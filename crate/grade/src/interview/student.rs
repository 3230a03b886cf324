//! One student's questions, over all problem sets that they handed in.

use std::collections::BTreeMap;

use super::question::{Posed, Subject};
use crate::Task;
use crate::checks::Checks;
use crate::class::collect::Work;
use crate::class::seed::seed;
use crate::problem_set::{ProblemSet, Question};
use crate::submission::Submission;
use crate::trial::Bench;

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
        let mut reasons: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let mut asked: Vec<Posed> = Vec::new();
        let mut kinds = Vec::new();
        let mut subjects = Vec::new();
        // First one of each answer, then what else there is.
        for candidate in &candidates {
            if asked.len() == self.wanted {
                break;
            }
            match self.subject(student, candidate) {
                Ok(mut subject) => {
                    if let Some((kind, posed)) = subject.next(&kinds) {
                        kinds.push(kind);
                        asked.push(posed);
                        subjects.push(subject);
                    } else {
                        let reason = "no change that was tried gives another result".to_owned();
                        reasons.entry(reason).or_default().push(&candidate.question.id);
                    }
                }
                Err(reason) => reasons.entry(reason).or_default().push(&candidate.question.id),
            }
        }
        while asked.len() < self.wanted && !subjects.is_empty() {
            let mut left = Vec::new();
            for mut subject in subjects {
                if asked.len() == self.wanted {
                    break;
                }
                if let Some((kind, posed)) = subject.next(&kinds) {
                    kinds.push(kind);
                    asked.push(posed);
                    left.push(subject);
                }
            }
            subjects = left;
        }
        for work in works {
            if let Err(reason) = &work.notebook {
                reasons
                    .entry(reason.clone())
                    .or_default()
                    .push(&self.sets[work.set].name);
            }
        }
        let reason = if asked.len() >= self.wanted {
            String::new()
        } else if reasons.is_empty() && asked.is_empty() {
            "no answer that can be run was handed in".to_owned()
        } else {
            let lines = reasons
                .iter()
                .map(|(reason, names)| format!("{}: {reason}", names.join(", ")));
            lines.collect::<Vec<_>>().join("; ")
        };
        Questions { asked, reason }
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
        )
    }
}
