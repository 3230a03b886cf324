//! The kernel's part of a set-up, which the kernel's own program does.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use host::command;
use protocol::setup::{self, Installed, Progress, State};

use super::board::{Board, Step};
use super::environment::Environment;
use super::shared::ANY_CPU;
use crate::project::KERNEL;
use crate::{Project, programs};

/// The package of the kernel's program, and the folder of the library that it runs.
const PROGRAM: &str = "kernel";
const LIBRARY: &str = "crate/mlp";
/// How many crates the program is made of beside those of `cargo lab`, and by how many usual ones the last of them, the program
/// itself, takes long; only for the progress.
const CRATES: f64 = 95.0;
const LAST: f64 = 60.0;

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
    one(listen(command, board)?)
}

/// Has the kernel's program build the library as graded answers are linked with it, where it is not there yet.
pub fn for_answers(project: &Project, environment: &Environment) -> Result<Installed> {
    let mut command = Command::new(installed(environment));
    command
        .arg("for-answers")
        .arg("--json")
        .args(place(project, environment));
    one(listen(command, &Board::new())?)
}

/// Has the kernel's program build the library for checks and for answers, on a machine that grades and has no kernel.
pub fn for_grading(project: &Project, target_cpu: &str) -> Result<[Installed; 2]> {
    let board = Board::new();
    let variables = [("RUSTFLAGS", format!("-Ctarget-cpu={ANY_CPU}").into())];
    let mut command = Command::new(program(project, &variables, &board)?);
    command
        .args([
            "for-grading",
            "--json",
            "--no-features",
            "--target-cpu",
            target_cpu,
        ])
        .arg(project.path(LIBRARY));
    let built: Result<[Installed; 2], _> = listen(command, &board)?.try_into();
    built.map_err(|_| anyhow!("the kernel's program built something else. Is it this project's own?"))
}

/// The only one.
fn one(mut built: Vec<Installed>) -> Result<Installed> {
    built.pop().context("the kernel's program built nothing")
}

/// Runs the kernel's program and shows on the board what it does; what it has built.
fn listen(mut command: Command, board: &Board) -> Result<Vec<Installed>> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("the kernel's program cannot be started")?;
    let stderr = child.stderr.take().context("no stderr")?;
    let errors = std::thread::spawn(move || std::io::read_to_string(stderr).unwrap_or_default());
    let mut steps = BTreeMap::new();
    let mut ready = Vec::new();
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
            Some(Progress::Ready(built)) => ready.push(built),
            None => {}
        }
    }
    let status = child.wait().context("the end of the kernel's program")?;
    let errors = errors.join().unwrap_or_default();
    if status.success() && !ready.is_empty() {
        eprint!("{errors}");
        return Ok(ready);
    }
    if errors.trim().is_empty() {
        bail!(
            "the kernel's program ended with {status} and said nothing. Is there memory left? Run the same command again"
        );
    }
    bail!("{}", errors.trim_end().trim_start_matches("error: "))
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
    let began = Instant::now();
    let last: Cell<Option<Instant>> = Cell::new(None);
    let compiled = programs::compile_with(project, PROGRAM, variables, |now| {
        let mut step = step.borrow_mut();
        let shown =
            step.get_or_insert_with(|| board.compilation("kernel's program", Duration::from_secs(105)));
        let crates = if now.last == PROGRAM {
            // Beside it nothing else is left, so the clock tells how far it is; after an edit it is compiled alone.
            let since = last.get().unwrap_or_else(Instant::now);
            last.set(Some(since));
            let usual = (since - began).as_secs_f64() * LAST / CRATES;
            CRATES + LAST * (since.elapsed().as_secs_f64() / usual.max(30.0)).min(0.9)
        } else {
            f64::from(now.begun)
        };
        shown.report(crates / (CRATES + LAST), &format!("compiling {}", now.last));
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
