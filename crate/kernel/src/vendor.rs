//! The sources of exactly the versions that Cargo.lock names. evcxr ignores and overwrites a lock file, so the
//! only way to hold its versions is to leave cargo nothing else to choose from; it also makes builds work offline.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::inputs::Inputs;
use super::install::ROOM;
use super::lockfile::{self, Pinned};
use host::lock::FileLock;
use host::{cache, command, disk};

/// Fetches the sources for `workspace` (a snapshot's `source` folder) unless they are in the cache; their folder.
pub(crate) fn prepare(inputs: &Inputs, workspace: &Path) -> Result<PathBuf> {
    let folder = cache::subfolder("vendor")?.join(&inputs.vendor_key);
    let _lock = FileLock::exclusive(&folder.with_extension("lock"), || ())?;
    if folder.is_dir() {
        return Ok(folder);
    }
    let aside = folder.with_extension("part");
    if aside.exists() {
        std::fs::remove_dir_all(&aside).with_context(|| aside.display().to_string())?;
    }
    // Nothing needs the network if cargo has fetched all of it before.
    let fetched = vendor(workspace, &aside, true).or_else(|_| vendor(workspace, &aside, false));
    if let Err(error) = fetched {
        let error = error.context("the sources of the libraries cannot be fetched. Look at the network and run the same command again: what was fetched is kept");
        let blamed = disk::blame(Err(error), &aside, ROOM);
        // Half of it is of no use, and a full disk is full of it.
        let _ = std::fs::remove_dir_all(&aside);
        return blamed;
    }
    check(inputs, workspace)?;
    std::fs::rename(&aside, &folder).with_context(|| folder.display().to_string())?;
    Ok(folder)
}

fn vendor(workspace: &Path, folder: &Path, offline: bool) -> Result<()> {
    let mut cargo = Command::new("cargo");
    super::evcxr::clean_environment(&mut cargo);
    cargo
        .current_dir(workspace)
        .args(["vendor", "--quiet", "--versioned-dirs"])
        .arg(folder);
    if offline {
        cargo.arg("--offline");
    }
    command::output(&mut cargo).map(|_| ())
}

/// Cargo dropped from the snapshot's lock file what the library does not reach. What is left must be the project's.
fn check(inputs: &Inputs, workspace: &Path) -> Result<()> {
    let path = workspace.join("Cargo.lock");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let ours: BTreeSet<Pinned> = inputs.pinned.iter().cloned().collect();
    let theirs = lockfile::pinned(&text, &inputs.library.package)?;
    if let Some(other) = theirs.difference(&ours).next() {
        bail!(
            "{} {} is needed by {} but is not in Cargo.lock. Run `cargo metadata` in its workspace and try again",
            other.name,
            other.version,
            inputs.library.package
        );
    }
    Ok(())
}
