//! What the system must have before anything can be set up, and the command that gives each of them.

use std::process::Command;

use anyhow::{Result, bail};

use super::environment::{self, Environment};
use host::{command, rustc};

/// Something the machine may lack.
#[derive(Debug)]
pub struct Missing {
    /// What it is, and what it is for.
    pub what: String,
    /// The command that gives it.
    pub remedy: String,
}

/// Everything that is missing and that nothing works without.
pub fn missing(environment: &Environment) -> Vec<Missing> {
    let mut missing = Vec::new();
    if !environment.is_conda()
        && !environment.program("python").is_file()
        && let Err(error) = environment::find_python()
    {
        missing.push(Missing {
            what: "Python for Jupyter".into(),
            remedy: error.to_string(),
        });
    }
    if c_compiler().is_none() {
        missing.push(Missing {
            what: "a C compiler, which links every cell".into(),
            remedy: "On Debian or Ubuntu: sudo apt-get install build-essential".into(),
        });
    }
    if !has_rust_src() {
        missing.push(Missing {
            what: "the sources of Rust's standard library, which the kernel reads to know types".into(),
            remedy: "rustup component add rust-src   (conda: conda install -c conda-forge rust-src; Debian's own rustc: sudo apt-get install rust-src)".into(),
        });
    }
    missing
}

/// An error that lists all that is missing.
pub fn check(environment: &Environment) -> Result<()> {
    let missing = missing(environment);
    if missing.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = missing
        .iter()
        .map(|missing| format!("  {}\n    {}", missing.what, missing.remedy))
        .collect();
    bail!(
        "this machine lacks:\n{}\nThen run the same command again",
        lines.join("\n")
    )
}

/// The C compiler that rustc links with.
pub fn c_compiler() -> Option<String> {
    let text = command::output(Command::new("cc").arg("--version")).ok()?;
    text.lines().next().map(str::to_owned)
}

/// Whether rust-src is installed for the active compiler.
pub fn has_rust_src() -> bool {
    rustc::places().is_ok_and(|places| {
        let source = places.sysroot.join("lib/rustlib/src/rust/library/std/src/lib.rs");
        source.is_file()
    })
}
