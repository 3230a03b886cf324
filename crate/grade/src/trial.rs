//! Trying one answer to one question: its own program and the check's, run apart from each other and from everything
//! else, with grading between them.
//!
//! ```text
//! check's program    ⇄ lines ⇄    grading    ⇄ lines ⇄    answer's program
//! (the problem set's alone)    (time, limits)             (the student's)
//! ```
//!
//! Whatever an answer does costs its own question alone. Where it reaches a limit, that is the result of the one call; the
//! next call meets a new process.

mod running;

use std::ffi::OsString;
use std::path::Path;
use std::sync::RwLock;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use protocol::calls::Ready;
use protocol::verdict::Status;

pub(crate) use running::Examined;
use running::Running;

use super::answer::{Answer, Order, Refusal};
use super::checks::Checks;
use super::compile::{Compiled, compile};
use super::conversation::Conversation;
use super::fault::{Fault, Trial};
use super::graded::Graded;
use super::interview::recorder::{Call, Recorder};
use super::problem_set::{Check, ProblemSet, Question};
use super::program::Asked;
use super::reading;
use super::sandbox::{Cage, Mount, Sandbox};
use super::tools::{Library, Tools};

/// What an answer may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Seconds for all calls of a question.
    pub(crate) seconds: u64,
    /// Bytes of memory.
    pub(crate) memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            seconds: 10,
            memory: 2 << 30,
        }
    }
}

/// How long a program may take to stand in its sandbox; some hundredths of a second are usual.
const START: Duration = Duration::from_secs(30);

/// Where and how answers are tried.
#[derive(Debug)]
pub(crate) struct Bench<'a> {
    pub(crate) tools: &'a Tools,
    pub(crate) sandbox: Sandbox,
    pub(crate) limits: Limits,
    /// The folder for what is compiled; emptied after each trial.
    pub(crate) scratch: &'a Path,
    /// What reads answers.
    pub(crate) reader: Mount,
    /// Trials share it; one that must be alone does not.
    turn: RwLock<()>,
}

/// How many questions of one submission are tried twice: who sleeps in each of them does not keep a class waiting.
pub(crate) const SECOND_TRIES: usize = 2;

/// What an answer's text was made of, for whoever reads the result.
type Notes = Vec<String>;

impl<'a> Bench<'a> {
    /// A place for trials whose files are in `scratch`.
    pub(crate) fn new(tools: &'a Tools, sandbox: Sandbox, limits: Limits, scratch: &'a Path) -> Result<Self> {
        Ok(Self {
            tools,
            sandbox,
            limits,
            scratch,
            reader: reading::copy_of_this_program(scratch)?,
            turn: RwLock::new(()),
        })
    }

    /// Tries an answer that is known to be right, so that a machine on which nothing compiles or runs costs no student
    /// a point.
    pub(crate) fn probe(&self) -> Result<()> {
        let cell = |id: &str, source: &str, is_graded: bool| {
            serde_json::json!({"cell_type": "code", "source": source, "metadata": {"nbgrader":
                {"grade_id": id, "grade": is_graded, "solution": !is_graded, "points": 1}}})
        };
        let notebook = serde_json::json!({"cells": [
            cell("two-answer", "fn two() -> usize { todo!() }", false),
            cell("two", "assert_eq!(two(), 2)", true),
        ]});
        let set = ProblemSet::new("probe", notebook)?;
        let checks = Checks::compile(&set, &set, self.tools, self.sandbox, self.scratch)?;
        let order = Order {
            own: vec!["use mlp::ndarray::arr1;\nfn two() -> usize { arr1(&[1, 2]).len() }".to_owned()],
            wanted: checks.asked.values().flat_map(Asked::wanted).collect(),
            allowed: set.allowed.clone(),
            ..Order::default()
        };
        let graded = self.grade(&set.questions[0], &checks, &order, 0, &mut 1);
        if graded.standing != Status::Full {
            bail!(
                "answers cannot be tried on this machine. A right one: {}",
                graded.reason
            );
        }
        Ok(())
    }

