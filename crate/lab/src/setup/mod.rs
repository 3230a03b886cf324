//! `cargo lab setup`: builds and fetches whatever is missing, side by side.

pub mod board;
pub mod environment;
mod kernel;
pub mod packages;
pub mod requirements;
pub mod shared;
pub mod system;
mod tree;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use host::lock::FileLock;

use crate::Project;
use board::{Board, Step};
use environment::Environment;

pub use kernel::{for_answers, for_grading, installed, status};

/// Options of `cargo lab setup`.
#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// Also registers the kernel for the user, where VS Code and other front ends look
    #[arg(long)]
    pub user: bool,
    /// Builds the notebooks' library for an NVIDIA GPU; later set-ups keep to it
    #[arg(long, conflicts_with = "cpu")]
    pub cuda: bool,
    /// Builds it for the processor alone again, after --cuda
    #[arg(long)]
    pub cpu: bool,
    /// Sets everything up in this folder, for all users of this machine or for an image: who uses it only reads it
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["user", "cuda", "cpu"])]
    pub shared: Option<PathBuf>,
    /// The least processor that the shared kernel must run on, in rustc's words [default: x86-64-v3]
    #[arg(long, value_name = "NAME", requires = "shared")]
    pub target_cpu: Option<String>,
}

/// What a set-up gives.
#[derive(Debug)]
pub struct Ready {
    /// The Python environment with Jupyter and the kernelspec.
    pub environment: Environment,
    /// The library that kernels run on.
    pub kernel: protocol::setup::Installed,
    /// Keeps the library from being removed by another set-up while this process uses it.
    _lock: FileLock,
}

impl Ready {
    /// The folder of the kernelspec that this project's notebooks use.
    pub fn kernelspec(&self) -> Result<&Path> {
        let first = self.kernel.kernelspecs.first();
        first
            .map(PathBuf::as_path)
            .context("the set-up wrote no kernelspec")
    }
}

/// Sets up what is missing.
pub fn run(project: &Project, arguments: &Arguments) -> Result<Ready> {
    let environment = Environment::of(project);
    requirements::check(&environment)?;
    let _lock = FileLock::exclusive(&project.path("target/lab-setup.lock"), || {
        eprintln!("another set-up of this project is running; waiting for it");
    })?;
    let board = Board::new();
    // Before the kernel goes into it: a new environment begins empty.
    environment.create()?;
    let kernel = std::thread::scope(|scope| {
        let packages = scope.spawn(|| packages(project, &environment, &board));
        let kernel = scope.spawn(|| {
            let program = kernel::program(project, &[], &board)?;
            kernel::install(
                project,
                &environment,
                Command::new(program),
                &options(arguments),
                &board,
            )
        });
        joined(packages.join())?;
        joined(kernel.join())
    })?;
    if arguments.user
        && let Some(folder) = kernel.kernelspecs.last()
    {
        eprintln!(
            "the kernel “Rust (MLP)” is registered for you in {}",
            folder.display()
        );
    }
    Ok(Ready {
        _lock: FileLock::shared(&kernel.lock)?,
        environment,
        kernel,
    })
}

/// What a user's own kernel is asked for.
fn options(arguments: &Arguments) -> Vec<OsString> {
    let mut options: Vec<OsString> = Vec::new();
    if arguments.user {
        options.push("--user".into());
    }
    match (arguments.cuda, arguments.cpu) {
        (true, _) => options.extend(["--features".into(), "cuda".into()]),
        (_, true) => options.push("--no-features".into()),
        _ => {}
    }
    options
}

fn joined<T>(result: std::thread::Result<Result<T>>) -> Result<T> {
    result.unwrap_or_else(|_| Err(anyhow!("a step of the set-up panicked; please report it")))
}

fn packages(project: &Project, environment: &Environment, board: &Board) -> Result<()> {
    let wanted = packages::wanted(project)?;
    if packages::are_installed(environment, &wanted) {
        return Ok(());
    }
    shown(board.step("Jupyter", Duration::from_mins(1)), |step| {
        step.report(
            0.0,
            &format!("installing {} Python packages and what they need", wanted.len()),
        );
        packages::install(environment, &wanted)
    })
}

/// Runs a step's work and shows how it ended.
pub fn shown<T>(step: Step<'_>, work: impl FnOnce(&Step<'_>) -> Result<T>) -> Result<T> {
    let result = work(&step);
    match &result {
        Ok(_) => step.done(),
        Err(error) => step.failed(&format!("{error:#}")),
    }
    result
}
