//! nbgrader, through its own Python library: it makes releases, keeps the gradebook that its formgrader shows, and writes
//! the pages of feedback.
//!
//! One Python process does one task after the other. What it stumbles over is that task's failure: an error is told, a
//! process that ends or hangs is replaced by another, and the next task begins.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::class::Move;
use anyhow::{Context, Result, bail};
use host::command;
use lab::setup::environment::Environment;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const SCRIPT: &str = include_str!("nbgrader.py");
const PAGE: &str = include_str!("nbgrader/page.html.j2");

/// What a task about one submission may take; the slowest honest one takes two seconds.
const SUBMISSION: Duration = Duration::from_mins(1);
/// What a task about the whole course may take.
const COURSE: Duration = Duration::from_mins(10);

/// One step of nbgrader's.
#[derive(Debug, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub(crate) enum Task<'a> {
    /// Makes `release/SET` from `source/SET`.
    Release { set: &'a str },
    /// The same, and enters the problem set into the gradebook.
    Prepare { set: &'a str },
    /// Enters the results of one submission into the gradebook.
    Record(Record<'a>),
    /// Enters points that a person gave.
    Mark {
        student: &'a str,
        set: &'a str,
        question: &'a str,
        points: f64,
    },
    /// Gives submissions, with all that people gave, to other students; whoever is `left` and has none any more goes. Doing it
    /// again does nothing.
    Move { moves: &'a [Move], left: &'a [&'a str] },
    /// Writes a student's page, less the penalty for lateness.
    Feedback {
        student: &'a str,
        set: &'a str,
        penalty: f64,
        /// What is said of due dates.
        lateness: &'a [String],
        /// The questions that the machine failed at; whatever else has no points is to be marked.
        not_graded: &'a [&'a str],
    },
    /// Reads the gradebook.
    Grades,
}

impl Task<'_> {
    fn limit(&self) -> Duration {
        match self {
            Task::Record(_) | Task::Mark { .. } | Task::Feedback { .. } => SUBMISSION,
            Task::Release { .. } | Task::Prepare { .. } | Task::Move { .. } | Task::Grades => COURSE,
        }
    }
}

/// The results of one submission.
#[derive(Debug, Serialize)]
pub(crate) struct Record<'a> {
    pub(crate) student: &'a str,
    /// What the student is called, where a roster says so.
    pub(crate) name: &'a str,
    pub(crate) set: &'a str,
    /// Each check cell's outputs, in the notebook format.
    pub(crate) outputs: BTreeMap<&'a str, Vec<Value>>,
    /// Each question's points; none where a person has to look.
    pub(crate) points: BTreeMap<&'a str, Option<f64>>,
}

/// What the gradebook says about one question of one student.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Grade {
    /// nbgrader's name of the student's notebook, by which the formgrader finds it.
    pub(crate) id: String,
    pub(crate) student: String,
    pub(crate) set: String,
    pub(crate) question: String,
    /// The automatic points.
    pub(crate) auto: Option<f64>,
    /// What a person gave in their place.
    pub(crate) manual: Option<f64>,
    /// What a person gave besides.
    pub(crate) extra: f64,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    Done,
    Failed { reason: String },
    Note { text: String },
    Grade(Grade),
}

/// What a task has told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) grades: Vec<Grade>,
    pub(crate) notes: Vec<String>,
}

/// nbgrader at work in a course folder.
#[derive(Debug)]
pub(crate) struct Clerk<'a> {
    environment: &'a Environment,
    course: &'a Path,
    process: Option<Process>,
}

impl<'a> Clerk<'a> {
    /// Starts with the first task.
    pub(crate) fn new(environment: &'a Environment, course: &'a Path) -> Self {
        Self {
            environment,
            course,
            process: None,
        }
    }

    /// Does `task`. An error says why it was not done, and the next task can be done all the same.
    pub(crate) fn work(&mut self, task: &Task) -> Result<Told> {
        #[derive(Serialize)]
        struct Line<'a> {
            course: &'a Path,
            #[serde(flatten)]
            task: &'a Task<'a>,
        }
        let mut process = match self.process.take() {
            Some(process) => process,
            None => Process::start(self.environment.command("python"))?,
        };
        let line = serde_json::to_string(&Line {
            course: self.course,
            task,
        })?;
        let told = process.ask(line, task.limit());
        if process.is_ready {
            self.process = Some(process);
        }
        told
    }
}

