//! Which files a folder or a zip holds. What cannot be listed is a file with a reason.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io::{Read, Seek};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use walkdir::WalkDir;
use zip::ZipArchive;

use super::files::{At, Handed};
use super::kind::{Kind, kind};
use super::unread::Unread;
use crate::class::names::with_hash;

/// How many files are looked at, in a folder at the top, one step down and two: where students have their folders, somebody
/// may hand in an environment with all its packages, which must not crowd out the others.
const FILES: [usize; 3] = [200_000, 20_000, 5_000];
/// The same of notebooks and zips, which are counted apart: nothing else takes their room.
const NOTEBOOKS: [usize; 3] = [200_000, 100_000, 5_000];
/// How many folders are asked whether they are empty.
const FOLDERS: usize = 50_000;
/// The longest name, in bytes, that a file system has. A zip may hold longer ones.
const LONGEST: usize = 255;
/// How many folders may lie in one another.
const DEPTH: usize = 12;
/// Folders and files that programs leave behind.
const JUNK: [&str; 14] = [
    "__MACOSX",
    ".DS_Store",
    ".ipynb_checkpoints",
    ".virtual_documents",
    ".git",
    ".venv",
    ".cache",
    ".idea",
    ".vscode",
    ".jupyter_cache",
    "Thumbs.db",
    "desktop.ini",
    "__pycache__",
    "node_modules",
];

/// Files as they are found.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) files: Vec<Handed>,
    pub(super) junk: usize,
    /// Folders near the top, of which some may turn out to be empty.
    folders: BTreeSet<String>,
    /// How many files the folders near the top have.
    counts: BTreeMap<(String, bool), usize>,
}

impl List {
    fn add(&mut self, path: &str, at: Result<At, Unread>) {
        let parts: Vec<Cow<str>> = path
            .split('/')
            .filter(|part| !matches!(*part, "" | "."))
            .map(|part| match part.len() {
                ..=LONGEST => part.into(),
                _ => with_hash(part, part).into(),
            })
            .collect();
        if parts.is_empty() {
            return;
        }
        let is_junk = |part: &str| JUNK.contains(&part) || part.starts_with("._");
        if parts.iter().any(|part| is_junk(part)) {
            self.junk += 1;
            return;
        }
        let folders = parts.len() - 1;
        // The nearest first: what it refuses takes no room of the others.
        let name = parts.last().map_or("", AsRef::as_ref);
        let is_notebook = matches!(kind(name), Kind::Notebook | Kind::Zip) || name == "timestamp.txt";
        let limits = if is_notebook { NOTEBOOKS } else { FILES };
        let limits: Vec<(usize, usize)> = limits.into_iter().zip(1..=folders).collect();
        for (most, depth) in limits.into_iter().rev() {
            let folder = parts[..depth].join("/");
            let count = self.counts.entry((folder, is_notebook)).or_default();
            *count += 1;
            if *count > most {
                if *count == most + 1 {
                    let path = format!("{}/…", parts[..depth].join("/"));
                    let reason =
                        format!("there are more than {most} files, and the others were not looked at");
                    let at = Err(reason.into());
                    self.files.push(Handed { path, at });
                }
                return;
            }
        }
        let at = if parts.iter().any(|part| part == "..") {
            Err("its path leads out of the hand-in, and it was not read".into())
        } else if parts.len() > DEPTH {
            Err(format!("lies more than {DEPTH} folders deep, and was not read").into())
        } else {
            at
        };
        let path = parts[..parts.len().min(DEPTH)].join("/");
        self.files.push(Handed { path, at });
    }

    fn add_folder(&mut self, path: &str) {
        let path = path.trim_matches('/');
        let is_junk = path.split('/').any(|part| JUNK.contains(&part) || part == "..");
        if !is_junk && path.split('/').count() <= FILES.len() && self.folders.len() < FOLDERS {
            self.folders.insert(path.to_owned());
        }
    }

