//! `feedback.zip`: the pages of feedback, each in the folder that its submission came in, as learning platforms take them
//! back.

use std::io::{Cursor, Write};
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;

/// A page: where it lies, and the path of the submission that it is about.
#[derive(Debug)]
pub(crate) struct Packed<'a> {
    pub(crate) page: &'a Path,
    pub(crate) submission: &'a str,
}

/// The zip's bytes.
pub(crate) fn zip(pages: &[Packed]) -> Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for packed in pages {
        let bytes = std::fs::read(packed.page).with_context(|| packed.page.display().to_string())?;
        let stem = packed
            .submission
            .rsplit_once('.')
            .map_or(packed.submission, |(stem, _)| stem);
        zip.start_file(format!("{stem}.html"), SimpleFileOptions::default())
            .context("the zip cannot be written")?;
        zip.write_all(&bytes).context("the zip cannot be written")?;
    }
    Ok(zip.finish().context("the zip cannot be written")?.into_inner())
}
