//! The page's scripts as one, and its style: classic, because a page that is opened as a file loads no modules.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

/// In the order in which one uses what others define.
const SCRIPTS: [&str; 15] = [
    "line.js",
    "elements.js",
    "settings.js",
    "address.js",
    "outcomes.js",
    "guess.js",
    "figure.js",
    "curves.js",
    "train.js",
    "views.js",
    "drawing.js",
    "worked_example.js",
    "normalization.js",
    "plane.js",
    "page.js",
];

/// The style: what stands around the reader's controls, then what figures show.
const STYLES: [&str; 2] = ["figures.css", "results.css"];

/// All scripts in a scope of their own, the worker's text among them.
pub(crate) fn joined(folder: &Path) -> Result<String> {
    let worker = json!(read(folder, "worker.js")?);
    let mut all = format!("\"use strict\";\n(() => {{\nconst WORKER = {worker};\nconst FIGURES = {{}};\n");
    for name in SCRIPTS {
        all.push_str(&read(folder, name)?);
    }
    all.push_str("})();\n");
    Ok(all)
}

/// The style as one sheet.
pub(crate) fn style(folder: &Path) -> Result<String> {
    STYLES.iter().map(|name| read(folder, name)).collect()
}

fn read(folder: &Path, name: &str) -> Result<String> {
    let path = folder.join(name);
    std::fs::read_to_string(&path).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_and_style_of_the_folder_is_in_it() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../playground/page");
        let all = joined(&folder).unwrap() + &style(&folder).unwrap();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "js" && end != "css") {
                continue;
            }
            let first = std::fs::read_to_string(&path).unwrap();
            let first = first.lines().next().unwrap();
            assert!(all.contains(first), "{}", path.display());
        }
    }
}
