//! `cargo lab`: everything about Jupyter.

mod cache;
mod command;
mod kernel;
mod lock;
mod project;
mod run;
mod setup;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use project::Project;

/// Sets up Jupyter for this project and runs, tests and grades its notebooks.
#[derive(Debug, Parser)]
#[command(name = "lab", bin_name = "cargo lab", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Builds and fetches whatever is missing
    Setup(setup::Arguments),
    /// Runs notebooks without a browser
    Run(run::Arguments),
    /// Runs one kernel; a kernelspec starts it
    Kernel {
        /// The file with ports and key that the front end wrote
        #[arg(long, value_name = "FILE")]
        connection_file: PathBuf,
        /// The snapshot to run; the working directory's project decides without it
        #[arg(long, value_name = "FOLDER")]
        home: Option<PathBuf>,
    },
    /// Runs a program that ends when this process's parent does
    #[command(hide = true)]
    Tied {
        program: PathBuf,
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.command {
        None => setup::run(&Project::find()?, &setup::Arguments::default()).map(|_| ExitCode::SUCCESS),
        Some(Command::Setup(arguments)) => {
            setup::run(&Project::find()?, &arguments).map(|_| ExitCode::SUCCESS)
        }
        Some(Command::Run(arguments)) => run::run(&Project::find()?, &arguments),
        Some(Command::Kernel {
            connection_file,
            home,
        }) => {
            let home = match home {
                Some(folder) => kernel::KernelHome::open(&folder)?,
                None => kernel::snapshot::of_project(&Project::find()?)?,
            };
            kernel::direct::run(&home, &connection_file)
        }
        Some(Command::Tied { program, arguments }) => {
            match kernel::direct::exec_tied(&program, &arguments)? {}
        }
    }
}
