//! The playground: the library in the browser, as the program `bundle` lays its files out.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use host::{command, file};
use lab::{Project, programs};

/// The program that compiles the library for browsers and puts the page's scripts beside it.
const PROGRAM: &str = "bundle";
/// In the place of the files' own first page: the site has a page for all figures, and settings in an address go along.
const INDEX: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>The playground</title>\
    <script>location.replace(new URL(\"../../playground.html\" + location.hash, location))</script>\
    <a href=\"../../playground.html\">The playground</a></html>\n";

/// Lays the playground's files out in `folder`.
pub fn ready(project: &Project, folder: &Path) -> Result<()> {
    let program = programs::ready(project, PROGRAM)?;
    command::output(Command::new(program).arg(folder).current_dir(project.root()))?;
    file::renew(&folder.join("index.html"), INDEX.as_bytes())
}
