//! Copies of a build directory that cost little and cannot harm the original.

use std::fs::{File, FileTimes};
use std::path::Path;

use anyhow::{Context, Result};
use walkdir::WalkDir;

/// Smaller files are copied: they are those that cargo writes again in place.
const LINK_FROM_BYTES: u64 = 16 * 1024;

/// Copies the folder `from` to `to`, which must not exist. Compiled dependencies, which nobody writes to again, become
/// hard links where the file system allows; what cargo may write again (the library `mlp`, the cells, all that is
/// small) is copied. Modification times stay, since cargo decides by them what is fresh.
pub(crate) fn tree(from: &Path, to: &Path) -> Result<()> {
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
        if metadata.len() >= LINK_FROM_BYTES
            && !is_written_again(inside)
            && std::fs::hard_link(entry.path(), &target).is_ok()
        {
            continue;
        }
        std::fs::copy(entry.path(), &target).with_context(context)?;
        let times = FileTimes::new().set_modified(metadata.modified().with_context(context)?);
        File::options()
            .write(true)
            .open(&target)
            .and_then(|file| file.set_times(times))
            .with_context(context)?;
    }
    Ok(())
}

/// Whether cargo or rustc may write to this file in place.
fn is_written_again(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    ["libmlp", "libctx", "libcode_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        || path.components().any(|part| part.as_os_str() == "incremental")
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
        for name in ["deps/libmlp.so", "deps/x.d"] {
            std::fs::write(
                from.join(name),
                vec![1; 20_000 * usize::from(name.ends_with("so")) + 1],
            )
            .unwrap();
            let file = File::options().write(true).open(from.join(name)).unwrap();
            file.set_times(FileTimes::new().set_modified(long_ago)).unwrap();
        }
        tree(&from, &to).unwrap();
        for name in ["deps/libmlp.so", "deps/x.d"] {
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
