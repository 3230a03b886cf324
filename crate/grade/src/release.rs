//! `cargo lab grade release`: what students get, made from the problem sets with their solutions.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::COURSE;
use super::nbgrader::{self, Task};
use super::problem_set::ProblemSet;
use crate::project::Project;
use crate::setup;
use crate::setup::environment::Environment;

const EXAMPLES: &str = "\
Examples:
  cargo lab grade release                        release/ of the project's own exercises
  cargo lab grade release --course ~/mlp-2027    of a private course folder";

/// Options of `cargo lab grade release`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The folder with nbgrader_config.py and source/ [default: notebooks/exercises]
    #[arg(long, value_name = "DIR")]
    course: Option<PathBuf>,
}

/// Makes release/ anew from source/.
pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let course = course_folder(project, arguments.course.as_deref())?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    let sets = generate(&ready.environment, &course)?;
    for set in &sets {
        let path = course.join("release").join(&set.name);
        println!(
            "{}: {} questions, {} points",
            path.display(),
            set.questions.len(),
            set.points()
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Generates the release of every problem set of `course`.
pub(crate) fn generate(environment: &Environment, course: &Path) -> Result<Vec<ProblemSet>> {
    let sets = ProblemSet::all(&course.join("source"))?;
    let names = sets.iter().map(|set| set.name.as_str()).collect();
    nbgrader::run(environment, &Task::Release { course, sets: names }, || ())?;
    Ok(sets)
}

/// The course folder, absolute.
pub(crate) fn course_folder(project: &Project, named: Option<&Path>) -> Result<PathBuf> {
    let course = named.map_or_else(|| project.path(COURSE), Path::to_owned);
    course
        .canonicalize()
        .with_context(|| format!("{}: there is no such course folder", course.display()))
}
