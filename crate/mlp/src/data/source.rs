//! Where a data set came from.

use std::fmt;
use std::path::{Path, PathBuf};

/// Where a data set came from; displays as a sentence.
///
/// ```
/// use mlp::prelude::*;
/// assert!(DataSource::Folder("/data/mnist".into()).to_string().contains("/data/mnist"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataSource {
    /// The folder that the caller named.
    Folder(PathBuf),
    /// The folder that `$MLP_DATA` names.
    Environment(PathBuf),
    /// The user's cache folder, where downloads are kept.
    Cache(PathBuf),
    /// The system's data sets, installed by a package.
    System(PathBuf),
    /// Downloaded just now.
    Download {
        /// The mirror that had it.
        url: String,
        /// Where it is kept from now on.
        folder: PathBuf,
    },
    /// The sample inside the crate.
    Embedded,
    /// Made up by the program, in a data set's format.
    MadeUp,
}

impl DataSource {
    /// The folder; `None` for the sample inside the crate and for what was made up.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder)
            | Self::Environment(folder)
            | Self::Cache(folder)
            | Self::System(folder)
            | Self::Download { folder, .. } => Some(folder),
            Self::Embedded | Self::MadeUp => None,
        }
    }
}

impl fmt::Display for DataSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "Read from the folder given, {}.", path.display()),
            Self::Environment(path) => {
                write!(f, "Read from the folder that MLP_DATA names, {}.", path.display())
            }
            Self::Cache(path) => write!(f, "Read from the cache folder, {}.", path.display()),
            Self::System(path) => write!(f, "Read from the system's folder, {}.", path.display()),
            Self::Download { url, folder } => {
                write!(f, "Downloaded from {url} and kept in {}.", folder.display())
            }
            Self::MadeUp => f.write_str("Made up by this program; the real data set was not found."),
            Self::Embedded => {
                f.write_str("A small sample that comes with the crate, not the whole data set.")
            }
        }
    }
}