    /// Tries an answer, with inputs drawn from `seed`. Where nobody can tell why it failed, it is tried once more, alone, as
    /// long as its student has a second try left.
    pub(crate) fn grade(
        &self,
        question: &Question,
        checks: &Checks,
        order: &Order,
        seed: u64,
        second_tries: &mut usize,
    ) -> Graded {
        let nothing =
            |standing, reason: String| Graded::nothing(&question.id, question.points, standing, reason);
        let mut notes = Notes::new();
        let first = {
            let _turn = self.turn.read();
            self.try_once(question, checks, order, seed, &mut notes)
        };
        let result = match unclear(&first) {
            Some(before) if *second_tries > 0 => {
                *second_tries -= 1;
                let _turn = self.turn.write();
                notes.clear();
                let second = self.try_once(question, checks, order, seed, &mut notes);
                if let Some(words) = unclear(&second) {
                    notes.push(format!(
                        "was tried twice, the second time alone: {before}; {words}"
                    ));
                }
                second
            }
            Some(words) => {
                notes.push(format!(
                    "was tried once only, after others that were tried twice: {words}"
                ));
                first
            }
            None => first,
        };
        let mut graded = match result {
            Ok(Examined { report, printed, .. }) => {
                Graded::of(report, &question.id, question.points, printed)
            }
            Err(Fault::Machine(words)) => nothing(Status::NotGraded, format!("not graded, because {words}")),
            Err(Fault::Answer(words) | Fault::Unclear(words)) => nothing(Status::Wrong, words),
        };
        graded.notes.extend(notes);
        if question.check.as_ref().is_some_and(Check::has_hidden_tests) {
            // An answer can print what it was asked.
            graded.printed.clear();
        }
        graded
    }

    fn try_once(
        &self,
        question: &Question,
        checks: &Checks,
        order: &Order,
        seed: u64,
        notes: &mut Notes,
    ) -> Trial<Examined> {
        let asked = checks
            .asked
            .get(&question.id)
            .with_context(|| format!("the checks have no question {}", question.id))?;
        let answer = self.read(order)?;
        notes.clone_from(&answer.notes);
        let program = self.compile(&asked.for_answer(&answer))?;
        self.examine(&program, checks, question, seed, None)
    }

    /// Puts an answer together.
    pub(crate) fn read(&self, order: &Order) -> Trial<Answer> {
        match reading::read(self.sandbox, &self.reader, order.clone())? {
            Ok(answer) => Ok(answer),
            Err(Refusal::Unreadable(reason)) => Err(Fault::Answer(format!("does not compile: {reason}"))),
            Err(Refusal::Forbidden(reason)) => Err(Fault::Answer(reason)),
        }
    }

    /// Compiles an answer's program.
    pub(crate) fn compile(&self, files: &[(String, String)]) -> Trial<Compiled> {
        let folder = tempfile::tempdir_in(self.scratch).context("no temporary folder can be made")?;
        let program = compile(self.tools, &self.tools.answer, self.sandbox, folder.path(), files)?;
        Ok(Compiled::new(program, folder))
    }

    /// Lets the check examine an answer's program. `calls` gets the calls
    /// that came to their end.
    pub(crate) fn examine(
        &self,
        compiled: &Compiled,
        checks: &Checks,
        question: &Question,
        seed: u64,
        calls: Option<&mut Vec<Call>>,
    ) -> Trial<Examined> {
        Running::new(self, &compiled.program, calls.map(Recorder::new)).run(checks, question, seed)
    }

    pub(crate) fn start(&self, program: &Mount, library: &Library) -> Trial<Conversation> {
        let mut read = self.tools.loaded(library);
        // The program alone, not what stands beside it.
        let program = Mount::new(program.host(), "/program");
        read.push(program.clone());
        let cage = Cage {
            read: &read,
            write: None,
            devices: false,
            environment: &[
                self.tools.path_of_program(library, self.sandbox),
                ("MALLOC_ARENA_MAX", OsString::from("2")),
                ("RAYON_NUM_THREADS", OsString::from("2")),
            ],
            memory: self.limits.memory,
            seconds: self.limits.seconds,
            file: 0,
        };
        let process = Conversation::start(self.sandbox.command(&program, &[], &cage)?)?;
        if process.hear::<Ready>(START).is_some() {
            return Ok(process);
        }
        let said = process.end(true).printed();
        Err(Fault::Machine(format!(
            "its program could not be started: {}",
            said.lines().next().unwrap_or("it did not say why")
        )))
    }
}

/// Why nobody can tell whose fault it was, where that is so.
fn unclear(tried: &Trial<Examined>) -> Option<String> {
    match tried {
        Ok(examined) => examined.unclear.clone(),
        Err(Fault::Unclear(words)) => Some(words.clone()),
        Err(_) => None,
    }
}
