//! Results that are kept in the output folder, so that grading again does only what is new: an answer, a check, a limit or
//! the library changed, or grading was cut off.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::grade::graded::Graded;

/// The results of one submission.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) results: BTreeMap<String, Kept>,
    /// Whether the gradebook has them.
    pub(crate) is_recorded: bool,
}

/// A result and what it is the result of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) key: String,
    pub(crate) graded: Graded,
}

fn file(out: &Path, student: &str, set: &str) -> PathBuf {
    out.join("results").join(student).join(format!("{set}.json"))
}

/// What an earlier run found; nothing where it found nothing or its file is damaged.
pub(crate) fn load(out: &Path, student: &str, set: &str) -> Stored {
    std::fs::read(file(out, student, set))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// Writes aside and renames: a run that is cut off leaves the old results or the new ones.
pub(crate) fn save(out: &Path, student: &str, set: &str, stored: &Stored) -> Result<()> {
    write(&file(out, student, set), &serde_json::to_vec_pretty(stored)?)
}

/// Writes a file of the output folder as a whole or not at all.
pub(crate) fn write(path: &Path, contents: &[u8]) -> Result<()> {
    let context = || format!("{}: cannot be written", path.display());
    let folder = path.parent().with_context(context)?;
    std::fs::create_dir_all(folder).with_context(context)?;
    let aside = tempfile::Builder::new()
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .tempfile_in(folder)
        .with_context(context)?;
    std::fs::write(aside.path(), contents).with_context(context)?;
    aside.persist(path).with_context(context)?;
    Ok(())
}

/// Stands for all that a result depends on. Length before contents, so that no two lists look the same.
pub(crate) fn key(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    crate::kernel::inputs::short(hash)
}
