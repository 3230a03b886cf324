//! `grade`: checks one's own exercises, makes releases, grades a class. `cargo lab grade`, `cargo lab check` and
//! `cargo lab course` start it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use grade::{autograder, check_command, class, course, interview, limits, reading, release};
use lab::Project;

/// Makes releases of exercises, and grades a class.
#[derive(Debug, Parser)]
#[command(name = "grade", bin_name = "cargo lab grade", version)]
enum Command {
    /// Makes what students get from the problem sets with their solutions
    Release(release::Arguments),
    /// Grades a class: points, feedback, a summary
    Submissions(class::Arguments),
    /// Makes a class's results of the parts that several machines graded
    Merge(class::MergeArguments),
    /// Makes a sheet a student with questions about their own code
    Interview(interview::Arguments),
    /// Packs a problem set for a platform that grades hand-ins itself
    #[command(subcommand)]
    Package(autograder::PackageCommand),
    /// What such a package starts on the platform's machine
    #[command(hide = true)]
    Autograder(autograder::Arguments),
    /// Says how each question of an exercise notebook stands, before it is handed in
    #[command(hide = true, override_usage = "cargo lab check <FILE>")]
    Check(check_command::Arguments),
    /// Makes private courses, for graded exercises
    #[command(hide = true, override_usage = "cargo lab course <COMMAND>")]
    Course(course::Arguments),
    /// Becomes a program that may take only so much of the machine
    #[command(hide = true)]
    Limited(limits::Arguments),
    /// Ends what runs in a folder when the program that started this one is gone
    #[command(hide = true)]
    Warden { folder: PathBuf },
    /// Reads an answer, and may die of it
    #[command(hide = true)]
    ReadAnswer,
    /// Lists what can be changed in an answer, and may die of it
    #[command(hide = true)]
    ListChanges,
}

fn main() -> ExitCode {
    host::pipe::end_quietly_with_the_reader();
    match run(Command::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        // It stands alone: no project is looked for.
        Command::Limited(arguments) => limits::run(&arguments),
        Command::Warden { folder } => limits::watch(&folder).map(|()| ExitCode::SUCCESS),
        Command::ReadAnswer => reading::main().map(|()| ExitCode::SUCCESS),
        Command::ListChanges => reading::list_changes().map(|()| ExitCode::SUCCESS),
        Command::Release(arguments) => release::run(&Project::find()?, &arguments),
        Command::Submissions(arguments) => class::run(&Project::find()?, &arguments),
        Command::Merge(arguments) => class::merge(&Project::find()?, &arguments),
        Command::Interview(arguments) => interview::run(&Project::find()?, &arguments),
        Command::Package(command) => autograder::package(&Project::find()?, &command),
        Command::Autograder(arguments) => autograder::run(&arguments),
        Command::Check(arguments) => check_command::run(&Project::find()?, &arguments),
        Command::Course(arguments) => course::run(&Project::find()?, &arguments),
    }
}
