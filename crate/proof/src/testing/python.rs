//! Tests that are written in Python, for what only Python's clients can show.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::tally::Tally;
use lab::setup::environment::Environment;

/// Has unittest report as cargo does.
const REPORT: &str = include_str!("report_as_cargo.py");

/// The test modules of a folder, in the order of their names.
pub(super) fn modules(folder: &Path) -> Result<Vec<String>> {
    let context = || format!("{}: cannot be listed", folder.display());
    let mut modules: Vec<String> = std::fs::read_dir(folder)
        .with_context(context)?
        .flatten()
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".py")?.to_owned()))
        .filter(|name| name.starts_with("test_"))
        .collect();
    modules.sort();
    Ok(modules)
}

/// Runs the tests of `folder`/`module`.py with Python's unittest, and counts them.
pub(super) fn run_module(
    environment: &Environment,
    folder: &Path,
    module: &str,
    variables: &[(&str, &OsStr)],
) -> Result<Tally> {
    let mut python = environment.command("python");
    python.current_dir(folder).envs(variables.iter().copied());
    run_with(python, folder, module)
}

/// The same with `python`, which may be a command that starts Python elsewhere.
pub(super) fn run_with(mut python: Command, folder: &Path, module: &str) -> Result<Tally> {
    let mut child = python
        .args(["-c", REPORT])
        .args([folder.as_os_str(), OsStr::new(module)])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("Python cannot be started. Run `cargo lab setup`")?;
    let mut tally = Tally::default();
    for line in BufReader::new(child.stdout.take().context("no stdout")?).lines() {
        let line = line.context("the tests' output")?;
        // Two modules may write at the same time: whole lines at least.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
        tally.read_line(&line);
    }
    let status = child.wait().context("the tests' end")?;
    if !status.success() && tally.failed == 0 {
        tally.add(Tally::failure(&format!("{module}: {status}")));
    }
    Ok(tally)
}
