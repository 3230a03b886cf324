//! `proof`: what proves the project. `cargo lab test` and `cargo lab bench` start it.

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use lab::Project;
use proof::{bench, testing};

/// What proves the project.
#[derive(Debug, Parser)]
#[command(name = "proof", bin_name = "cargo lab", version)]
enum Command {
    /// Runs everything that proves the project
    Test(testing::Arguments),
    /// Measures how long readers wait, beside other kernels
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    host::pipe::end_quietly_with_the_reader();
    match run(&Command::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<ExitCode> {
    let project = Project::find()?;
    match command {
        Command::Test(arguments) => testing::run(&project, arguments),
        Command::Bench(arguments) => bench::run(&project, arguments),
    }
}
