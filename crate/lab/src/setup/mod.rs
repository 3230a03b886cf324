//! `cargo lab setup`: builds and fetches whatever is missing, side by side.

pub(crate) mod board;
pub(crate) mod environment;
mod evcxr_install;
pub(crate) mod kernelspec;
pub(crate) mod packages;
pub(crate) mod requirements;

use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use crate::kernel::inputs::Inputs;
use crate::kernel::{KernelHome, cuda, evcxr, snapshot};
use crate::lock::FileLock;
use crate::project::Project;
use board::{Board, Step};
use environment::Environment;

/// Options of `cargo lab setup`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Also registers the kernel for the user, where VS Code and other front ends look
    #[arg(long)]
    pub(crate) user: bool,
    /// Builds the notebooks' library for an NVIDIA GPU; later set-ups keep to it
    #[arg(long, conflicts_with = "cpu")]
    pub(crate) cuda: bool,
    /// Builds it for the processor alone again, after --cuda
    #[arg(long)]
    pub(crate) cpu: bool,
}

impl Arguments {
    /// The features of `mlp` that are asked for, or else that it was set up with before.
    fn features(&self, environment: &Environment) -> Vec<String> {
        match (self.cuda, self.cpu) {
            (true, _) => vec![cuda::FEATURE.to_owned()],
            (_, true) => Vec::new(),
            _ => kernelspec::features(&environment.kernels()),
        }
    }
}

/// What a set-up gives.
#[derive(Debug)]
pub(crate) struct Ready {
    /// The Python environment with Jupyter and the kernelspec.
    pub(crate) environment: Environment,
    /// The snapshot that kernels run on.
    pub(crate) home: KernelHome,
}

/// Sets up what is missing.
pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<Ready> {
    let environment = Environment::of(project);
    requirements::check(&environment)?;
    let _lock = FileLock::exclusive(&project.path("target/lab-setup.lock"), || {
        eprintln!("another set-up of this project is running; waiting for it");
    })?;
    let inputs = Inputs::collect(project, &arguments.features(&environment))?;
    let board = Board::new();
    let (send_evcxr, receive_evcxr) = mpsc::channel();
    let home = std::thread::scope(|scope| {
        let packages = scope.spawn(|| packages(project, &environment, &board));
        let program = scope.spawn(|| {
            let program = evcxr_program(&board);
            // The library's step needs it at its end; on failure it sees the sender gone.
            if let Ok(program) = &program {
                let _ = send_evcxr.send(program.clone());
            }
            drop(send_evcxr);
            program
        });
        let (inputs, board) = (&inputs, &board);
        let library = scope.spawn(move || library(inputs, &receive_evcxr, board));
        // The first cause first: the library fails too when evcxr does.
        joined(packages.join())?;
        joined(program.join())?;
        joined(library.join())
    })?;
    kernelspec::install(&home, &environment.kernels(), &inputs.features)?;
    if arguments.user {
        let folder = kernelspec::install(&home, &kernelspec::user_folder()?, &inputs.features)?;
        eprintln!(
            "the kernel “Rust (MLP)” is registered for you in {}",
            folder.display()
        );
    }
    snapshot::prune(home.folder())?;
    Ok(Ready { environment, home })
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

fn evcxr_program(board: &Board) -> Result<std::path::PathBuf> {
    if let Some(program) = evcxr::find() {
        return Ok(program);
    }
    shown(board.step("Rust kernel", Duration::from_mins(6)), |step| {
        evcxr_install::ensure(&|fraction, what| step.report(fraction, what))
    })
}

fn library(inputs: &Inputs, evcxr: &mpsc::Receiver<std::path::PathBuf>, board: &Board) -> Result<KernelHome> {
    if let Some(home) = snapshot::ready(inputs)? {
        return Ok(home);
    }
    shown(board.step("notebooks' library", Duration::from_mins(4)), |step| {
        let evcxr = || evcxr.recv().context("evcxr_jupyter could not be installed");
        snapshot::prepare(inputs, evcxr, &|fraction, what| step.report(fraction, what))
    })
}

/// Runs a step's work and shows how it ended.
fn shown<T>(step: Step<'_>, work: impl FnOnce(&Step<'_>) -> Result<T>) -> Result<T> {
    let result = work(&step);
    match &result {
        Ok(_) => step.done(),
        Err(error) => step.failed(error),
    }
    result
}
