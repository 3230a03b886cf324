//! The compiler that cargo uses.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::command;

/// Where a compiler keeps what belongs to it.
#[derive(Debug, Clone)]
pub struct Places {
    /// Its own folder, with bin/ and lib/.
    pub sysroot: PathBuf,
    /// The folder with its shared libraries for this machine, libstd among them.
    pub libraries: PathBuf,
}

/// Asks rustc.
pub fn places() -> Result<Places> {
    let answer =
        command::output(Command::new("rustc").args(["--print", "sysroot", "--print", "target-libdir"]))?;
    let (sysroot, libraries) = answer
        .trim()
        .split_once('\n')
        .context("rustc does not say where its libraries are")?;
    Ok(Places {
        sysroot: sysroot.into(),
        libraries: libraries.into(),
    })
}

/// What the compiler says of itself: `rustc -vV`.
pub fn version() -> Result<String> {
    command::output(Command::new("rustc").arg("-vV"))
}
