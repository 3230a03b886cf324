//! Folders of this machine in compiled programs: the compiler writes into them where each source lay, and a program of a
//! student's can print that. They are overwritten in what such a program can read, letter by letter, so that everything
//! keeps its place.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use memchr::memmem;

/// What stands for a letter.
const BLANK: u8 = b'_';

/// The folders whose names tell whose machine this is: home, the cache, the compiler's.
pub(crate) fn folders(sysroot: &Path) -> Vec<PathBuf> {
    let home = std::env::home_dir();
    let mut folders: Vec<PathBuf> = home.into_iter().chain(host::cache::folder().ok()).collect();
    folders.extend(sysroot.ancestors().nth(2).map(Path::to_owned));
    // A link may lead to where they are.
    let real: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| folder.canonicalize().ok())
        .collect();
    folders.extend(real);
    folders.retain(|folder| folder.is_absolute() && folder.parent().is_some());
    // The longer first, of which a shorter one is the beginning.
    folders.sort_by_key(|folder| std::cmp::Reverse(folder.as_os_str().len()));
    folders.dedup();
    folders
}

/// Overwrites `folders` in `bytes`; whether there were any.
fn overwrite(bytes: &mut [u8], folders: &[PathBuf]) -> bool {
    let mut is_changed = false;
    for folder in folders {
        // With what follows, so that no part of a longer name is one.
        let mut name = folder.as_os_str().as_encoded_bytes().to_vec();
        name.push(b'/');
        let found: Vec<usize> = memmem::find_iter(bytes, &name).collect();
        is_changed |= !found.is_empty();
        for at in found {
            for byte in bytes[at..at + name.len()]
                .iter_mut()
                .filter(|byte| **byte != b'/')
            {
                *byte = BLANK;
            }
        }
    }
    is_changed
}

/// Overwrites them in a file of our own.
pub(crate) fn hide_in(path: &Path, folders: &[PathBuf]) -> Result<()> {
    let context = || format!("{}: paths in it cannot be overwritten", path.display());
    let mut bytes = std::fs::read(path).with_context(context)?;
    if overwrite(&mut bytes, folders) {
        std::fs::write(path, bytes).with_context(context)?;
    }
    Ok(())
}

/// Copies `from`, which others use, to `to` without them.
pub(crate) fn copy_without(from: &Path, to: &Path, folders: &[PathBuf]) -> Result<()> {
    let mut bytes = std::fs::read(from).with_context(|| format!("{}: cannot be read", from.display()))?;
    overwrite(&mut bytes, folders);
    std::fs::write(to, bytes).with_context(|| format!("{}: cannot be written", to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_overwritten_at_their_length_and_nothing_else_is() {
        let folders = ["/home/ada/.cache/lab", "/home/ada"].map(PathBuf::from);
        let text = b"\0/home/ada/.cache/lab/vendor/x.rs\0/home/adam/y\0/home/ada/z.rs\0";
        let mut bytes = text.to_vec();
        assert!(overwrite(&mut bytes, &folders));
        assert_eq!(
            String::from_utf8_lossy(&bytes),
            "\0/____/___/______/___/vendor/x.rs\0/home/adam/y\0/____/___/z.rs\0"
        );
        assert_eq!(bytes.len(), text.len());
        assert!(!overwrite(&mut bytes, &folders));
    }

    #[test]
    fn a_copy_and_a_program_of_ours_hold_neither_home_nor_the_cache() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("ada");
        let folders = vec![home.clone()];
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        let text = format!("at {}/src/lib.rs:3", home.display());
        std::fs::write(&from, &text).unwrap();
        copy_without(&from, &to, &folders).unwrap();
        assert_eq!(std::fs::read_to_string(&from).unwrap(), text);
        let read = || std::fs::read_to_string(&to).unwrap();
        assert!(
            !read().contains("ada") && read().ends_with("/src/lib.rs:3"),
            "{}",
            read()
        );
        std::fs::write(&to, &text).unwrap();
        hide_in(&to, &folders).unwrap();
        assert!(!read().contains("ada"));
    }

    #[test]
    fn home_and_cache_are_among_them_and_the_root_is_not() {
        let found = folders(Path::new("/opt/rust/toolchains/stable"));
        assert!(found.contains(&PathBuf::from("/opt/rust")), "{found:?}");
        assert!(found.contains(&host::cache::folder().unwrap()), "{found:?}");
        assert!(!folders(Path::new("/usr")).contains(&PathBuf::from("/")));
    }
}
