//! Full disks. Whoever meets one says something else in the first place: cargo that a crate cannot be unpacked, the compiler that
//! a file is cut off, pip a page of Python.

use std::path::Path;

use anyhow::{Result, anyhow};

/// With so few bytes left a disk is full.
const FULL: u64 = 8 << 20;

/// The same result, but where the disk that holds `folder` is full, or the user's share of it, an error that says so in place of
/// what that led to. `need` says how much room is wanted.
pub fn blame<T>(result: Result<T>, folder: &Path, need: &str) -> Result<T> {
    result.map_err(|error| {
        if is_about_room(&format!("{error:#}")) || free(folder).is_some_and(|free| free < FULL) {
            anyhow!(
                "{}: the disk is full, or your share of it; {need}. Make room, for instance with `cargo lab clean`, which says what it would \
                 remove, or set XDG_CACHE_HOME to a folder on another disk. Then run the same command again",
                folder.display()
            )
        } else {
            error
        }
    })
}

/// Whether these are the system's words for a full disk or a used-up quota.
fn is_about_room(words: &str) -> bool {
    words.contains("No space left on device") || words.contains("quota exceeded")
}

/// Bytes that are free where `folder` is or will be.
fn free(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|folder| folder.is_dir())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn a_full_disk_is_named_whatever_failed_because_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let later = folder.path().join("not/yet");
        assert!(free(&later).is_some());
        let said = |words: &'static str| {
            let error: Result<()> = Err(anyhow!(words)).context("look at the network");
            blame(error, &later, "3 GB are needed").unwrap_err().to_string()
        };
        let words = said("failed to unpack x: No space left on device (os error 28)");
        assert!(
            words.contains("the disk is full") && words.contains("3 GB") && !words.contains("network"),
            "{words}"
        );
        assert!(said("write: Disc quota exceeded").contains("your share"));
        assert_eq!(said("no route to host"), "look at the network");
    }
}
