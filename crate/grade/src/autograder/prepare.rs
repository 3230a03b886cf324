//! Preparing the image: library and checks are built, and the set's own solutions must earn everything here.

use anyhow::{Context, Result, bail};
use host::file;
use lab::Project;
use lab::setup;
use lab::setup::shared::TARGET_CPU;
use protocol::verdict::Status;

use super::place::{Built, Course, Place};
use super::run::Grader;
use crate::sandbox::Sandbox;
use crate::submission::Submission;

/// Builds what grading needs, and tries it.
pub(super) fn run(place: &Place) -> Result<()> {
    let project = Project::around(&place.path("source/project"))?;
    let [checks, built] = setup::for_grading(&project, TARGET_CPU)?;
    // Beside the library of answers lies that of checks, and what both were made from.
    let (from, to) = (built.home.join("for-answers"), place.path("answers"));
    if to.exists() {
        std::fs::remove_dir_all(&to).with_context(|| to.display().to_string())?;
    }
    std::fs::rename(&from, &to).with_context(|| format!("{}: cannot be moved", from.display()))?;
    let moved = |path: &std::path::Path| {
        let inside = path.strip_prefix(&from);
        inside
            .map(|inside| to.join(inside))
            .with_context(|| path.display().to_string())
    };
    let answers = protocol::setup::Installed {
        library: moved(&built.library)?,
        dependencies: moved(&built.dependencies)?,
        macros: moved(&built.macros)?,
        ..built
    };
    let tools = serde_json::to_vec_pretty(&Built { checks, answers })?;
    file::write(&place.path("tools.json"), &tools)?;
    place.close()?;
    try_solutions(place)
}

/// What the set's own solutions do not earn here, no student can.
fn try_solutions(place: &Place) -> Result<()> {
    let course = place.course()?;
    let sandbox = Sandbox::find_in_container()?;
    println!(
        "tried with: {sandbox:?}; the machine that grades may allow more or less, and is asked each time"
    );
    let Course { set, .. } = &course;
    let solutions = Submission::read(&set.notebook, &course.release);
    let graded = Grader::new(place, &course, sandbox)?.grade(&solutions, "the course")?;
    let failed: Vec<String> = graded
        .iter()
        .filter(|graded| !matches!(graded.standing, Status::Full | Status::ByHand))
        .map(|graded| {
            format!(
                "{}: {}",
                graded.id,
                graded.reason.lines().collect::<Vec<_>>().join("; ")
            )
        })
        .collect();
    if !failed.is_empty() {
        bail!(
            "{}: solutions do not earn the points of their own checks on this machine:\n  {}",
            set.name,
            failed.join("\n  ")
        );
    }
    println!(
        "{}: {} questions, whose solutions earn all of {} points",
        set.name,
        graded.len(),
        set.points()
    );
    Ok(())
}
