//! The Rust tests of all packages.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::tally::Tally;
use lab::Project;
use lab::setup;

/// What the notebooks' library is made of, and the one that a browser runs.
const LIBRARY: &[&str] = &["protocol", "notebook", "answer", "check", "mlp", "playground"];
/// The programs, and what they share.
const PROGRAMS: &[&str] = &["host", "bundle", "kernel", "grade", "lab", "site", "proof"];

/// The tests of the library's packages. None needs the set-up.
pub(super) fn library(project: &Project) -> Result<Tally> {
    let mut selection = packages(LIBRARY);
    selection.extend(["--features", "mlp/cli"]);
    cargo_test(project, &selection, &[])
}

/// The tests of the programs, also those that start kernels and so need the set-up.
pub(super) fn lab(project: &Project) -> Result<Tally> {
    setup::run(project, &setup::Arguments::default())?;
    // A kernel takes about a gigabyte: two side by side, whatever the number of cores.
    cargo_test(
        project,
        &packages(PROGRAMS),
        &["--include-ignored", "--test-threads=2"],
    )
}

fn packages(names: &'static [&'static str]) -> Vec<&'static str> {
    names.iter().flat_map(|name| ["--package", name]).collect()
}

fn cargo_test(project: &Project, selection: &[&str], harness: &[&str]) -> Result<Tally> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["test", "--release", "--no-fail-fast"])
        .args(selection)
        .arg("--")
        .args(harness);
    host::command::as_started_by_hand(&mut cargo);
    cargo.current_dir(project.root()).stdout(Stdio::piped());
    let mut child = cargo.spawn().context("cargo cannot be started")?;
    let mut tally = Tally::default();
    for line in BufReader::new(child.stdout.take().context("no stdout")?).lines() {
        let line = line.context("cargo's output")?;
        println!("{line}");
        tally.read_line(&line);
    }
    let status = child.wait().context("cargo's end")?;
    if !status.success() && tally.failed == 0 {
        tally.add(Tally::failure(&format!(
            "cargo test {}: {status}",
            selection.join(" ")
        )));
    }
    Ok(tally)
}
