//! `cargo lab clean`: says what the set-up has put on this machine and how large it is, and removes it.
//!
//! Notebooks, answers and data sets are nobody's to remove but their owner's: they are not among it.

use std::io::{IsTerminal, Write, stderr, stdin};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use walkdir::WalkDir;

use crate::project::Project;
use host::cache;
use host::lock::FileLock;

/// Options of `cargo lab clean`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cargo lab clean --dry-run    says what is there, and removes nothing\n  cargo lab clean programs     what was compiled in this folder alone"
)]
pub struct Arguments {
    /// What to remove; all of it where nothing is named
    parts: Vec<Part>,
    /// Says what would be removed, and removes nothing
    #[arg(long)]
    dry_run: bool,
    /// Does not ask before
    #[arg(long)]
    yes: bool,
}

/// What a set-up leaves on a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The programs compiled in this folder, and the pages of notebooks that were run
    Programs,
    /// Jupyter
    Jupyter,
    /// The kernel and the notebooks' library in the cache folder, which all clones of the project share
    Kernel,
}

/// A folder that can be removed.
#[derive(Debug)]
struct Found {
    path: PathBuf,
    what: &'static str,
    bytes: u64,
    /// For a snapshot: the file whose lock says that nobody uses it.
    lock: Option<PathBuf>,
}

/// Lists, asks, removes.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let wanted = |part| arguments.parts.is_empty() || arguments.parts.contains(&part);
    let mut found = Vec::new();
    if wanted(Part::Programs) {
        found.extend(folder(project.path("target"), "programs compiled here"));
    }
    if wanted(Part::Jupyter) {
        found.extend(folder(project.path(".venv"), "Jupyter"));
    }
    if wanted(Part::Kernel) {
        found.extend(of_cache(&cache::folder()?));
    }
    if found.is_empty() {
        println!("there is nothing to remove");
        return Ok(ExitCode::SUCCESS);
    }
    for found in &found {
        println!(
            "{:>9}  {}  ({})",
            size(found.bytes),
            found.path.display(),
            found.what
        );
    }
    println!("{:>9}  in all", size(found.iter().map(|found| found.bytes).sum()));
    if arguments.dry_run {
        println!("nothing was removed. The next `cargo lab` would make it again, in some minutes");
        return Ok(ExitCode::SUCCESS);
    }
    if !arguments.yes && !agreed()? {
        println!("nothing was removed");
        return Ok(ExitCode::SUCCESS);
    }
    let mut removed = 0;
    for found in found {
        if remove(&found)? {
            removed += found.bytes;
        } else {
            println!("kept, because a kernel runs on it: {}", found.path.display());
        }
    }
    println!("{} removed; the next `cargo lab` sets up anew", size(removed));
    Ok(ExitCode::SUCCESS)
}

fn agreed() -> Result<bool> {
    if !stdin().is_terminal() {
        bail!("nobody can be asked here. Say --yes to remove it, or --dry-run to see it only");
    }
    let _ = write!(stderr(), "remove all of this? [y/N] ");
    let mut answer = String::new();
    stdin().read_line(&mut answer).context("the answer")?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// What is in the cache folder: snapshots each for itself, since some may be in use.
fn of_cache(cache: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    for snapshot in folders(&cache.join("snapshots")) {
        let lock = snapshot.with_extension("lock");
        found.extend(folder(snapshot, "the notebooks' library").map(|found| Found {
            lock: Some(lock),
            ..found
        }));
    }
    for (name, what) in [
        ("evcxr", "the Rust kernel"),
        ("vendor", "sources of the library's crates"),
        ("parts", "sources of the crates beside the library"),
        ("cuda", "kernels for an NVIDIA GPU"),
    ] {
        found.extend(folder(cache.join(name), what));
    }
    found
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn folder(path: PathBuf, what: &'static str) -> Option<Found> {
    // A link is somebody's own arrangement.
    let is_own = path.symlink_metadata().is_ok_and(|data| data.is_dir());
    is_own.then(|| Found {
        bytes: bytes(&path),
        path,
        what,
        lock: None,
    })
}

/// What the files of a folder take on the disk.
fn bytes(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let entries = WalkDir::new(folder).into_iter().flatten();
    entries
        .filter_map(|entry| entry.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        // A file with two names is counted half for each.
        .map(|data| data.blocks() * 512 / data.nlink().max(1))
        .sum()
}

/// Removes a folder; says no where it is in use.
fn remove(found: &Found) -> Result<bool> {
    let lock = match &found.lock {
        Some(path) => match FileLock::try_exclusive(path)? {
            Some(lock) => Some(lock),
            None => return Ok(false),
        },
        None => None,
    };
    std::fs::remove_dir_all(&found.path).with_context(|| {
        format!(
            "{}: cannot be removed. Close what uses it, and run the same command again",
            found.path.display()
        )
    })?;
    lock.map_or(Ok(()), FileLock::remove)?;
    Ok(true)
}

fn size(bytes: u64) -> String {
    if bytes < 1_000_000_000 {
        format!("{} MB", bytes.div_ceil(1_000_000))
    } else {
        format!("{:.1} GB", bytes as f64 / 1e9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(folder: &Path) {
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(folder.join("file"), vec![1; 100_000]).unwrap();
    }

    #[test]
    fn a_snapshot_in_use_is_kept_and_the_others_go() {
        let cache = tempfile::tempdir().unwrap();
        for name in ["snapshots/a", "snapshots/b", "vendor/c"] {
            filled(&cache.path().join(name));
        }
        let found = of_cache(cache.path());
        let names: Vec<_> = found
            .iter()
            .map(|found| found.path.strip_prefix(cache.path()).unwrap())
            .collect();
        assert_eq!(
            names,
            [
                Path::new("snapshots/a"),
                Path::new("snapshots/b"),
                Path::new("vendor")
            ]
        );
        assert!(found.iter().all(|found| found.bytes >= 100_000));
        let kernel = FileLock::shared(&cache.path().join("snapshots/a.lock")).unwrap();
        let removed: Vec<bool> = found.iter().map(|found| remove(found).unwrap()).collect();
        assert_eq!(removed, [false, true, true]);
        assert!(cache.path().join("snapshots/a/file").is_file());
        assert!(
            !cache.path().join("snapshots/b").exists() && !cache.path().join("snapshots/b.lock").exists()
        );
        drop(kernel);
    }

    #[test]
    fn a_link_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        filled(&place.path().join("real"));
        std::os::unix::fs::symlink(place.path().join("real"), place.path().join("link")).unwrap();
        assert!(folder(place.path().join("link"), "a link").is_none());
        assert!(folder(place.path().join("nothing"), "nothing").is_none());
    }

    #[test]
    fn sizes_are_readable() {
        assert_eq!(
            [1, 2_000_000, 1_400_000_000].map(size),
            ["1 MB", "2 MB", "1.4 GB"]
        );
    }
}
