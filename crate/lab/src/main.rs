//! `cargo lab`: everything about Jupyter.

mod bench;
mod cache;
mod command;
mod doctor;
mod grade;
mod kernel;
mod lock;
mod open;
mod project;
mod run;
mod setup;
mod testing;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use project::Project;

/// Opens the notebooks in JupyterLab, after setting up whatever is missing; runs, tests and grades them.
#[derive(Debug, Parser)]
#[command(
    name = "lab",
    bin_name = "cargo lab",
    version,
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    #[command(flatten)]
    open: open::Arguments,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Builds and fetches whatever is missing
    Setup(setup::Arguments),
    /// Runs notebooks without a browser
    Run(run::Arguments),
    /// Says how each question of an exercise notebook stands, before it is handed in
    Check(grade::check_command::Arguments),
    /// Makes releases of exercises, and grades a class
    #[command(subcommand)]
    Grade(grade::Command),
    /// Runs everything that proves the project
    Test(testing::Arguments),
    /// Measures how long readers wait, beside other kernels
    Bench(bench::Arguments),
    /// Says what is there, what is missing and how to get it, and which kernels run
    Doctor,
    /// Runs one kernel; a kernelspec starts it
    Kernel {
        /// The file with ports and key that the front end wrote
        #[arg(long, value_name = "FILE")]
        connection_file: PathBuf,
        /// The snapshot to run; the working directory's project decides without it
        #[arg(long, value_name = "FOLDER")]
        home: Option<PathBuf>,
        /// Start evcxr_jupyter itself, without what this kernel adds to it
        #[arg(long)]
        direct: bool,
    },
    /// Runs a program that ends when this process's parent does
    #[command(hide = true)]
    Tied {
        program: PathBuf,
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Becomes a program that may take only so much of the machine
    #[command(hide = true)]
    Limited(grade::limits::Arguments),
    /// Keeps a spare kernel at hand while JupyterLab runs
    #[command(hide = true)]
    Spares {
        /// The folder with the kernelspecs
        kernels: PathBuf,
    },
    /// Runs a kernel without a front end, until one asks for it
    #[command(hide = true)]
    Spare {
        /// The snapshot to run
        #[arg(long, value_name = "FOLDER")]
        home: PathBuf,
    },
    /// Removes what a kernel leaves in its private folder when it is killed
    #[command(hide = true)]
    Warden { folder: PathBuf },
}

fn main() -> ExitCode {
    if let Some(code) = kernel::shim::run_as_tool() {
        return code;
    }
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
        None => match open::run(&Project::find()?, &arguments.open)? {},
        Some(Command::Setup(arguments)) => {
            setup::run(&Project::find()?, &arguments).map(|_| ExitCode::SUCCESS)
        }
        Some(Command::Run(arguments)) => run::run(&Project::find()?, &arguments),
        Some(Command::Check(arguments)) => grade::check_command::run(&Project::find()?, &arguments),
        Some(Command::Grade(command)) => grade::run(&Project::find()?, &command),
        Some(Command::Test(arguments)) => testing::run(&Project::find()?, &arguments),
        Some(Command::Bench(arguments)) => bench::run(&Project::find()?, &arguments),
        Some(Command::Doctor) => doctor::run(&Project::find()?),
        Some(Command::Kernel {
            connection_file,
            home,
            direct,
        }) => {
            let home = if let Some(folder) = home {
                kernel::KernelHome::open(&folder)?
            } else {
                let project = Project::find()?;
                let kernels = setup::environment::Environment::of(&project).kernels();
                kernel::snapshot::of_project(&project, &setup::kernelspec::features(&kernels))?
            };
            if direct {
                kernel::direct::run(&home, &connection_file)
            } else if let Some(code) = kernel::spare::taking::take(home.folder(), &connection_file) {
                Ok(code)
            } else {
                kernel::proxy::run(home, &connection_file)
            }
        }
        Some(Command::Tied { program, arguments }) => {
            match kernel::direct::exec_tied(&program, &arguments)? {}
        }
        Some(Command::Limited(arguments)) => match grade::limits::exec(&arguments)? {},
        Some(Command::Spares { kernels }) => match kernel::spare::keeper::run(&kernels)? {},
        Some(Command::Spare { home }) => kernel::proxy::run_as_spare(kernel::KernelHome::open(&home)?),
        Some(Command::Warden { folder }) => kernel::warden::watch(&folder).map(|()| ExitCode::SUCCESS),
    }
}
