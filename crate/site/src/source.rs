//! The folder that Sphinx reads: the site's own pages beside the notebooks, as links, so that nothing is written twice.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use host::file;
use lab::Project;
use walkdir::WalkDir;

use crate::build::WORK;

/// Lays the folder out anew; where it is.
pub fn ready(project: &Project) -> Result<PathBuf> {
    let folder = project.path(WORK).join("source");
    lay_out(
        &project.path("notebooks"),
        &project.path("crate/site/pages"),
        &folder,
    )
    .with_context(|| format!("{}: cannot be laid out", folder.display()))?;
    Ok(folder)
}

/// `folder` as `pages` with the folder `notebooks` in it.
fn lay_out(notebooks: &Path, pages: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    symlink(notebooks, folder.join("notebooks"))?;
    for page in std::fs::read_dir(pages)? {
        let page = page?;
        symlink(page.path(), folder.join(page.file_name()))?;
    }
    Ok(())
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
    fn pages_and_notebooks_stand_side_by_side_and_what_was_there_before_goes() {
        let place = tempfile::tempdir().unwrap();
        let [notebooks, pages, folder] = ["notebooks", "pages", "source"].map(|name| place.path().join(name));
        file::write(&notebooks.join("exercises/release/one.ipynb"), b"{}").unwrap();
        file::write(&pages.join("index.md"), b"# Here").unwrap();
        file::write(&folder.join("old.md"), b"# Gone").unwrap();
        for _ in 0..2 {
            lay_out(&notebooks, &pages, &folder).unwrap();
            assert!(folder.join("notebooks/exercises/release/one.ipynb").is_file());
            assert!(folder.join("index.md").is_file());
            assert!(!folder.join("old.md").exists());
        }
        assert!(
            notebooks.join("exercises/release/one.ipynb").is_file(),
            "links go, files stay"
        );
    }

    #[test]
    fn a_copy_holds_what_the_folder_holds() {
        let place = tempfile::tempdir().unwrap();
        let (from, to) = (place.path().join("from"), place.path().join("to"));
        file::write(&from.join("a/one.js"), b"1").unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(std::fs::read(to.join("a/one.js")).unwrap(), b"1");
    }
}
