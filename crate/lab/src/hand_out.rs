//! A student's own copy of the exercises: an update of the project never meets it, and nothing ever overwrites it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project::{COURSE, Project};

/// Where the copies are, as deep as the releases, so that links in them lead to the same places.
const MINE: &str = "mine";

/// Copies each released problem set that has no copy yet; those that were copied.
pub(crate) fn copy(project: &Project) -> Result<Vec<PathBuf>> {
    copy_new(&project.path(COURSE))
}

fn copy_new(course: &Path) -> Result<Vec<PathBuf>> {
    let release = course.join("release");
    if !release.is_dir() {
        return Ok(Vec::new());
    }
    let mut copied = Vec::new();
    for name in sets(&release)? {
        let (from, to) = (release.join(&name), course.join(MINE).join(&name));
        // Whatever is there is the student's, also an empty folder.
        if to.exists() {
            continue;
        }
        let context = || format!("{}: cannot be copied to {}", from.display(), to.display());
        let mine = course.join(MINE);
        std::fs::create_dir_all(&mine).with_context(context)?;
        // Aside first: a copy that is cut off is not taken for the student's work.
        let aside = tempfile::Builder::new()
            .prefix(".copying-")
            .tempdir_in(&mine)
            .with_context(context)?;
        for entry in walkdir::WalkDir::new(&from) {
            let entry = entry.with_context(context)?;
            let target = aside
                .path()
                .join("set")
                .join(entry.path().strip_prefix(&from).with_context(context)?);
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(&target).with_context(context)?;
            } else {
                std::fs::write(&target, std::fs::read(entry.path()).with_context(context)?)
                    .with_context(context)?;
            }
        }
        std::fs::rename(aside.path().join("set"), &to).with_context(context)?;
        copied.push(to);
    }
    Ok(copied)
}

/// The problem sets in `release`, by name: folders NAME with a NAME.ipynb.
fn sets(release: &Path) -> Result<Vec<OsString>> {
    let context = || format!("{}: cannot be listed", release.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(release).with_context(context)? {
        let entry = entry.with_context(context)?;
        let mut notebook = entry.file_name();
        notebook.push(".ipynb");
        let notebook = entry.path().join(notebook);
        if notebook.is_file() {
            names.push(entry.file_name());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_made_once_and_never_overwritten() {
        let course = tempfile::tempdir().unwrap();
        let set = course.path().join("release/01.one");
        std::fs::create_dir_all(&set).unwrap();
        let notebook = r#"{"cells": []}"#;
        std::fs::write(set.join("01.one.ipynb"), notebook).unwrap();
        let copied = copy_new(course.path()).unwrap();
        assert_eq!(copied, [course.path().join("mine/01.one")]);
        let mine = copied[0].join("01.one.ipynb");
        assert_eq!(std::fs::read_to_string(&mine).unwrap(), notebook);

        std::fs::write(&mine, "my work").unwrap();
        assert!(copy_new(course.path()).unwrap().is_empty());
        assert_eq!(std::fs::read_to_string(&mine).unwrap(), "my work");
        assert_eq!(std::fs::read_dir(course.path().join("mine")).unwrap().count(), 1);
    }
}
