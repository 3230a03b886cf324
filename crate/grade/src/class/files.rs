//! The files that a class handed in, out of a folder or of a zip as learning platforms export it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use walkdir::WalkDir;

use crate::notebook::LARGEST;

/// One file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Handed {
    /// Its path inside the folder or zip, with `/`.
    pub(crate) path: String,
    /// What it holds, or why it was not read.
    pub(crate) contents: Result<Vec<u8>, String>,
}

/// Reads all files at `from`, hidden ones left out. Nothing is unpacked and no link is followed.
pub(crate) fn read(from: &Path) -> Result<Vec<Handed>> {
    let mut files = if from.is_dir() {
        in_folder(from)?
    } else if from
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("zip"))
    {
        in_zip(from)?
    } else {
        bail!("{}: is neither a folder nor a zip", from.display());
    };
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn in_folder(folder: &Path) -> Result<Vec<Handed>> {
    let mut files = Vec::new();
    let walk = WalkDir::new(folder).min_depth(1).into_iter();
    let shown = |name: &std::ffi::OsStr| !name.to_string_lossy().starts_with('.');
    for entry in walk.filter_entry(|entry| shown(entry.file_name())) {
        let entry = entry.with_context(|| format!("{}: cannot be listed", folder.display()))?;
        if entry.file_type().is_dir() {
            continue;
        }
        let inside = entry
            .path()
            .strip_prefix(folder)
            .context("a file outside its folder")?;
        let contents = if entry.file_type().is_file() {
            let size = entry.metadata().map_or(0, |data| data.len());
            File::open(entry.path())
                .map_err(|error| error.to_string())
                .and_then(|file| bounded(file, size))
        } else {
            Err("is a link or no plain file, and was not followed".to_owned())
        };
        files.push(Handed {
            path: inside.to_string_lossy().into_owned(),
            contents,
        });
    }
    Ok(files)
}

fn in_zip(path: &Path) -> Result<Vec<Handed>> {
    let context = || format!("{}: cannot be read as a zip", path.display());
    let file = File::open(path).with_context(context)?;
    let mut zip = zip::ZipArchive::new(file).with_context(context)?;
    let mut files = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).with_context(context)?;
        let name = entry.name().with_context(context)?.replace('\\', "/");
        let is_hidden = name
            .split('/')
            .any(|part| part.starts_with('.') || part == "__MACOSX");
        if entry.is_dir() || is_hidden {
            continue;
        }
        let contents = if entry.is_symlink() {
            Err("is a link, and was not followed".to_owned())
        } else {
            let size = entry.size();
            bounded(&mut entry, size)
        };
        files.push(Handed { path: name, contents });
    }
    Ok(files)
}

/// All of it, unless it is larger than any notebook is; a zip may lie about a size.
fn bounded(file: impl Read, size: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    if size <= LARGEST {
        file.take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())?;
    }
    if size > LARGEST || bytes.len() as u64 > LARGEST {
        return Err(format!("is larger than {} MB, and was not read", LARGEST >> 20));
    }
    Ok(bytes)
}
