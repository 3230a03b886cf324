//! Files that are there whole or not at all.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

/// Writes `contents` aside and renames, with the folders above: a reader finds the old file or the new one, and a process
/// that runs the old one keeps it.
pub fn write(path: &Path, contents: &[u8]) -> Result<()> {
    put(path, contents, None)
}

/// [`write()`], unless the file holds `contents` already.
pub fn renew(path: &Path, contents: &[u8]) -> Result<()> {
    if holds(path, contents) {
        Ok(())
    } else {
        write(path, contents)
    }
}

/// The same for a program.
pub fn renew_program(path: &Path, contents: &[u8]) -> Result<()> {
    if holds(path, contents) {
        Ok(())
    } else {
        put(path, contents, Some(0o755))
    }
}

fn holds(path: &Path, contents: &[u8]) -> bool {
    std::fs::read(path).is_ok_and(|there| there == contents)
}

fn put(path: &Path, contents: &[u8], mode: Option<u32>) -> Result<()> {
    let context = || format!("{}: cannot be written", path.display());
    let folder = path.parent().with_context(context)?;
    std::fs::create_dir_all(folder).with_context(context)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What the user's umask leaves of it.
        builder.permissions(std::fs::Permissions::from_mode(mode.unwrap_or(0o666)));
    }
    let mut aside = builder
        .prefix(".part-")
        .tempfile_in(folder)
        .with_context(context)?;
    aside.write_all(contents).with_context(context)?;
    aside.persist(path).with_context(context)?;
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    #[test]
    fn a_file_that_is_right_is_left_alone_and_another_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/program");
        renew_program(&path, b"one").unwrap();
        let first = std::fs::metadata(&path).unwrap();
        assert_eq!(first.permissions().mode() & 0o700, 0o700);
        renew_program(&path, b"one").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().ino(), first.ino());
        let open = std::fs::File::open(&path).unwrap();
        renew_program(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(open.metadata().unwrap().ino(), first.ino());
        assert_eq!(std::fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
    }
}
