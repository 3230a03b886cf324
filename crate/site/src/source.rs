//! The folder that Sphinx reads: the site's own pages beside the notebooks that it shows, and nothing else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use host::file;
use lab::Project;
use walkdir::WalkDir;

use crate::build::WORK;

/// The site's own pages.
const PAGES: &str = "crate/site/pages";
/// What of the notebooks is shown: the lessons, and exercises as they are handed out. Neither what they are made from nor
/// solutions ever reach Sphinx.
const LESSONS: &str = "notebooks";
const RELEASE: &str = "notebooks/exercises/release";
/// What Sphinx makes in this folder itself.
const PICTURES: &str = "pictures";

/// Lays the folder out; where it is. A file that is the same is left alone, so that its page is not made again.
pub fn ready(project: &Project) -> Result<PathBuf> {
    let folder = project.path(WORK).join("source");
    lay_out(project.root(), &folder).with_context(|| format!("{}: cannot be laid out", folder.display()))?;
    Ok(folder)
}

fn lay_out(root: &Path, folder: &Path) -> Result<()> {
    let mut wanted = BTreeSet::new();
    for (from, base, depth) in [(PAGES, PAGES, 1), (LESSONS, "", 1), (RELEASE, "", 2)] {
        for file in files(&root.join(from), depth)? {
            let place = file.strip_prefix(root.join(base))?.to_owned();
            let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
            file::renew(&folder.join(&place), &bytes)?;
            wanted.insert(place);
        }
    }
    for file in files(folder, usize::MAX)? {
        let place = file.strip_prefix(folder)?;
        if !place.starts_with(PICTURES) && !wanted.contains(place) {
            std::fs::remove_file(&file).with_context(|| file.display().to_string())?;
        }
    }
    Ok(())
}

/// The pages and notebooks of a folder, down to `depth`.
fn files(folder: &Path, depth: usize) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).max_depth(depth) {
        let path = entry.with_context(|| folder.display().to_string())?.into_path();
        if path
            .extension()
            .is_some_and(|kind| kind == "md" || kind == "ipynb")
        {
            files.push(path);
        }
    }
    Ok(files)
}

/// Copies a folder of files; those that are the same are left alone.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in WalkDir::new(from) {
        let entry = entry.with_context(|| from.display().to_string())?;
        if entry.file_type().is_file() {
            let path = entry.path();
            let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
            file::renew(&to.join(path.strip_prefix(from)?), &bytes)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_out_is_shown_and_no_solution() {
        let place = tempfile::tempdir().unwrap();
        let (root, folder) = (place.path(), place.path().join("source"));
        for path in [
            "crate/site/pages/index.md",
            "notebooks/one.ipynb",
            "notebooks/exercises/release/one/one.ipynb",
            "notebooks/exercises/solutions/one.ipynb",
            "notebooks/exercises/source/one/one.ipynb",
            "notebooks/exercises/mine/one/one.ipynb",
            "source/notebooks/gone.ipynb",
            "source/pictures/one.svg",
        ] {
            file::write(&root.join(path), path.as_bytes()).unwrap();
        }
        lay_out(root, &folder).unwrap();
        let shown = files(&folder, usize::MAX).unwrap();
        let mut shown: Vec<_> = shown
            .iter()
            .map(|file| file.strip_prefix(&folder).unwrap())
            .collect();
        shown.sort();
        let expected = [
            "index.md",
            "notebooks/exercises/release/one/one.ipynb",
            "notebooks/one.ipynb",
        ];
        assert_eq!(shown, expected.map(Path::new));
        assert!(folder.join("pictures/one.svg").is_file());
    }

    #[test]
    fn a_page_that_is_the_same_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let (from, to) = (place.path().join("from"), place.path().join("to"));
        file::write(&from.join("a/one.js"), b"1").unwrap();
        copy(&from, &to).unwrap();
        let first = std::fs::metadata(to.join("a/one.js"))
            .unwrap()
            .modified()
            .unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(
            std::fs::metadata(to.join("a/one.js"))
                .unwrap()
                .modified()
                .unwrap(),
            first
        );
    }
}
