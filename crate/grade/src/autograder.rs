//! Grading where hand-ins already go: a package for a platform that starts a machine of its own for each of them.
//!
//! ```text
//! cargo lab grade package gradescope SET    a zip: the problem set, this project's sources, two scripts    (lecturer)
//!   setup.sh          → autograder prepare: library, checks, a trial of the set's own solutions      (image, once)
//!   run_autograder    → autograder run: submission/ in, results/results.json out                    (each hand-in)
//! ```
//!
//! Answers run in the same two programs as in a class. Where the platform's container refuses bubblewrap they run as another
//! user ([`crate::another_user`]).

mod hand_in;
mod package;
mod place;
mod prepare;
mod results;
mod run;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use lab::Project;

use place::Place;

/// What `cargo lab grade package` makes.
#[derive(Debug, Subcommand)]
pub enum PackageCommand {
    /// A zip for a Gradescope programming assignment
    Gradescope(package::Arguments),
}

/// Makes a package.
pub fn package(project: &Project, command: &PackageCommand) -> Result<ExitCode> {
    match command {
        PackageCommand::Gradescope(arguments) => package::run(project, arguments),
    }
}

/// What the package's own scripts start.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    step: Step,
    /// The platform's folder
    #[arg(long, default_value = "/autograder", global = true)]
    folder: PathBuf,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Step {
    /// Builds what grading needs
    Prepare,
    /// Grades one hand-in
    Run,
}

/// Does a step.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let place = Place::at(&arguments.folder);
    match arguments.step {
        Step::Prepare => prepare::run(&place)?,
        Step::Run => run::run(&place)?,
    }
    Ok(ExitCode::SUCCESS)
}
