//! Trying one answer to one question: a program of its own, compiled and run apart from everything else, so that
//! whatever it does costs this question alone.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use protocol::verdict::{Order, Report, Status};
use rustix::process::Signal;

use super::answer::{self, Refusal};
use super::compile::compile;
use super::graded::Graded;
use super::problem_set::{Check, Question};
use super::program;
use super::sandbox::{Cage, Sandbox};
use super::tools::Tools;
use super::watch::{self, Ended, Keep};

/// What an answer may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Seconds from its start to its verdict.
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

/// How much of what an answer prints is kept.
const PRINTED: usize = 2000;

/// Where and how answers are tried.
#[derive(Debug, Clone)]
pub(crate) struct Bench<'a> {
    pub(crate) tools: &'a Tools,
    pub(crate) sandbox: Sandbox,
    pub(crate) limits: Limits,
    /// The folder for what is compiled; emptied after each trial.
    pub(crate) scratch: &'a Path,
}

impl Bench<'_> {
    /// Tries an answer that is known to be right, so that a machine on which nothing compiles or runs costs no student
    /// a point.
    pub(crate) fn probe(&self) -> Result<()> {
        let question = Question {
            id: "probe".into(),
            points: 1.0,
            check: None,
        };
        let check = Check {
            code: "assert_eq!(two(), 2)".into(),
            given: String::new(),
            answers: Vec::new(),
        };
        let answer = "use mlp::ndarray::arr1;\nfn two() -> usize { arr1(&[1, 2]).len() }";
        let graded = self.grade(&question, &check, &["ndarray".to_owned()], answer, 0)?;
        if graded.standing != Status::Full {
            bail!(
                "answers cannot be tried on this machine: a right one {}",
                graded.reason
            );
        }
        Ok(())
    }

    /// Tries the code `answer`, with inputs drawn from `seed`.
    pub(crate) fn grade(
        &self,
        question: &Question,
        check: &Check,
        allowed: &[String],
        answer: &str,
        seed: u64,
    ) -> Result<Graded> {
        let nothing =
            |standing, reason: String| Graded::nothing(&question.id, question.points, standing, reason);
        let items = match answer::items(answer, allowed) {
            Ok(items) => items,
            Err(Refusal::Unreadable(reason)) => {
                return Ok(nothing(Status::Wrong, format!("does not compile: {reason}")));
            }
            Err(Refusal::Forbidden(reason)) => return Ok(nothing(Status::Wrong, reason)),
        };
        // What is given comes from the problem set, which may use all of mlp.
        let given = answer::all_items(&check.given)
            .map_err(|reason| anyhow!("the problem set's own code does not compile: {reason}"))?;
        let folder = tempfile::tempdir_in(self.scratch).context("no temporary folder can be made")?;
        let program = program::text(question, check, &given);
        let program = match compile(self.tools, self.sandbox, folder.path(), &program, &items)? {
            Ok(program) => program,
            Err(reason) => return Ok(nothing(Status::Wrong, reason)),
        };
        let token = uuid::Uuid::new_v4().simple().to_string();
        let order = Order { token, seed };
        let ended = self.run(&program, &order)?;
        let printed = ended.stdout.trim().to_owned();
        let report = ended.marked.as_deref().and_then(protocol::read::<Report>);
        let mut graded = match report {
            Some(report) => Graded::of(report, &question.id, question.points, printed),
            None => Graded {
                printed,
                ..nothing(Status::Wrong, self.why_no_verdict(&ended))
            },
        };
        if check.code.contains("BEGIN HIDDEN TESTS") && graded.reason.starts_with("a test failed") {
            "a hidden test failed".clone_into(&mut graded.reason);
            graded.html = None;
        }
        Ok(graded)
    }

    fn run(&self, program: &Path, order: &Order) -> Result<Ended> {
        let mut read = self.tools.libraries();
        read.push(program.to_owned());
        let cage = Cage {
            read: &read,
            write: None,
            environment: &[
                self.tools.search_path(),
                ("MALLOC_ARENA_MAX", OsString::from("2")),
                ("RAYON_NUM_THREADS", OsString::from("2")),
            ],
            memory: self.limits.memory,
            seconds: self.limits.seconds,
            file: 0,
        };
        let command = self.sandbox.command(program, &[], &cage)?;
        let keep = Keep {
            stdout: PRINTED,
            stderr: PRINTED,
            mark: Some(&order.token),
        };
        let line = format!("{}\n", protocol::line(order));
        watch::run(command, &line, Duration::from_secs(self.limits.seconds), keep)
    }

    fn why_no_verdict(&self, ended: &Ended) -> String {
        let Limits { seconds, memory } = self.limits;
        let signal = ended.status.and_then(signal_of);
        if ended.stderr.contains("memory allocation of") {
            format!("took more than {} MB of memory", memory >> 20)
        } else if signal == Some(Signal::SEGV.as_raw()) || ended.stderr.contains("has overflowed its stack") {
            // What safe code can do to get there.
            "crashed: a function that calls itself without end?".into()
        } else if ended.status.is_none()
            || signal == Some(Signal::XCPU.as_raw())
            || signal == Some(Signal::KILL.as_raw())
        {
            format!("was stopped after {seconds} s: a loop that never ends?")
        } else if let Some(signal) = signal {
            format!("crashed (signal {signal})")
        } else {
            "ended the program before its check was done".into()
        }
    }
}

/// The signal that ended a program, in or outside of bubblewrap, which reports it as 128 and more.
fn signal_of(status: ExitStatus) -> Option<i32> {
    status
        .signal()
        .or_else(|| status.code().filter(|code| *code > 128).map(|code| code - 128))
}
