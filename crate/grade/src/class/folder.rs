//! The output folder of a grading.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use host::file;
use tempfile::TempDir;

use crate::problem_set::ProblemSet;
use crate::processes;

/// How the folders begin in which answers are compiled.
const SCRATCH: &str = "scratch-";

/// The output folder, absolute. It may not be among the submissions, which stay as they are.
pub(crate) fn out_folder(submissions: &Path, out: Option<&Path>) -> Result<PathBuf> {
    let submissions = submissions
        .canonicalize()
        .with_context(|| submissions.display().to_string())?;
    let out = match out {
        Some(out) => std::path::absolute(out).with_context(|| out.display().to_string())?,
        None => submissions.with_file_name("graded"),
    };
    let context = || format!("{}: cannot be made", out.display());
    // Asked before it is made: nothing is written among the submissions.
    if out.starts_with(&submissions) {
        bail!(
            "{}: is among the submissions. Name another folder with --out",
            out.display()
        );
    }
    std::fs::create_dir_all(&out).with_context(context)?;
    let out = out.canonicalize().with_context(context)?;
    if out.starts_with(&submissions) {
        bail!(
            "{}: is among the submissions. Name another folder with --out",
            out.display()
        );
    }
    Ok(out)
}

/// A folder in which answers are compiled; what a run that was cut off left goes before. No other is at work.
pub(crate) fn scratch(out: &Path) -> Result<TempDir> {
    processes::end_those_that_name(&out.join(SCRATCH));
    let entries = std::fs::read_dir(out).with_context(|| out.display().to_string())?;
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(SCRATCH) {
            std::fs::remove_dir_all(entry.path()).with_context(|| entry.path().display().to_string())?;
        }
    }
    tempfile::Builder::new()
        .prefix(SCRATCH)
        .tempdir_in(out)
        .context("no temporary folder can be made")
}

/// nbgrader works in the output folder, on a copy of the course's sources.
pub(super) fn copy_course(course: &Path, out: &Path, sets: &[ProblemSet]) -> Result<()> {
    let config = "nbgrader_config.py";
    let text = std::fs::read(course.join(config))
        .with_context(|| format!("{}: is missing", course.join(config).display()))?;
    file::write(&out.join(config), &text)?;
    for set in sets {
        let from = course.join("source").join(&set.name);
        for entry in walkdir::WalkDir::new(&from) {
            let entry = entry.with_context(|| from.display().to_string())?;
            let inside = entry
                .path()
                .strip_prefix(course)
                .context("a file outside the course")?;
            if entry.file_type().is_file() {
                let bytes =
                    std::fs::read(entry.path()).with_context(|| entry.path().display().to_string())?;
                file::write(&out.join(inside), &bytes)?;
            }
        }
    }
    Ok(())
}
