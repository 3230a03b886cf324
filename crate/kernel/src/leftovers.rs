//! Private build directories, and what crashed kernels leave of them.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::{processes, shim};
use host::lock::FileLock;
use host::{cache, file};

/// Marks a snapshot that many users share.
const EVERYBODYS: &str = "shared";

/// Removes the private build directories whose kernel is gone, and ends what it left running. How many there were.
pub(crate) fn sweep(snapshot: &Path) -> Result<usize> {
    let mut swept = 0;
    for folder in all(snapshot) {
        swept += usize::from(remove_abandoned(&folder)?);
    }
    Ok(swept)
}

/// Removes the private build directory `folder` if its kernel is gone, and ends what it left running; whether it was.
pub(crate) fn remove_abandoned(folder: &Path) -> Result<bool> {
    let lock = folder.with_extension("lock");
    if !lock.exists() {
        return Ok(false);
    }
    let Some(lock) = FileLock::try_exclusive(&lock)? else {
        return Ok(false);
    };
    processes::kill_all(folder);
    remove(folder).with_context(|| format!("{}: cannot be removed", folder.display()))?;
    lock.remove()?;
    Ok(true)
}

/// [`remove_abandoned`] for whoever hears that the kernel ends: the system closes the files of a killed process one after the
/// other, and its lock may be among the last.
pub(crate) fn remove_after_its_kernel(folder: &Path) -> Result<()> {
    let patience = Instant::now() + Duration::from_secs(10);
    while !remove_abandoned(folder)? && folder.exists() && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// All private build directories of a snapshot, in use or not. Known by their lock, which is made first.
pub(crate) fn all(snapshot: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(kernels(snapshot)) else {
        return Vec::new();
    };
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "lock"))
        .map(|lock| lock.with_extension(""))
        .collect()
}

/// Where a snapshot's private build directories are: in it, or in the user's own cache where it is everybody's.
pub(super) fn kernels(snapshot: &Path) -> PathBuf {
    let own = snapshot.join("kernels");
    if !snapshot.join(EVERYBODYS).is_file() {
        return own;
    }
    match (cache::folder(), snapshot.file_name()) {
        (Ok(cache), Some(key)) => cache.join("kernels").join(key),
        _ => own,
    }
}

/// Has each user's kernels of `snapshot` run in the user's own cache, since nobody can write into this one.
pub(crate) fn give_everybody_their_own(snapshot: &Path) -> Result<()> {
    // Cargo finds its settings above the folder that it works in, which is elsewhere now, or in its home.
    let settings = snapshot.join(".cargo/config.toml");
    let text = std::fs::read(&settings).with_context(|| settings.display().to_string())?;
    file::renew(&shim::cargo_home(snapshot).join("config.toml"), &text)?;
    file::write(&snapshot.join(EVERYBODYS), b"")
}

/// Removes a folder that may be gone already.
pub(super) fn remove(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_is_freed_late_is_waited_for() {
        let kernels = tempfile::tempdir().unwrap();
        let folder = kernels.path().join("1-1");
        file::write(&folder.join("Cargo.toml"), b"").unwrap();
        let lock = FileLock::exclusive(&folder.with_extension("lock"), || {}).unwrap();
        assert!(!remove_abandoned(&folder).unwrap(), "in use");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(100));
                drop(lock);
            });
            remove_after_its_kernel(&folder).unwrap();
        });
        assert_eq!(std::fs::read_dir(kernels.path()).unwrap().count(), 0);
        remove_after_its_kernel(&folder).unwrap();
    }
}
