//! `cargo lab grade release`: what students get, made from the problem sets with their solutions.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::checks::{self, Checks};
use super::nbgrader::{Clerk, Task};
use super::problem_set::ProblemSet;
use super::sandbox::Sandbox;
use super::tools::Tools;
use lab::Project;
use lab::project::COURSE;
use lab::setup;
use lab::setup::environment::Environment;

const EXAMPLES: &str = "\
Examples:
  cargo lab grade release                        release/ of the project's own exercises
  cargo lab grade release --course ~/mlp-2027    of a private course folder";

/// Options of `cargo lab grade release`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The folder with nbgrader_config.py and source/ [default: notebooks/exercises]
    #[arg(long, value_name = "DIR")]
    course: Option<PathBuf>,
}

/// Makes release/ anew from source/.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let course = course_folder(project, arguments.course.as_deref())?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    let sets = generate(&ready.environment, &course)?;
    let tools = Tools::of(&ready.kernel, &ready.kernel)?;
    let scratch = tempfile::tempdir().context("no temporary folder can be made")?;
    for set in &sets {
        let source = ProblemSet::read(&course.join("source"), &set.name)?;
        let released = ProblemSet::read(&course.join("release"), &set.name)?;
        // One's own code, on one's own machine.
        Checks::compile(&source, &released, &tools, Sandbox::LimitsOnly, scratch.path())?;
    }
    for set in &sets {
        let path = course.join("release").join(&set.name);
        println!(
            "{}: {} questions, {} points",
            path.display(),
            set.questions,
            set.points
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// A problem set that was released.
#[derive(Debug)]
pub struct Released {
    /// Its name.
    pub name: String,
    /// How many questions it has.
    pub questions: usize,
    /// What they are worth.
    pub points: f64,
}

/// Generates the release of every problem set of `course`.
pub fn generate(environment: &Environment, course: &Path) -> Result<Vec<Released>> {
    let sets = ProblemSet::all(&course.join("source"))?;
    for set in &sets {
        set.is_named_apart()?;
        // What cannot be graded shall not be handed out.
        checks::asked(set, &set.with_stubs()?)?;
    }
    let mut clerk = Clerk::new(environment, course);
    for set in &sets {
        clerk
            .work(&Task::Release { set: &set.name })
            .with_context(|| format!("{}: cannot be released", set.name))?;
    }
    let released = sets.iter().map(|set| Released {
        name: set.name.clone(),
        questions: set.questions.len(),
        points: set.points(),
    });
    Ok(released.collect())
}

/// The course folder, absolute.
pub fn course_folder(project: &Project, named: Option<&Path>) -> Result<PathBuf> {
    let course = named.map_or_else(|| project.path(COURSE), Path::to_owned);
    course
        .canonicalize()
        .with_context(|| format!("{}: there is no such course folder", course.display()))
}
