//! The output folder of a grading.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use host::file;
use tempfile::TempDir;

use crate::problem_set::ProblemSet;
use crate::processes;

/// How the folders begin in which answers are compiled.
const SCRATCH: &str = ".grading-scratch-";
/// What lies in each of them: a folder without it is somebody else's.
const OURS: &str = ".made-by-cargo-lab-grade";
/// The folders in the output folder that grading writes into.
const WRITTEN: [&str; 9] = [
    "source",
    "release",
    "submitted",
    "autograded",
    "feedback",
    "results",
    "marking",
    "interview",
    "feedback.zip",
];

/// Where the output folder is, or will be.
pub(crate) fn out_place(submissions: &Path, out: Option<&Path>) -> PathBuf {
    let beside = || {
        submissions
            .canonicalize()
            .unwrap_or_else(|_| submissions.to_owned())
    };
    out.map_or_else(|| beside().with_file_name("graded"), Path::to_owned)
}

/// The output folder, absolute. It may not be among the submissions, nor they where grading writes: they stay as they are.
pub(crate) fn out_folder(submissions: &Path, out: Option<&Path>) -> Result<PathBuf> {
    let submissions = submissions
        .canonicalize()
        .with_context(|| submissions.display().to_string())?;
    let out = out_place(&submissions, out);
    let out = std::path::absolute(&out).with_context(|| out.display().to_string())?;
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
    if let Some(written) = WRITTEN
        .iter()
        .find(|name| submissions.starts_with(out.join(name)))
    {
        bail!(
            "{}: grading writes into {written}/ of the output folder {}, and would overwrite them. Name another folder with --out",
            submissions.display(),
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
        let is_named = entry.file_name().to_string_lossy().starts_with(SCRATCH);
        // A link is no folder here, and not followed.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_named && is_folder && entry.path().join(OURS).is_file() {
            std::fs::remove_dir_all(entry.path()).with_context(|| entry.path().display().to_string())?;
        }
    }
    let scratch = tempfile::Builder::new()
        .prefix(SCRATCH)
        .tempdir_in(out)
        .context("no temporary folder can be made")?;
    let ours = scratch.path().join(OURS);
    std::fs::write(&ours, "").with_context(|| ours.display().to_string())?;
    Ok(scratch)
}

/// nbgrader works in the output folder, on a copy of the course's sources.
pub(crate) fn copy_course(course: &Path, out: &Path, sets: &[ProblemSet]) -> Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn submissions_are_not_where_grading_writes() {
        let folder = tempfile::tempdir().unwrap();
        let course = folder.path().join("course");
        std::fs::create_dir_all(course.join("submitted/ada")).unwrap();
        std::fs::create_dir_all(course.join("handed-in")).unwrap();
        for submissions in ["submitted", "submitted/ada"] {
            let error = out_folder(&course.join(submissions), Some(&course)).unwrap_err();
            assert!(error.to_string().contains("writes into submitted/"), "{error}");
        }
        assert!(out_folder(&course.join("handed-in"), Some(&course)).is_ok());
        assert!(out_folder(&course.join("submitted"), Some(&folder.path().join("grades"))).is_ok());
        let inside = course.join("submitted/grades");
        assert!(out_folder(&course.join("submitted"), Some(&inside)).is_err());
        assert!(!inside.exists());
    }

    #[test]
    fn only_what_a_grading_left_behind_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let left = out.join(format!("{SCRATCH}old"));
        let others = [format!("{SCRATCH}mine"), "scratch-ideas".to_owned()].map(|name| out.join(name));
        for path in others.iter().chain([&left]) {
            std::fs::create_dir(path).unwrap();
        }
        std::fs::write(left.join(OURS), "").unwrap();
        std::fs::write(out.join(format!("{SCRATCH}notes.txt")), "x").unwrap();
        let new = scratch(out).unwrap();
        assert!(!left.exists() && others.iter().all(|path| path.exists()));
        assert!(new.path().join(OURS).is_file());
    }
}
