//! Whole folders: copied and removed.

use std::os::unix::fs::symlink;
use std::path::Path;

use anyhow::{Context, Result};
use walkdir::WalkDir;

/// Copies a file or a folder, links as links, without the folders in it that `but` names.
pub(super) fn copy(from: &Path, to: &Path, but: &[&str]) -> Result<()> {
    let walk = WalkDir::new(from).into_iter().filter_entry(|entry| {
        let inside = entry.path().strip_prefix(from);
        !inside.is_ok_and(|inside| but.iter().any(|name| inside == Path::new(name)))
    });
    for entry in walk {
        let entry = entry.with_context(|| format!("{}: cannot be listed", from.display()))?;
        let inside = entry.path().strip_prefix(from).context("a file outside")?;
        let target = if inside.as_os_str().is_empty() {
            to.to_owned()
        } else {
            to.join(inside)
        };
        let context = || {
            format!(
                "{}: cannot be copied to {}",
                entry.path().display(),
                target.display()
            )
        };
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&target).with_context(context)?;
            continue;
        }
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent).with_context(context)?;
        }
        if entry.file_type().is_symlink() {
            let leads = std::fs::read_link(entry.path()).with_context(context)?;
            symlink(leads, &target).with_context(context)?;
        } else {
            std::fs::copy(entry.path(), &target).with_context(context)?;
        }
    }
    Ok(())
}

/// Removes a folder that may be gone already.
pub(super) fn remove(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{}: cannot be removed", folder.display()))
        }
        _ => Ok(()),
    }
}