    /// All files, and each folder near the top that holds none: somebody may have meant to hand in something.
    pub(super) fn finish(mut self) -> (Vec<Handed>, usize) {
        let mut full: BTreeSet<&str> = BTreeSet::new();
        for file in &self.files {
            let ends = file.path.match_indices('/').take(FILES.len());
            full.extend(ends.map(|(end, _)| &file.path[..end]));
            full.insert(&file.path);
        }
        let is_empty = |folder: &str| !full.contains(folder);
        // Of an empty folder in an empty one only the outer is told.
        let within_empty = |folder: &str| folder.rsplit_once('/').is_some_and(|(outer, _)| is_empty(outer));
        let empty = self
            .folders
            .iter()
            .filter(|folder| is_empty(folder) && !within_empty(folder));
        let empty: Vec<Handed> = empty
            .map(|folder| Handed {
                path: folder.clone(),
                at: Err("is an empty folder: ask for the notebook".into()),
            })
            .collect();
        self.files.extend(empty);
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        (self.files, self.junk)
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
                    let reason = match error.io_error() {
                        Some(error) => Unread::of("cannot be listed", error),
                        None => format!("cannot be listed: {error}").into(),
                    };
                    self.add(&inside, Err(reason));
                    continue;
                }
            };
            let inside = name_of(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
            if entry.file_type().is_file() {
                self.add(&inside, Ok(At::File(entry.path().to_owned())));
            } else if !entry.file_type().is_dir() {
                let reason = "is a link or no plain file, and was not followed";
                self.add(&inside, Err(reason.into()));
            } else if entry.depth() < DEPTH {
                self.add_folder(&inside);
            } else {
                let reason = format!("lies {DEPTH} folders deep, and was not looked into");
                self.add(&inside, Err(reason.into()));
            }
        }
    }

    /// Adds the files of a zip, which are read where `at` says.
    pub(super) fn zip<R: Read + Seek>(&mut self, zip: &mut ZipArchive<R>, at: impl Fn(usize) -> At) {
        for index in 0..zip.len() {
            let Ok(entry) = zip.by_index_raw(index) else {
                self.add(&format!("entry {index}"), Err("is damaged in the zip".into()));
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
                self.add_folder(&name.replace('\\', "/"));
                continue;
            }
            let at = if entry.is_symlink() {
                Err("is a link, and was not followed".into())
            } else if entry.encrypted() {
                Err("is locked with a password: ask for it without".into())
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
        for index in 0..30_000 {
            list.add(&format!("class/ada/{index}/x.txt"), Ok(At::Entry(index)));
            list.add(&format!("class/term/bea/{index}.txt"), Ok(At::Entry(index)));
        }
        list.add("class/cy/kit/kit.ipynb", Ok(At::Entry(0)));
        list.add("class/term/dan/kit.ipynb", Ok(At::Entry(0)));
        let of = |folder: &str| {
            list.files
                .iter()
                .filter(|file| file.path.starts_with(folder))
                .count()
        };
        assert_eq!(of("class/ada/"), FILES[1] + 1);
        assert_eq!(of("class/term/bea/"), FILES[2] + 1);
        assert_eq!((of("class/cy/"), of("class/term/dan/")), (1, 1));
        let told = list.files.iter().filter_map(|file| file.at.as_ref().err());
        assert!(
            told.clone().count() == 2 && told.clone().all(|reason| reason.as_ref().contains("more than"))
        );
    }

    #[test]
    fn environments_leave_room_for_notebooks() {
        let mut list = List::default();
        for student in ["ada", "bea", "cy", "dan"] {
            for index in 0..6_000 {
                let path = format!("mlp/submitted/{student}/kit/env/lib/{index}.py");
                list.add(&path, Ok(At::Entry(index)));
            }
        }
        list.add("mlp/submitted/zoe/kit/kit.ipynb", Ok(At::Entry(0)));
        list.add("mlp/submitted/ada/kit/kit.ipynb", Ok(At::Entry(0)));
        let kept = list
            .files
            .iter()
            .filter(|file| file.path.ends_with("/kit.ipynb") && file.at.is_ok());
        assert_eq!(kept.count(), 2);
    }

    #[test]
    fn an_empty_folder_is_told() {
        let mut list = List::default();
        for folder in [
            "ada", "ada/kit", "bea", "bea/kit", "bea/more", "cy/", "dan", "dan/.git",
        ] {
            list.add_folder(folder);
        }
        list.add("bea/kit/kit.ipynb", Ok(At::Entry(0)));
        list.add("dan/.git/x", Ok(At::Entry(0)));
        let (files, junk) = list.finish();
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["ada", "bea/kit/kit.ipynb", "bea/more", "cy", "dan"]);
        assert!(
            junk == 1
                && files[0]
                    .at
                    .as_ref()
                    .unwrap_err()
                    .as_ref()
                    .contains("empty folder")
        );
    }

    #[test]
    fn a_zips_names_may_be_longer_and_deeper_than_a_disks() {
        let mut list = List::default();
        for end in ["a", "b"] {
            list.add(
                &format!("{}{end}/kit.ipynb", "ü".repeat(30_000)),
                Ok(At::Entry(0)),
            );
        }
        list.add(&"a/".repeat(30_000), Ok(At::Entry(0)));
        let files = &list.files;
        assert!(files.iter().all(|file| file.path.len() < 400));
        assert!(files[0].path != files[1].path && files[0].at.is_ok() && files[2].at.is_err());
        // Nobody is left out for a dot before their name.
        list.add(".ada/kit.ipynb", Ok(At::Entry(0)));
        list.add("bea/.venv/x.json", Ok(At::Entry(0)));
        list.add("/", Ok(At::Entry(0)));
        assert_eq!(
            (list.files.len(), list.files[3].at.is_ok(), list.junk),
            (4, true, 1)
        );
    }
}
