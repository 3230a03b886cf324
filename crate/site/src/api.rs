//! The pages of the library, by `cargo doc`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use host::{command, file};
use lab::Project;
use walkdir::WalkDir;

use crate::build::WORK;
use crate::links;

/// What notebooks call.
const CRATES: [&str; 2] = ["mlp", "notebook"];
/// rustdoc makes no first page for several crates, and its other pages lead to one. This leads on to the page about the library.
const FIRST: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>The library</title>\
    <meta http-equiv=\"refresh\" content=\"0; url=../library.html\"><a href=\"../library.html\">The library</a></html>\n";

/// Lays the pages of the crates that notebooks call out in `to`.
///
/// # Errors
/// What `cargo doc` complains of, or a file that cannot be written.
pub fn ready(project: &Project, to: &Path) -> Result<()> {
    lay_out(&made(project)?, to)
}

/// Makes the pages; the folder they are in.
fn made(project: &Project) -> Result<PathBuf> {
    let folder = project.path(WORK).join("api");
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(project.root())
        .args(["doc", "--quiet", "--no-deps"]);
    for name in CRATES {
        cargo.args(["--package", name]);
    }
    // The pages of these crates alone, while what is compiled for them is shared with every other `cargo doc`.
    cargo
        .arg("--target-dir")
        .arg(&folder)
        .env("CARGO_BUILD_BUILD_DIR", project.path("target"));
    command::as_started_by_hand(&mut cargo);
    command::output(&mut cargo).context("the library's pages cannot be made")?;
    Ok(folder.join("doc"))
}

/// Copies the pages, without those of their links that lead nowhere.
fn lay_out(from: &Path, to: &Path) -> Result<()> {
    let first = from.join("index.html");
    file::renew(&first, FIRST.as_bytes())?;
    for entry in WalkDir::new(from) {
        let entry = entry.with_context(|| from.display().to_string())?;
        let path = entry.path();
        if !entry.file_type().is_file() {
            continue;
        }
        let mut bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
        // The first page leads out of the folder.
        if path != first && path.extension().is_some_and(|kind| kind == "html") {
            let page = String::from_utf8(bytes).with_context(|| path.display().to_string())?;
            let beside = path.parent().unwrap_or(from);
            bytes = links::without_dead(&page, |link| beside.join(link).is_file()).into_bytes();
        }
        file::renew(&to.join(path.strip_prefix(from)?), &bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_laid_out_with_the_links_that_lead_somewhere() {
        let place = tempfile::tempdir().unwrap();
        let (from, to) = (place.path().join("doc"), place.path().join("api"));
        let page = "<a href=\"../index.html\">all</a> <a href=\"../mlp/index.html\">mlp</a> <a href=\"super::Span\">Span</a>";
        file::write(&from.join("mlp/index.html"), page.as_bytes()).unwrap();
        file::write(&from.join("search.index/1.js"), page.as_bytes()).unwrap();
        lay_out(&from, &to).unwrap();
        let laid = |name| std::fs::read_to_string(to.join(name)).unwrap();
        assert_eq!(
            laid("mlp/index.html"),
            page.replace("<a href=\"super::Span\">Span</a>", "Span")
        );
        assert_eq!(laid("search.index/1.js"), page);
        assert!(laid("index.html").contains("href=\"../library.html\""));
    }
}
