//! Copies of a build directory that cost little and cannot harm the original.

use std::collections::BTreeMap;
use std::fs::{File, FileTimes};
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rustix::fs::{Access, access};
use walkdir::WalkDir;

/// Copies the folder `from` to `to`, which must not exist. Compiled libraries, which nobody writes to in place, become
/// hard links where the file system allows; all else is copied: what cargo or a build script wrote again through a link
/// would change the original too. Modification times stay, since cargo decides by them what is fresh.
pub(crate) fn tree(from: &Path, to: &Path) -> Result<()> {
    // Two names of one file in the original are two names of one file in the copy.
    let mut copied: BTreeMap<u64, PathBuf> = BTreeMap::new();
    for entry in WalkDir::new(from) {
        let entry = entry.with_context(|| format!("{}: cannot be listed", from.display()))?;
        let inside = entry
            .path()
            .strip_prefix(from)
            .context("a file outside the folder")?;
        let target = to.join(inside);
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
        if !entry.file_type().is_file() {
            continue;
        }
        let metadata = entry.metadata().with_context(context)?;
        if is_final(inside) && std::fs::hard_link(entry.path(), &target).is_ok() {
            continue;
        }
        // Somebody else's, as in an installation that many share: safe from us, and in memory once for all of them.
        if is_library(inside) && access(entry.path(), Access::WRITE_OK).is_err() {
            symlink(entry.path(), &target).with_context(context)?;
            continue;
        }
        if metadata.nlink() > 1
            && let Some(same) = copied.get(&metadata.ino())
            && std::fs::hard_link(same, &target).is_ok()
        {
            continue;
        }
        std::fs::copy(entry.path(), &target).with_context(context)?;
        copied.insert(metadata.ino(), target.clone());
        let times = FileTimes::new().set_modified(metadata.modified().with_context(context)?);
        File::options()
            .write(true)
            .open(&target)
            .and_then(|file| file.set_times(times))
            .with_context(context)?;
    }
    Ok(())
}

/// Whether this is a compiled library of a dependency: its name holds a hash of all it was made from, and rustc writes
/// it aside and renames it. `mlp` has no hash in its name.
fn is_final(path: &Path) -> bool {
    let in_deps = path.parent().is_some_and(|folder| folder.ends_with("deps"));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let hash = stem.rsplit_once('-').map(|(_, hash)| hash);
    in_deps
        && is_library(path)
        && hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether this is a compiled library.
fn is_library(path: &Path) -> bool {
    path.extension().is_some_and(|end| {
        ["rlib", "rmeta", "so", "dylib"]
            .iter()
            .any(|library| end == *library)
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn writing_to_a_copy_leaves_the_original_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        std::fs::create_dir_all(from.join("deps")).unwrap();
        let long_ago = SystemTime::now() - Duration::from_hours(24);
        std::fs::create_dir_all(from.join("build/x/out")).unwrap();
        let rewritten = [
            "deps/libmlp.rlib",
            "deps/libmlp.so",
            "deps/x.d",
            "build/x/out/made.rs",
        ];
        for name in rewritten {
            std::fs::write(from.join(name), vec![1; 50_000]).unwrap();
            let file = File::options().write(true).open(from.join(name)).unwrap();
            file.set_times(FileTimes::new().set_modified(long_ago)).unwrap();
        }
        tree(&from, &to).unwrap();
        for name in rewritten {
            assert_eq!(
                std::fs::metadata(to.join(name)).unwrap().modified().unwrap(),
                long_ago,
                "{name}"
            );
            std::fs::write(to.join(name), b"changed").unwrap();
            assert_eq!(std::fs::read(from.join(name)).unwrap()[0], 1, "{name}");
        }
    }
}