/// A process of the script.
#[derive(Debug)]
struct Process {
    child: Child,
    tasks: Sender<String>,
    lines: Receiver<String>,
    log: tempfile::NamedTempFile,
    /// Whether it can be given another task.
    is_ready: bool,
}

impl Process {
    fn start(mut command: std::process::Command) -> Result<Self> {
        let log = tempfile::NamedTempFile::new().context("no temporary file can be made")?;
        let errors = log.reopen().context("no temporary file can be opened")?;
        let mut child = command
            .args(["-c", SCRIPT, PAGE])
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .context("Python cannot be started. Run `cargo lab setup`")?;
        let mut stdin = child.stdin.take().context("no stdin")?;
        let stdout = child.stdout.take().context("no stdout")?;
        let (tasks, queue) = channel::<String>();
        // A pipe that nobody empties holds up whoever writes to it.
        std::thread::spawn(move || {
            for task in queue {
                if stdin
                    .write_all(task.as_bytes())
                    .and_then(|()| stdin.flush())
                    .is_err()
                {
                    break;
                }
            }
        });
        Ok(Self {
            child,
            tasks,
            lines: lines(stdout),
            log,
            is_ready: true,
        })
    }

    fn ask(&mut self, mut task: String, limit: Duration) -> Result<Told> {
        task.push('\n');
        self.is_ready = false;
        // Whether it is gone shows when it answers nothing.
        let _ = self.tasks.send(task);
        let end = Instant::now() + limit;
        let mut told = Told::default();
        loop {
            let line = match self
                .lines
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => {
                    bail!("nbgrader was stopped after {} seconds", limit.as_secs())
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.death()),
            };
            match serde_json::from_str(&line) {
                Ok(Event::Grade(grade)) => told.grades.push(grade),
                Ok(Event::Note { text }) => told.notes.push(text),
                Ok(Event::Done) => {
                    self.is_ready = true;
                    return Ok(told);
                }
                Ok(Event::Failed { reason }) => {
                    self.is_ready = true;
                    bail!("{reason}")
                }
                // A library that prints.
                Err(_) => {}
            }
        }
    }

    /// How it ended before its answer.
    fn death(&mut self) -> anyhow::Error {
        let status = self.child.wait().map(|status| status.to_string());
        let said = std::fs::read(self.log.path()).unwrap_or_default();
        anyhow::anyhow!(
            "nbgrader ended, {}\n{}",
            status.unwrap_or_else(|error| error.to_string()),
            command::tail(&String::from_utf8_lossy(&said))
        )
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stdout: ChildStdout) -> Receiver<String> {
    let (lines, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines() {
            if line.is_err() || line.is_ok_and(|line| lines.send(line).is_err()) {
                break;
            }
        }
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stand-in for Python, which is given the script as `-c SCRIPT` and takes another.
    fn process(script: &str) -> Process {
        let mut command = std::process::Command::new("sh");
        command.args(["-c", script]);
        Process::start(command).unwrap()
    }

    #[test]
    fn one_that_hangs_and_one_that_dies_are_told_and_not_asked_again() {
        let mut hangs = process("read task; sleep 100");
        let error = hangs.ask("{}".into(), Duration::from_millis(200)).unwrap_err();
        assert!(error.to_string().contains("was stopped after"), "{error}");
        assert!(!hangs.is_ready);
        let mut dies = process("read task; echo out of memory >&2; exit 3");
        let error = dies
            .ask("x".repeat(1 << 20), Duration::from_secs(20))
            .unwrap_err();
        assert!(error.to_string().contains("exit status: 3"), "{error}");
        assert!(error.to_string().contains("out of memory"), "{error}");
        assert!(!dies.is_ready);
    }

    #[test]
    fn what_fails_is_a_reason_and_the_next_task_is_done() {
        let script = r#"read a; echo 'a library says'; echo '{"event": "failed", "reason": "no such student"}'
            read b; echo '{"event": "note", "text": "large"}'; echo '{"event": "done"}'"#;
        let mut process = process(script);
        let limit = Duration::from_secs(20);
        let error = process.ask("1".into(), limit).unwrap_err();
        assert_eq!(error.to_string(), "no such student");
        assert!(process.is_ready);
        assert_eq!(process.ask("2".into(), limit).unwrap().notes, ["large"]);
    }
}
