//! What stands in for the downloads where the library is built without them.

use std::path::Path;

use crate::data::kind::{DatasetKind, PublishedFile};
use crate::{Error, Result};

/// Downloads nothing.
#[derive(Clone, Debug)]
pub struct Downloader(DatasetKind);

impl Downloader {
    /// What would ask the data set's own mirrors.
    pub fn for_kind(kind: DatasetKind) -> Self {
        Self(kind)
    }

    /// Says that this library cannot.
    ///
    /// # Errors
    /// Always.
    pub fn fetch(&self, _: &[PublishedFile<'_>], folder: &Path) -> Result<Option<String>> {
        Err(Error::Download {
            url: self.0.to_string(),
            problem: "this library was built without its feature `network`".to_owned(),
            remedy: format!(
                "Put the files into {}, or build it with the feature",
                folder.display()
            ),
        })
    }
}
