//! The kernels that are compared.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::stock::Stock;
use super::workload::Workload;
use host::command;
use kernel::KernelHome;
use lab::project::KERNEL;

/// A column of the table.
#[derive(Debug)]
pub(super) struct Contender {
    pub(super) title: &'static str,
    /// The kernelspec's name.
    pub(super) kernel: &'static str,
    /// The command of a spare kernel and the folder where it says that it is ready.
    pub(super) spare: Option<Value>,
    pub(super) workload: Workload,
}

/// The kernel of this project, which finds a spare.
pub(super) fn with_a_spare(program: &Path, home: &KernelHome) -> Contender {
    let command = json!([program, "spare", "--home", home.folder()]);
    Contender {
        title: "with a spare",
        spare: Some(json!([command, home.folder().join("kernels")])),
        ..without_a_spare()
    }
}

/// The kernel of this project, started from nothing.
pub(super) fn without_a_spare() -> Contender {
    Contender {
        title: "rust-mlp",
        kernel: KERNEL,
        spare: None,
        workload: Workload::rust(None),
    }
}

/// evcxr's own kernel; its kernelspec goes below `jupyter_path`.
pub(super) fn stock(stock: &Stock, jupyter_path: &Path) -> Result<Contender> {
    let kernel = "bench-stock-evcxr";
    install(jupyter_path, kernel, &stock.kernelspec()?)?;
    Ok(Contender {
        title: "stock evcxr",
        kernel,
        spare: None,
        workload: stock.workload(),
    })
}

/// Python's kernel, in `python`'s environment.
pub(super) fn ipykernel(python: &Path, jupyter_path: &Path) -> Result<Contender> {
    command::output(Command::new(python).args(["-c", "import ipykernel, torch"]))
        .with_context(|| format!("--python {}: it needs ipykernel and torch", python.display()))?;
    let kernel = "bench-ipykernel";
    let description = json!({
        "argv": [absolute(python)?, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "ipykernel, torch",
        "language": "python",
    });
    install(jupyter_path, kernel, &description)?;
    Ok(Contender {
        title: "ipykernel, torch",
        kernel,
        spare: None,
        workload: Workload::python(),
    })
}

/// Links stay: the program in a venv is one.
fn absolute(program: &Path) -> Result<PathBuf> {
    if program.components().count() == 1 {
        return Ok(program.to_owned());
    }
    std::path::absolute(program).with_context(|| program.display().to_string())
}

fn install(jupyter_path: &Path, name: &str, description: &Value) -> Result<()> {
    let folder = jupyter_path.join("kernels").join(name);
    let context = || format!("{}: cannot be written", folder.display());
    std::fs::create_dir_all(&folder).with_context(context)?;
    std::fs::write(folder.join("kernel.json"), description.to_string()).with_context(context)
}
