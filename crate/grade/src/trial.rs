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

mod blame;
mod running;

use std::ffi::OsString;
use std::path::Path;
use std::sync::{OnceLock, RwLock};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use host::warden::Warden;
use protocol::calls::Ready;
use protocol::verdict::Status;

use blame::{start_or_blame, unclear};
pub(crate) use running::Examined;
use running::Running;

use super::answer::{Answer, Order, Refusal};
use super::checks::Checks;
use super::compile::{Compiled, compile};
use super::conversation::Conversation;
use super::fault::{Fault, Trial};
use super::graded::Graded;
use super::interview::recorder::{Call, Recorder};
use super::limits;
use super::private_paths;
use super::problem_set::{Check, ProblemSet, Question};
use super::program::Asked;
use super::reading;
use super::sandbox::{Cage, Mount, Sandbox};
use super::tools::Tools;

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
    /// The library as answers load it.
    library: Mount,
    /// A right answer's program, which has started here before.
    known: OnceLock<Compiled>,
    /// Trials share it; one that must be alone does not.
    turn: RwLock<()>,
    /// Ends what runs in `scratch`, should grading be killed; none where the system does that.
    _warden: Option<Warden>,
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
            library: match sandbox {
                Sandbox::Bubblewrap => tools.library_of_answers(scratch)?,
                // Without namespaces the library's own place can be read.
                Sandbox::LimitsOnly | Sandbox::AnotherUser => tools.answer.loaded(),
            },
            known: OnceLock::new(),
            turn: RwLock::new(()),
            _warden: limits::warden(scratch)?,
        })
    }

    /// Tries an answer that is known to be right, so that a machine on which nothing compiles or runs costs no student
    /// a point; its program is kept, to be started again where another does not start.
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
        let question = &set.questions[0];
        let tried = self
            .program(question, &checks, &order, &mut Notes::new())
            .and_then(|program| Ok((self.examine(&program, &checks, question, 0, None)?, program)));
        let reason = match tried {
            Ok((Examined { report, .. }, program)) if report.status == Status::Full => {
                self.known.get_or_init(|| program);
                return Ok(());
            }
            Ok((Examined { report, .. }, _)) => report.reason,
            Err(Fault::Answer(words) | Fault::Unclear(words) | Fault::Machine(words)) => words,
        };
        bail!("answers cannot be tried on this machine. A right one: {reason}")
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
        let program = self.program(question, checks, order, notes)?;
        self.examine(&program, checks, question, seed, None)
    }

    /// Reads an answer and compiles its program.
    fn program(
        &self,
        question: &Question,
        checks: &Checks,
        order: &Order,
        notes: &mut Notes,
    ) -> Trial<Compiled> {
        let asked = checks
            .asked
            .get(&question.id)
            .with_context(|| format!("the checks have no question {}", question.id))?;
        let answer = self.read(order)?;
        notes.clone_from(&answer.notes);
        self.compile(&asked.for_answer(&answer))
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
        private_paths::hide_in(program.host(), &self.tools.private)?;
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

    /// Starts an answer's program. Where it does not start, and a right answer's does, the answer is at fault.
    pub(crate) fn start_answer(&self, program: &Mount) -> Trial<Conversation> {
        self.sandbox.clear()?;
        let start = |program: &Mount| self.start(self.sandbox, program, &self.library);
        let known = || {
            let known = self.known.get()?;
            Some(start(&known.program).is_ok_and(|process| {
                process.end(false);
                true
            }))
        };
        start_or_blame(|| start(program), known)
    }

    /// Starts the checks' program.
    pub(crate) fn start_checks(&self, checks: &Checks) -> Trial<Conversation> {
        self.start(
            self.sandbox.for_checks(),
            &checks.program,
            &self.tools.check.loaded(),
        )
    }

    /// Starts a program and hears that it is ready.
    fn start(&self, sandbox: Sandbox, program: &Mount, library: &Mount) -> Trial<Conversation> {
        let mut read = self.tools.loaded(library);
        // The program alone, not what stands beside it.
        let program = Mount::new(program.host(), "/program");
        read.push(program.clone());
        let cage = Cage {
            read: &read,
            write: None,
            devices: false,
            environment: &[
                self.tools.path_of_program(library, sandbox),
                ("MALLOC_ARENA_MAX", OsString::from("2")),
                ("RAYON_NUM_THREADS", OsString::from("2")),
            ],
            memory: self.limits.memory,
            seconds: self.limits.seconds,
            file: 0,
        };
        let process = Conversation::start(sandbox.command(&program, &[], &cage)?, cage.memory)?;
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
