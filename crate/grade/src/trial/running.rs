//! A trial under way: lines between the check's program and the answer's, and what became of the latter.

use std::time::{Duration, Instant};

use protocol::calls::{FromAnswer, FromCheck, ToAnswer, ToCheck};
use protocol::verdict::Report;

use super::Bench;
use crate::checks::Checks;
use crate::conversation::Conversation;
use crate::fault::{Fault, Trial};
use crate::interview::recorder::Recorder;
use crate::problem_set::Question;
use crate::sandbox::Mount;

/// How long a check itself may think.
const CHECK: Duration = Duration::from_mins(1);
/// After so many processes of an answer have died, the others are not tried.
const DEATHS: usize = 3;
/// What is told of ends that are nobody's fault for certain; the figures are for whoever reads the notes.
const LATE: &str = "was stopped: it waited, and did not end";
const KILLED: &str = "was killed from outside";

/// What came of a trial.
#[derive(Debug)]
pub(crate) struct Examined {
    pub(crate) report: Report,
    /// What the answer printed.
    pub(crate) printed: String,
    /// Where the answer's program ended and nobody can tell whose fault that is: how.
    pub(crate) unclear: Option<String>,
}

/// A trial under way.
pub(super) struct Running<'a> {
    bench: &'a Bench<'a>,
    program: &'a Mount,
    process: Option<Conversation>,
    /// How long its calls took.
    spent: Duration,
    /// How its processes ended before their time.
    deaths: Vec<String>,
    printed: String,
    /// Why nobody can tell whose fault the first such end was.
    unclear: Option<String>,
    /// Who takes down the calls; nobody in grading.
    recorder: Option<Recorder<'a>>,
}

impl<'a> Running<'a> {
    pub(super) fn new(bench: &'a Bench<'a>, program: &'a Mount, recorder: Option<Recorder<'a>>) -> Self {
        Self {
            bench,
            program,
            process: None,
            spent: Duration::ZERO,
            deaths: Vec::new(),
            printed: String::new(),
            unclear: None,
            recorder,
        }
    }

    /// What the check says, and what the answer printed.
    pub(super) fn run(mut self, checks: &Checks, question: &Question, seed: u64) -> Trial<Examined> {
        let report = self.pass_on(checks, question, seed)?;
        self.rest();
        Ok(Examined {
            report,
            printed: self.printed,
            unclear: self.unclear,
        })
    }

    /// Passes on what the check asks, until it has its verdict.
    fn pass_on(&mut self, checks: &Checks, question: &Question, seed: u64) -> Trial<Report> {
        let check = self.bench.start_checks(checks)?;
        check.say(&ToCheck::Begin {
            question: question.id.clone(),
            seed,
        });
        loop {
            match check.hear(CHECK) {
                Some(FromCheck::Verdict { report }) => return Ok(report),
                Some(FromCheck::Afresh) => self.rest(),
                Some(FromCheck::Answer { say }) => {
                    if let Some(recorder) = &mut self.recorder {
                        recorder.said(&say);
                    }
                    let reply = match self.ask(&say)? {
                        Ok(said) => {
                            if let Some(recorder) = &mut self.recorder {
                                recorder.heard(&said);
                            }
                            ToCheck::Answer { said }
                        }
                        Err(words) => ToCheck::Ended { words },
                    };
                    check.say(&reply);
                }
                // What it printed is not for students.
                None => {
                    let words =
                        "the check came to no verdict; the answer may be the cause, or the check itself";
                    return Err(Fault::Unclear(words.to_owned()));
                }
            }
        }
    }

    /// The answer's reply, or why there is none.
    fn ask(&mut self, say: &ToAnswer) -> Trial<Result<FromAnswer, String>> {
        let limit = Duration::from_secs(self.bench.limits.seconds);
        let left = limit.saturating_sub(self.spent);
        if let Some(last) = self.deaths.last()
            && (self.deaths.len() >= DEATHS || left.is_zero())
        {
            return Ok(Err(last.clone()));
        }
        let process = match self.process.take() {
            Some(process) => process,
            None => self.bench.start_answer(self.program)?,
        };
        process.say(say);
        let begun = Instant::now();
        let said = process.hear(left);
        self.spent += begun.elapsed();
        if let Some(said) = said {
            self.process = Some(process);
            return Ok(Ok(said));
        }
        let is_late = self.spent >= limit;
        let ending = process.end(is_late);
        self.keep(&ending.printed());
        let words = match ending.fault_within(left, limit) {
            Some(Fault::Answer(words)) => words,
            Some(Fault::Unclear(_)) if !is_late && ending.status.is_none() => {
                "sent what is no result".to_owned()
            }
            // The check is told, as of any other end: it knows whether a student may read of it.
            Some(Fault::Unclear(words)) => {
                let told = if is_late { LATE } else { KILLED };
                self.unclear.get_or_insert(words);
                self.deaths.push(told.to_owned());
                return Ok(Err(told.to_owned()));
            }
            Some(fault) => return Err(fault),
            None => "ended before its function did".to_owned(),
        };
        // In the words of the whole limit, whatever was left of it.
        let words = if is_late {
            format!("was stopped after {} s: a loop that never ends?", limit.as_secs())
        } else {
            words
        };
        self.deaths.push(words.clone());
        Ok(Err(words))
    }

    /// Ends the answer's process, if there is one.
    fn rest(&mut self) {
        if let Some(process) = self.process.take() {
            let printed = process.end(false).printed();
            self.keep(&printed);
        }
    }

    fn keep(&mut self, printed: &str) {
        if self.printed.len() < 2000 && !printed.is_empty() {
            if !self.printed.is_empty() {
                self.printed.push('\n');
            }
            self.printed.push_str(printed);
        }
    }
}
