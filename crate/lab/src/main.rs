//! `cargo lab`: sets up, opens and runs the notebooks, and starts the programs that do the rest.

use std::convert::Infallible;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use lab::setup::environment::Environment;
use lab::{Project, clean, doctor, open, programs, run, setup};

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
    Check(Words),
    /// Makes a private course, for exercises that are graded
    Course(Words),
    /// Makes releases of exercises, and grades a class
    Grade(Words),
    /// Runs everything that proves the project
    Test(Words),
    /// Measures how long readers wait, beside other kernels
    Bench(Words),
    /// Makes the course's website, a folder of static files
    Site(Words),
    /// Says what is there, what is missing and how to get it, and which kernels run
    Doctor,
    /// Says what the set-up put on this machine and how large it is, and removes it
    Clean(clean::Arguments),
    /// Runs one kernel, or what else the kernel's program can do
    Kernel(Words),
}

/// What another program understands, its --help included.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
struct Words {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<OsString>,
}

fn main() -> ExitCode {
    host::pipe::end_quietly_with_the_reader();
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode> {
    let project = Project::find()?;
    match arguments.command {
        None => match open::run(&project, &arguments.open)? {},
        Some(Command::Setup(arguments)) => match &arguments.shared {
            Some(folder) => setup::shared::run(&project, folder, arguments.target_cpu.as_deref()),
            None => setup::run(&project, &arguments).map(|_| ()),
        }
        .map(|()| ExitCode::SUCCESS),
        Some(Command::Run(arguments)) => run::run(&project, &arguments),
        Some(Command::Doctor) => doctor::run(&project),
        Some(Command::Clean(arguments)) => clean::run(&project, &arguments),
        Some(Command::Check(words)) => match start(&project, "grade", Some("check"), words)? {},
        Some(Command::Course(words)) => match start(&project, "grade", Some("course"), words)? {},
        Some(Command::Grade(words)) => match start(&project, "grade", None, words)? {},
        Some(Command::Test(words)) => match start(&project, "proof", Some("test"), words)? {},
        Some(Command::Bench(words)) => match start(&project, "proof", Some("bench"), words)? {},
        Some(Command::Site(words)) => match start(&project, "site", None, words)? {},
        Some(Command::Kernel(words)) => match kernel(&project, words)? {},
    }
}

/// Becomes the kernel's program. Options alone mean the project's own kernel, as in `--connection-file F`.
fn kernel(project: &Project, words: Words) -> Result<Infallible> {
    let is_ours = words.words.iter().any(|word| word == "--connection-file");
    if !is_ours || words.words.iter().any(|word| word == "run") {
        return start(project, "kernel", None, words);
    }
    let environment = Environment::of(project);
    let status = setup::status(project, &environment)?;
    let library = status.and_then(|status| status.library.ok().flatten());
    let library = library.context("the notebooks' library is not built. Run `cargo lab setup`")?;
    let error = std::process::Command::new(setup::installed(&environment))
        .arg("run")
        .arg("--home")
        .arg(library.home)
        .args(words.words)
        .exec();
    Err(error).context("the kernel cannot be started")
}

/// Becomes another program of the project.
fn start(project: &Project, program: &str, command: Option<&str>, words: Words) -> Result<Infallible> {
    let command = command.map(OsString::from);
    programs::become_program(project, program, command.into_iter().chain(words.words))
}
