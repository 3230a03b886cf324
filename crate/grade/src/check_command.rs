//! `cargo lab check`: how a problem set stands before it is handed in.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use super::checks::Checks;
use super::graded::Graded;
use super::notebook;
use super::problem_set::ProblemSet;
use super::sandbox::Sandbox;
use super::submission::Submission;
use super::tools::Tools;
use super::trial::{Bench, Limits};
use super::{grade, task};
use lab::Project;
use lab::project::COURSE;
use lab::setup;
use protocol::verdict::Status;

const EXAMPLES: &str = "\
Example:
  cargo lab check notebooks/exercises/mine/01_image_data/01_image_data.ipynb";

/// Options of `cargo lab check`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The notebook with your answers; save it first
    #[arg(value_name = "FILE")]
    notebook: PathBuf,
}

/// Tries every answer as grading would, and says how it stands. Whatever it says, it succeeds: an open question is no
/// failure.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let file = &arguments.notebook;
    let context = || format!("{}: cannot be checked", file.display());
    let bytes = std::fs::read(file).with_context(context)?;
    let content = notebook::read_handed_in(&bytes).with_context(context)?;
    let set = problem_set(project, file, &content).with_context(context)?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    let answers = setup::for_answers(project, &ready.environment)?;
    let tools = Tools::of(&ready.kernel, &answers)?;
    let scratch = tempfile::tempdir().context("no temporary folder can be made")?;
    // One's own code, on one's own machine.
    let bench = Bench::new(&tools, Sandbox::LimitsOnly, Limits::default(), scratch.path())?;
    let checks = Checks::compile(&set, &set, &tools, bench.sandbox, bench.scratch)?;
    let submission = Submission::read(&content, &set);
    let (mut points, mut open) = (0.0, 0.0);
    println!("{}", set.name);
    for question in &set.questions {
        let task = task(&set, Some(&checks), &submission, question);
        let graded = grade(&bench, Some(&checks), question, task, 0, &mut 1);
        print_question(&graded);
        match graded.points {
            Some(earned) => points += earned,
            None => open += graded.max,
        }
    }
    let marked = if open > 0.0 {
        format!(", and {open} are marked by hand")
    } else {
        String::new()
    };
    println!("{points} of {} points{marked}", set.points());
    println!(
        "by what this notebook shows: grading draws other inputs, and may have tests that are not shown"
    );
    for note in &submission.notes {
        println!("note: {note}");
    }
    Ok(ExitCode::SUCCESS)
}

fn print_question(graded: &Graded) {
    let standing = match graded.standing {
        Status::Full => "full",
        Status::Partial => "partial",
        Status::Wrong => "no points",
        Status::NotAttempted => "not attempted",
        Status::ByHand => "marked by hand",
        Status::NotGraded => "not graded",
    };
    let points = graded
        .points
        .map_or_else(|| "–".to_owned(), |points| points.to_string());
    println!("  {:<22} {points:>4} of {:<3} {standing}", graded.id, graded.max);
    // A written answer has nothing to say; a number that waits for a person has.
    let is_measured = graded.standing == Status::ByHand && graded.html.is_some();
    if is_measured
        || matches!(
            graded.standing,
            Status::Partial | Status::Wrong | Status::NotGraded
        )
    {
        for line in graded.reason.lines() {
            println!("      {line}");
        }
    }
    // What a marker is told of a number is not for who typed it.
    for note in graded.notes.iter().filter(|_| !is_measured) {
        println!("      note: {note}");
    }
}

/// The release that the notebook came from, so that a changed or lost cell does no harm; the notebook itself where the
/// project has no such release, and where it is what a release is made from.
fn problem_set(project: &Project, file: &Path, content: &serde_json::Value) -> Result<ProblemSet> {
    let cells = notebook::cells(content);
    let is_source = is_source(file);
    let released = if is_source {
        Vec::new()
    } else {
        ProblemSet::all(&project.path(COURSE).join("release")).unwrap_or_default()
    };
    let nearest = released
        .into_iter()
        .map(|set| (set.resemblance(&cells), set))
        .filter(|(resemblance, set)| 2 * resemblance > set.questions.len())
        .max_by_key(|(resemblance, _)| *resemblance);
    if let Some((_, set)) = nearest {
        return Ok(set);
    }
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let set = ProblemSet::new(&name, content.clone())?;
    if is_source {
        set.is_named_apart()?;
    }
    set.with_stubs()
}

/// Whether `file` is `source/NAME/NAME.ipynb` of a course folder: its author's, with checks that no release may have yet.
fn is_source(file: &Path) -> bool {
    let Ok(file) = file.canonicalize() else {
        return false;
    };
    let source = file.ancestors().nth(2);
    source.is_some_and(|source| {
        source.ends_with("source") && source.with_file_name("nbgrader_config.py").is_file()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_told_from_what_a_student_has() {
        let course = tempfile::tempdir().unwrap();
        for set in ["source/a", "mine/a", "release/a"] {
            let folder = course.path().join(set);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("a.ipynb"), "{}").unwrap();
        }
        let is = |set: &str| is_source(&course.path().join(set).join("a.ipynb"));
        // A student's own folder may have that name.
        assert!(!is("source/a"));
        std::fs::write(course.path().join("nbgrader_config.py"), "").unwrap();
        assert_eq!(
            [is("source/a"), is("mine/a"), is("release/a")],
            [true, false, false]
        );
    }
}
