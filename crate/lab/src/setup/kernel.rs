//! The kernel's part of a set-up, which the kernel's own program does.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use host::command;
use protocol::setup::{self, Installed, Progress, State};

use super::board::{Board, Step};
use super::environment::Environment;
use crate::project::KERNEL;
use crate::{Project, programs};

/// The package of the kernel's program, and the folder of the library that it runs.
const PROGRAM: &str = "kernel";
const LIBRARY: &str = "crate/mlp";
/// How many crates the program is made of beside those of `cargo lab`, and by how many usual ones the last of them, the program
/// itself, takes long; only for the progress.
const CRATES: f64 = 95.0;
const LAST: f64 = 40.0;

/// Has the kernel's program, which `command` starts, build what is missing.
pub(super) fn install(
    project: &Project,
    environment: &Environment,
    mut command: Command,
    options: &[OsString],
    board: &Board,
) -> Result<Installed> {
    command
        .arg("install")
        .arg("--json")
        .args(place(project, environment))
        .args(options);
    listen(command, board)
}

/// Has the kernel's program build the library as graded answers are linked with it, where it is not there yet.
pub fn for_answers(project: &Project, environment: &Environment) -> Result<Installed> {
    let mut command = Command::new(installed(environment));
    command
        .arg("for-answers")
        .arg("--json")
        .args(place(project, environment));
    listen(command, &Board::new())
}

/// Runs the kernel's program and shows on the board what it does.
fn listen(mut command: Command, board: &Board) -> Result<Installed> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("the kernel's program cannot be started")?;
    let stderr = child.stderr.take().context("no stderr")?;
    let errors = std::thread::spawn(move || std::io::read_to_string(stderr).unwrap_or_default());
    let mut steps = BTreeMap::new();
    let mut ready = None;
    for line in BufReader::new(child.stdout.take().context("no stdout")?).lines() {
        match protocol::read(&line.context("the kernel's program")?) {
            Some(Progress::Step { step, fraction, what }) => {
                let shown = steps.entry(name(step)).or_insert_with(|| begin(board, step));
                shown.report(fraction, &what);
            }
            Some(Progress::Renewed { step, why }) => {
                board.say(&format!("{} is built again: {why}", name(step)));
            }
            Some(Progress::Done { step }) => {
                if let Some(shown) = steps.remove(name(step)) {
                    shown.done();
                }
            }
            Some(Progress::Failed { step, problem }) => {
                if let Some(shown) = steps.remove(name(step)) {
                    shown.failed(&problem);
                }
            }
            Some(Progress::Ready(all)) => ready = Some(all),
            None => {}
        }
    }
    let status = child.wait().context("the end of the kernel's program")?;
    let errors = errors.join().unwrap_or_default();
    match ready {
        Some(ready) if status.success() => {
            eprint!("{errors}");
            Ok(ready)
        }
        _ if errors.trim().is_empty() => {
            bail!(
                "the kernel's program ended with {status} and said nothing. Is there memory left? Run the same command again"
            )
        }
        _ => bail!("{}", errors.trim_end().trim_start_matches("error: ")),
    }
}

/// What is set up of the kernel, and which kernels run; `None` before the first set-up.
pub fn status(project: &Project, environment: &Environment) -> Result<Option<State>> {
    let program = installed(environment);
    if !program.is_file() {
        return Ok(None);
    }
    let text = command::output(
        Command::new(program)
            .arg("status")
            .args(place(project, environment)),
    )?;
    let status = protocol::read(text.trim()).context("the kernel's program does not say how it is")?;
    Ok(Some(status))
}

/// The copy of the kernel's program that stands beside the kernelspec.
pub fn installed(environment: &Environment) -> PathBuf {
    environment.kernels().join(KERNEL).join(PROGRAM)
}

/// Which library, and where its kernelspec goes.
fn place(project: &Project, environment: &Environment) -> [OsString; 3] {
    [
        project.path(LIBRARY).into(),
        "--kernels".into(),
        environment.kernels().into(),
    ]
}

/// The kernel's program, with a step on the board as long as it is being compiled. `variables` change cargo's environment.
pub(super) fn program(project: &Project, variables: &[(&str, OsString)], board: &Board) -> Result<PathBuf> {
    let step: RefCell<Option<Step<'_>>> = RefCell::new(None);
    let compiled = programs::compile_with(project, PROGRAM, variables, |now| {
        let mut step = step.borrow_mut();
        let shown =
            step.get_or_insert_with(|| board.compilation("kernel's program", Duration::from_secs(105)));
        // After an edit only the last is compiled.
        let begun = if now.last == PROGRAM {
            CRATES
        } else {
            f64::from(now.begun)
        };
        let fraction = begun / (CRATES + LAST);
        shown.report(fraction.min(0.98), &format!("compiling {}", now.last));
    });
    match (step.into_inner(), &compiled) {
        (Some(step), Ok(_)) => step.done(),
        (Some(step), Err(error)) => step.failed(&format!("{error:#}")),
        (None, _) => {}
    }
    compiled
}

fn name(step: setup::Step) -> &'static str {
    match step {
        setup::Step::Evcxr => "Rust kernel",
        setup::Step::Library => "notebooks' library",
        setup::Step::Answers => "library for answers",
    }
}

fn begin(board: &Board, step: setup::Step) -> Step<'_> {
    let usual = match step {
        setup::Step::Evcxr => 375,
        setup::Step::Library => 380,
        setup::Step::Answers => 60,
    };
    board.compilation(name(step), Duration::from_secs(usual))
}
