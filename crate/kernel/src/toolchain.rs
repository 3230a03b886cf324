//! The compiler that cells are built with.

use std::process::Command;

use anyhow::{Context, Result};

use host::command;

/// What decides whether a library built earlier can be used: compiler and processor.
#[derive(Debug, Clone)]
pub struct Toolchain {
    /// `rustc -vV`.
    pub version: String,
    /// The host's triple, such as x86_64-unknown-linux-gnu.
    pub host: String,
    /// What rustc makes of this machine's processor: `--print cfg` with `target-cpu=native`.
    pub processor: String,
}

impl Toolchain {
    /// Asks the rustc that cargo uses.
    pub fn detect() -> Result<Self> {
        let version = command::output(Command::new("rustc").arg("-vV"))
            .context("Rust is needed: https://rustup.rs says how to install it")?;
        let host = version
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .context("rustc -vV does not name its host")?
            .to_owned();
        let processor =
            command::output(Command::new("rustc").args(["-Ctarget-cpu=native", "--print", "cfg"]))?;
        Ok(Self {
            version,
            host,
            processor,
        })
    }

    /// The flags that `mlp` and every cell are compiled with. evcxr's own flags are replaced by these: all cells
    /// share one libmlp.so only with prefer-dynamic.
    pub fn rustflags() -> &'static str {
        "-Cprefer-dynamic -Ctarget-cpu=native"
    }
}

/// What rustc calls the shared library of the crate `name`.
pub(crate) fn library_file(name: &str) -> String {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
    format!("{DLL_PREFIX}{name}{DLL_SUFFIX}")
}
