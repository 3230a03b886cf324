//! `cargo lab setup`: builds and fetches whatever is missing.

pub(crate) mod kernelspec;

use anyhow::{Context, Result};

use crate::kernel::inputs::Inputs;
use crate::kernel::{KernelHome, evcxr, snapshot};
use crate::project::Project;

/// Options of `cargo lab setup`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Also registers the kernel for the user, where VS Code and other front ends look
    #[arg(long)]
    pub(crate) user: bool,
}

/// Sets up what is missing; the kernel's home.
pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<KernelHome> {
    let inputs = Inputs::collect(project, &[])?;
    let home = snapshot::prepare(
        &inputs,
        || evcxr::find().context("evcxr_jupyter 0.22.0 is not there"),
        &|fraction, what| eprintln!("{:3.0} % {what}", fraction * 100.0),
    )?;
    kernelspec::install(&home, &project.path(".venv/share/jupyter/kernels"))?;
    if arguments.user {
        kernelspec::install(&home, &kernelspec::user_folder()?)?;
    }
    snapshot::prune(home.folder())?;
    Ok(home)
}
