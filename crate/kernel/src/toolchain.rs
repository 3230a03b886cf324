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
    /// The processor that is compiled for, in rustc's words: `native`, or the least that a shared kernel runs on.
    pub target_cpu: String,
    /// What rustc makes of that processor: `--print cfg`.
    pub processor: String,
}

impl Toolchain {
    /// Asks the rustc that cargo uses, for a kernel that runs on this machine or, where it is given, on all with `target_cpu`.
    pub fn detect(target_cpu: Option<&str>) -> Result<Self> {
        let target_cpu = target_cpu.unwrap_or("native").to_owned();
        let version = command::output(Command::new("rustc").arg("-vV"))
            .context("Rust is needed: https://rustup.rs says how to install it")?;
        let host = version
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .context("rustc -vV does not name its host")?
            .to_owned();
        let option = format!("-Ctarget-cpu={target_cpu}");
        let processor = command::output(Command::new("rustc").args([&option, "--print", "cfg"]))?;
        Ok(Self {
            version,
            host,
            target_cpu,
            processor,
        })
    }

    /// The flags that `mlp` and every cell are compiled with. evcxr's own flags are replaced by these: all cells
    /// share one libmlp.so only with prefer-dynamic.
    pub fn rustflags(&self) -> String {
        format!("-Cprefer-dynamic -Ctarget-cpu={}", self.target_cpu)
    }
}

/// What rustc calls the shared library of the crate `name`.
pub(crate) fn library_file(name: &str) -> String {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
    format!("{DLL_PREFIX}{name}{DLL_SUFFIX}")
}
