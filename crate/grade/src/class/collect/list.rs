//! Which files a folder or a zip holds. What cannot be listed is a file with a reason.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{Read, Seek};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use walkdir::WalkDir;
use zip::ZipArchive;

use super::files::{At, Handed};

/// How many files of one folder, two steps down, are looked at: somebody may hand in an environment with all packages.
const FILES: usize = 5_000;
/// How many folders may lie in one another.
const DEPTH: usize = 12;
/// Folders and files that programs leave behind.
const JUNK: [&str; 8] = [
    "__MACOSX",
    ".DS_Store",
    ".ipynb_checkpoints",
    ".git",
    "Thumbs.db",
    "desktop.ini",
    "__pycache__",
    ".jupyter_cache",
];

/// Files as they are found.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) files: Vec<Handed>,
    pub(super) junk: usize,
    /// How many files the folders two steps down have.
    counts: BTreeMap<String, usize>,
}

impl List {
    fn add(&mut self, path: &str, at: Result<At, String>) {
        let parts: Vec<&str> = path
            .split('/')
            .filter(|part| !matches!(*part, "" | "."))
            .collect();
        if parts
            .iter()
            .any(|part| JUNK.contains(part) || part.starts_with("._"))
        {
            self.junk += 1;
            return;
        }
        let folder = parts.iter().take(2).copied().collect::<Vec<_>>().join("/");
        let count = self.counts.entry(folder.clone()).or_default();
        *count += 1;
        if *count > FILES {
            if *count == FILES + 1 {
                self.files.push(Handed {
                    path: format!("{folder}/…"),
                    at: Err(format!(
                        "there are more than {FILES} files, and the others were not looked at"
                    )),
                });
            }
            return;
        }
        let at = if parts.contains(&"..") {
            Err("its path leads out of the hand-in, and it was not read".to_owned())
        } else if parts.iter().any(|part| part.starts_with('.')) {
            Err("is hidden, and was not read: give it a name without a dot at the beginning".to_owned())
        } else {
            at
        };
        let path = parts.join("/");
        self.files.push(Handed { path, at });
    }

    /// Adds the files of a folder.
    pub(super) fn folder(&mut self, folder: &Path) {
        let is_junk = |name: &std::ffi::OsStr| JUNK.iter().any(|junk| name == *junk);
        let walk = WalkDir::new(folder).min_depth(1).max_depth(DEPTH).into_iter();
        for entry in walk.filter_entry(|entry| !entry.file_type().is_dir() || !is_junk(entry.file_name())) {
            let entry = match entry {
                Ok(entry) => entry,
                // A folder of one student's that cannot be listed is no reason to stop.
                Err(error) => {
                    let path = error.path().unwrap_or(folder);
                    let inside = name_of(path.strip_prefix(folder).unwrap_or(path));
                    self.add(&inside, Err(format!("cannot be listed: {error}")));
                    continue;
                }
            };
            let inside = name_of(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
            if entry.file_type().is_file() {
                self.add(&inside, Ok(At::File(entry.path().to_owned())));
            } else if !entry.file_type().is_dir() {
                let reason = "is a link or no plain file, and was not followed";
                self.add(&inside, Err(reason.to_owned()));
            } else if entry.depth() == DEPTH {
                let reason = format!("lies {DEPTH} folders deep, and was not looked into");
                self.add(&inside, Err(reason));
            }
        }
    }

    /// Adds the files of a zip, which are read where `at` says.
    pub(super) fn zip<R: Read + Seek>(&mut self, zip: &mut ZipArchive<R>, at: impl Fn(usize) -> At) {
        for index in 0..zip.len() {
            let Ok(entry) = zip.by_index_raw(index) else {
                self.add(&format!("entry {index}"), Err("is damaged in the zip".to_owned()));
                continue;
            };
            // Old programs do not say that their names are UTF-8.
            let name = match std::str::from_utf8(entry.name_raw()) {
                Ok(name) => name.to_owned(),
                Err(_) => entry
                    .name()
                    .map_or_else(|_| escaped(entry.name_raw()), Into::into),
            };
            if entry.is_dir() {
                continue;
            }
            let at = if entry.is_symlink() {
                Err("is a link, and was not followed".to_owned())
            } else if entry.encrypted() {
                Err("is locked with a password: ask for it without".to_owned())
            } else {
                Ok(at(index))
            };
            self.add(&name.replace('\\', "/"), at);
        }
    }
}

/// A path with `/`. What is no text in it is spelled out, so that two names do not become one.
fn name_of(path: &Path) -> String {
    escaped(path.as_os_str().as_bytes())
}

fn escaped(bytes: &[u8]) -> String {
    let mut name = String::new();
    for chunk in bytes.utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_files_of_one_are_counted_and_not_kept() {
        let mut list = List::default();
        for index in 0..=FILES + 10 {
            list.add(&format!("ada/kit/{index}.txt"), Ok(At::Entry(index)));
        }
        list.add("bea/kit/kit.ipynb", Ok(At::Entry(0)));
        assert_eq!(list.files.len(), FILES + 2);
        assert!(list.files[FILES].at.as_ref().unwrap_err().contains("more than"));
    }
}
