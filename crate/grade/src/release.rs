//! `cargo lab grade release`: what students get, made from the problem sets with their solutions.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::checks::{self, Checks};
use super::class::workers;
use super::graded::Graded;
use super::nbgrader::{Clerk, Task};
use super::problem_set::{ProblemSet, Question};
use super::sandbox::Sandbox;
use super::submission::Submission;
use super::tools::Tools;
use super::trial::{Bench, Limits};
use super::{grade, task};
use lab::Project;
use lab::project::COURSE;
use lab::setup;
use lab::setup::environment::Environment;
use protocol::verdict::Status;

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
    /// Releases also questions whose own solution does not pass their check
    #[arg(long)]
    with_failing_solutions: bool,
}

/// Makes release/ anew from source/. What its own solutions do not pass is not released.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let course = course_folder(project, arguments.course.as_deref())?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    let answers = setup::for_answers(project, &ready.environment)?;
    let tools = Tools::of(&ready.kernel, &answers)?;
    let scratch = tempfile::tempdir().context("no temporary folder can be made")?;
    // One's own code, on one's own machine.
    let bench = Bench::new(&tools, Sandbox::LimitsOnly, Limits::default(), scratch.path())?;
    let mut failed = Vec::new();
    for set in ProblemSet::all(&course.join("source"))? {
        failed.extend(unsolved(&set, &bench)?);
    }
    if !failed.is_empty() && !arguments.with_failing_solutions {
        bail!(
            "nothing was released, because solutions do not earn the points of their own checks:\n  {}\nMend the solution or the \
             check; `cargo lab check` on the source notebook says how each question stands. --with-failing-solutions releases \
             them all the same",
            failed.join("\n  ")
        );
    }
    for line in &failed {
        println!("note: {line}");
    }
    let sets = generate(&ready.environment, &course)?;
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

/// The questions of a problem set with its solutions that do not earn all of their points, and why.
fn unsolved(set: &ProblemSet, bench: &Bench) -> Result<Vec<String>> {
    set.is_named_apart()?;
    let stubs = set.with_stubs()?;
    let checks = Checks::compile(set, &stubs, bench.tools, bench.sandbox, bench.scratch)?;
    let solutions = Submission::read(&set.notebook, &stubs);
    let tried: Vec<&Question> = set.questions.iter().filter(|one| one.check.is_some()).collect();
    let graded = workers::each(
        &tried,
        workers::jobs(None, bench.limits.memory),
        |question| {
            let task = task(&stubs, Some(&checks), &solutions, question);
            grade(bench, Some(&checks), question, task, 0, &mut 1)
        },
        |question| {
            let reason = "this program failed at it; please report it";
            Graded::nothing(&question.id, question.points, Status::NotGraded, reason)
        },
    );
    let lines = graded
        .into_iter()
        .filter(|graded| graded.standing != Status::Full);
    let line = |graded: Graded| {
        let reason = graded.reason.lines().collect::<Vec<_>>().join("; ");
        let earned = graded.points.unwrap_or_default();
        format!(
            "{}, {}: {earned} of {} points: {reason}",
            set.name, graded.id, graded.max
        )
    };
    Ok(lines.map(line).collect())
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
