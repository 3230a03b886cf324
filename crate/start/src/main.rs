//! `cargo lab` and `cargo mlp`: compiles the program where it is missing or older than its sources, says so from the first
//! second on, and then becomes it. Where nothing is to be compiled it says nothing.
//!
//! This program has no dependencies, so that it is compiled in half a second itself: cargo shows nothing until then.

mod build;
mod line;
mod progress;

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

/// A program of the project: its name, and what cargo has to be told to build it.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("lab", &["--package", "lab"]),
    ("mlp", &["--package", "mlp", "--features", "cli", "--bin", "mlp"]),
];

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let name = words.next().unwrap_or_default();
    let Some((name, options)) = PROGRAMS.iter().find(|(known, _)| name == *known) else {
        eprintln!("error: `start` is run by `cargo lab` and `cargo mlp`, from the project's folder");
        return ExitCode::FAILURE;
    };
    match run(name, options, words.collect()) {
        Ok(code) | Err(code) => code,
    }
}

fn run(name: &str, options: &[&str], words: Vec<OsString>) -> Result<ExitCode, ExitCode> {
    let program = build::program(name, options).map_err(|problem| {
        eprintln!("{problem}");
        ExitCode::FAILURE
    })?;
    let error = Command::new(&program).args(words).exec();
    eprintln!("error: {}: cannot be started: {error}", program.display());
    Err(ExitCode::FAILURE)
}
