//! The pages, by Sphinx with `crate/site/sphinx`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use host::{command, file};
use lab::Project;
use serde::Deserialize;

use crate::build::WORK;
use crate::source;

/// The crate that draws formulas; its folder holds the font and the style sheet that they want.
const FORMULAS: &str = "pulldown-latex";

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
}

/// What the pages are made of.
#[derive(Debug, Clone, Copy)]
pub struct Pages<'a> {
    /// The folder of pages and notebooks.
    pub source: &'a Path,
    /// Files for pages to use, the playground's among them.
    pub beside: &'a Path,
    /// The project's address, or nothing where nobody has given one.
    pub repository: &'a str,
}

impl Pages<'_> {
    /// Makes the pages in `out`.
    ///
    /// # Errors
    /// What Sphinx complains of, a warning as well.
    pub fn make(self, project: &Project, python: &Path, out: &Path) -> Result<()> {
        let Self {
            source,
            beside,
            repository,
        } = self;
        formula_style(project, &beside.join("formulas"))?;
        let doctrees = project.path(WORK).join("doctrees");
        let mut sphinx = Command::new(python);
        sphinx
            .args([
                "-m",
                "sphinx",
                "--quiet",
                "--builder",
                "html",
                "--fail-on-warning",
                "--keep-going",
            ])
            .arg("--conf-dir")
            .arg(project.path("crate/site/sphinx"))
            .arg("--doctree-dir")
            .arg(&doctrees)
            .arg(source)
            .arg(out)
            .env(
                "SITE_PROGRAM",
                std::env::current_exe().context("the program's own path cannot be read")?,
            )
            .env("SITE_STATIC", beside)
            .env("SITE_REPOSITORY", repository)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        if let Err(error) = command::output(&mut sphinx) {
            // What Sphinx has complained about once it keeps, and does not complain about again.
            let _ = std::fs::remove_dir_all(doctrees);
            return Err(error.context("the pages cannot be made"));
        }
        Ok(())
    }
}

/// Puts the style sheet and the font of formulas into `to`, from the crate that draws them.
fn formula_style(project: &Project, to: &Path) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(project.path("Cargo.toml"));
    let metadata: Metadata =
        serde_json::from_str(&command::output(&mut cargo)?).context("what `cargo metadata` says")?;
    let package = metadata
        .packages
        .into_iter()
        .find(|package| package.name == FORMULAS);
    let manifest = package
        .with_context(|| format!("{FORMULAS}: not among the crates"))?
        .manifest_path;
    let folder = manifest.parent().context("a manifest lies in a folder")?;
    let sheet = folder.join("styles.css");
    let bytes = std::fs::read(&sheet).with_context(|| sheet.display().to_string())?;
    file::renew(&to.join("styles.css"), &bytes)?;
    source::copy(&folder.join("font"), &to.join("font"))
}
