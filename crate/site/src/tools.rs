//! The Python packages that make the pages, in an environment of their own: no student installs them.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use host::{command, file};
use lab::Project;
use lab::setup::environment::find_python;
use lab::setup::packages::pip_install;

use crate::build::WORK;

/// What is installed, in exact versions.
const REQUIREMENTS: &str = "crate/site/requirements.txt";

/// Installs what is missing; the Python that runs Sphinx.
pub fn ready(project: &Project) -> Result<PathBuf> {
    let folder = project.path(WORK).join("tools");
    let python = folder.join("bin/python");
    let requirements = project.path(REQUIREMENTS);
    let wanted = std::fs::read_to_string(&requirements)
        .with_context(|| format!("{}: cannot be read", requirements.display()))?;
    // Written last: what an earlier run installed.
    let note = folder.join("installed.txt");
    if std::fs::read_to_string(&note).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    let system = find_python().context("Python")?;
    command::output(Command::new(&system).args(["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]))
        .context(
        "the pages are made by Sphinx, which needs Python 3.11 or newer. Put one on the PATH as python3",
    )?;
    command::output(Command::new(&system).args(["-m", "venv", "--clear"]).arg(&folder))
        .with_context(|| format!("{}: cannot be made", folder.display()))?;
    command::output(
        pip_install(Command::new(&python))
            .arg("--requirement")
            .arg(&requirements),
    )
    .context(
        "what makes the pages cannot be installed. Look at the network and run the same command again",
    )?;
    file::write(&note, wanted.as_bytes())?;
    Ok(python)
}
