//! Finding the lines that a place of the compiler's, and calls of cells, are in.

use std::collections::BTreeMap;
use std::path::Path;

use addr2line::Loader;
use protocol::cells::Frame;
use serde_json::Value;

use crate::cell_build;
use crate::proxy::machine::locate::Spot;

/// The lines of evcxr's files below `folder`, in the order of what is looked for.
pub(super) fn spots(folder: &Path, place: Option<(String, usize)>, frames: &[Frame]) -> Vec<Spot> {
    let mut libraries: BTreeMap<&str, Option<Loader>> = BTreeMap::new();
    let called = frames.iter().filter_map(|frame| {
        let library = libraries
            .entry(&frame.library)
            .or_insert_with_key(|path| Loader::new(path).ok());
        let location = library.as_ref()?.find_location(frame.address).ok()??;
        Some((location.file?.to_owned(), location.line? as usize))
    });
    let places: Vec<(String, usize)> = place.into_iter().chain(called).collect();
    let mut files: BTreeMap<String, Option<String>> = BTreeMap::new();
    let spots = places.into_iter().filter_map(|(file, line)| {
        let source = files
            .entry(file)
            .or_insert_with_key(|file| std::fs::read_to_string(folder.join(cell_build::source(file)?)).ok())
            .clone()?;
        Some(Spot {
            source,
            line,
            words: String::new(),
        })
    });
    spots.collect()
}

/// The lines that the compiler's last errors are about, with what it says.
pub(super) fn diagnosed(folder: &Path) -> Vec<Spot> {
    let text = std::fs::read_to_string(folder.join(cell_build::DIAGNOSTICS)).unwrap_or_default();
    let source = std::fs::read_to_string(folder.join("src/lib.rs")).unwrap_or_default();
    let spot = |line: &str| -> Option<Spot> {
        let diagnostic: Value = serde_json::from_str(line).ok()?;
        let spans = diagnostic["spans"]
            .as_array()
            .filter(|_| diagnostic["level"] == "error")?;
        let span = spans.iter().find(|span| span["is_primary"] == true)?;
        cell_build::source(span["file_name"].as_str()?)?;
        Some(Spot {
            source: source.clone(),
            line: span["line_start"].as_u64()? as usize,
            words: diagnostic["message"].as_str()?.to_owned(),
        })
    };
    text.lines().filter_map(spot).collect()
}
