//! The whole site, one step after the other.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use host::file;
use lab::Project;
use lab::setup::board::Board;
use lab::setup::shown;

use crate::{api, playground, source, sphinx, tools};

/// Where the site is made.
pub const DEFAULT: &str = "target/site";
/// What the steps keep for the next time.
pub const WORK: &str = "target/site-work";
/// A file of every site, written before all others: also of one that was cut off we know that it is ours.
const MARK: &str = ".made-by-cargo-lab-site";
/// Options of `cargo lab site`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder to make the site in
    #[arg(long, value_name = "DIR", default_value = DEFAULT)]
    pub out: PathBuf,
    /// Makes all of it anew, also what an earlier run has left to go on with; what cargo has compiled stays
    #[arg(long)]
    pub full: bool,
    /// Where readers get the project; without it the pages say whom to ask
    #[arg(long, value_name = "ADDRESS")]
    pub repository: Option<String>,
    /// Opens the site when it is made
    #[arg(long)]
    pub open: bool,
}

/// Makes the site; only what has changed since the last time is made anew.
pub fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let out = folder(project, &arguments.out)?;
    if arguments.full {
        for folder in [out.clone(), project.path(WORK)] {
            if folder.exists() {
                std::fs::remove_dir_all(&folder)
                    .with_context(|| format!("{}: cannot be removed", folder.display()))?;
            }
        }
    }
    file::renew(&out.join(MARK), b"")?;
    let board = Board::new();
    let python = step(&board, "tools", 40, || tools::ready(project))?;
    let beside = project.path(WORK).join("static");
    step(&board, "playground", 120, || {
        playground::ready(project, &beside.join("playground"))
    })?;
    step(&board, "pages", 30, || {
        let source = source::ready(project)?;
        let repository = arguments.repository.as_deref().unwrap_or_default();
        sphinx::Pages {
            source: &source,
            beside: &beside,
            repository,
        }
        .make(project, &python, &out)
    })?;
    step(&board, "library's pages", 60, || {
        api::ready(project, &out.join("api"))
    })?;

    let first = out.join("index.html");
    println!("{}", first.display());
    if arguments.open {
        open(&first)?;
    }
    Ok(())
}

/// One step with its line in the terminal. `usual` is what it takes the first time, in seconds.
fn step<T>(board: &Board, name: &'static str, usual: u64, work: impl FnOnce() -> Result<T>) -> Result<T> {
    shown(board.step(name, Duration::from_secs(usual)), |_| work())
}

/// The folder to make the site in: one that is empty, new, or a site already.
fn folder(project: &Project, asked: &Path) -> Result<PathBuf> {
    let folder = if asked == Path::new(DEFAULT) {
        project.path(DEFAULT)
    } else {
        std::path::absolute(asked).with_context(|| asked.display().to_string())?
    };
    let is_empty = std::fs::read_dir(&folder).map_or(true, |mut files| files.next().is_none());
    if !is_empty && !folder.join(MARK).is_file() {
        bail!(
            "{}: holds something else. Name a folder that is empty, new, or a site that was made before",
            folder.display()
        );
    }
    Ok(folder)
}

/// Opens a file with what this system opens pages with.
fn open(page: &Path) -> Result<()> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    Command::new(opener)
        .arg(page)
        .status()
        .with_context(|| format!("{opener} cannot be started. Open {} in a browser", page.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_somebody_elses_is_written_over() {
        let project = Project::around(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let place = tempfile::tempdir().unwrap();
        let asked = place.path().join("www");
        assert_eq!(folder(&project, &asked).unwrap(), asked, "new");
        file::write(&asked.join("index.html"), b"my page").unwrap();
        let error = folder(&project, &asked).unwrap_err().to_string();
        assert!(error.contains("something else"), "{error}");
        file::write(&asked.join(MARK), b"").unwrap();
        assert_eq!(folder(&project, &asked).unwrap(), asked, "a site");
    }
}
