//! What lies where, and whether it is what was published.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

use super::download::sha256;
use super::folder::{self, Holding};
use super::{DataSource, DatasetKind, cifar};

/// A place that is searched for a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The place; its folder is the one with the files where there are any.
    pub source: DataSource,
    /// Files that are not there; empty for a place that has all of them.
    pub missing: Vec<String>,
    /// Whether at least one of its files is there.
    pub begun: bool,
    /// All files in the order of their published names; empty for a place that lacks one.
    pub(super) files: Vec<PathBuf>,
}

impl Place {
    pub(super) fn look(kind: DatasetKind, mut source: DataSource) -> Self {
        let holding = source
            .folder()
            .map_or(Holding::Nothing, |root| folder::look(kind, root));
        let (found, missing, files) = match holding {
            Holding::Whole { folder, files } => (Some(folder), Vec::new(), files),
            Holding::Part { folder, missing } => (Some(folder), missing, Vec::new()),
            Holding::Nothing => (
                None,
                kind.files().iter().map(|file| file.name.to_owned()).collect(),
                Vec::new(),
            ),
        };
        let begun = found.is_some();
        if let (
            Some(found),
            DataSource::Folder(folder)
            | DataSource::Environment(folder)
            | DataSource::Cache(folder)
            | DataSource::System(folder),
        ) = (found, &mut source)
        {
            *folder = found;
        }
        Self {
            source,
            missing,
            begun,
            files,
        }
    }
}

/// "/usr/share/datasets lacks train-images-idx3-ubyte.gz, …".
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folder = self
            .source
            .folder()
            .map_or_else(String::new, |folder| folder.display().to_string());
        if self.missing.is_empty() {
            write!(f, "{folder} has all files")
        } else if !self.begun {
            write!(f, "{folder} has none of the files")
        } else {
            write!(f, "{folder} lacks {}", self.missing.join(", "))
        }
    }
}

/// A file compared with the published one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileCheck {
    /// The file.
    pub path: PathBuf,
    /// Its SHA-256, or why it has none.
    pub found: Result<String, String>,
    /// The published SHA-256: of the uncompressed content for IDX files, of the file itself for CIFAR-10.
    pub expected: &'static str,
}

impl FileCheck {
    /// Of a file, or of each file in an archive that a browser has unpacked; none for what is not among the published ones.
    pub(super) fn all(kind: DatasetKind, path: &Path) -> Vec<Self> {
        let is_archive = cifar::ARCHIVES.iter().any(|name| path.ends_with(name));
        let inside = is_archive.then(|| cifar::checksums_inside(path));
        match inside {
            Some(Ok(Some(inside))) => inside
                .into_iter()
                .filter_map(|(name, found)| {
                    let published = kind.published(name.file_name()?.to_str()?)?;
                    Some(Self {
                        path: path.join(&name),
                        found: Ok(found),
                        expected: published.sha256,
                    })
                })
                .collect(),
            // Still gzipped, it is the published file under any name.
            Some(_) => Self::of(kind, path, cifar::ARCHIVES[1]).into_iter().collect(),
            None => {
                let name = path.file_name().and_then(OsStr::to_str);
                name.and_then(|name| Self::of(kind, path, name))
                    .into_iter()
                    .collect()
            }
        }
    }

    fn of(kind: DatasetKind, path: &Path, name: &str) -> Option<Self> {
        let published = kind.published(name)?;
        let found = sha256(path, published.of_payload).map_err(|error| error.to_string());
        Some(Self {
            path: path.to_owned(),
            found,
            expected: published.sha256,
        })
    }

    /// Whether the file is the published one.
    pub fn is_right(&self) -> bool {
        self.found.as_deref() == Ok(self.expected)
    }
}

/// A line for each file.
impl fmt::Display for FileCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.found {
            Ok(_) if self.is_right() => write!(f, "right  {path}"),
            Ok(found) => write!(
                f,
                "WRONG  {path}: its SHA-256 is {found}, the published one {}",
                self.expected
            ),
            Err(why) => write!(f, "WRONG  {path}: {why}"),
        }
    }
}
