//! The Rust tests of both packages.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::tally::Tally;
use crate::project::Project;
use crate::setup;

/// The tests of `mlp`.
pub(crate) fn library(project: &Project) -> Result<Tally> {
    cargo_test(project, &["--package", "mlp", "--features", "cli"], &[])
}

/// The tests of `lab`, also those that start kernels and so need the set-up.
pub(crate) fn lab(project: &Project) -> Result<Tally> {
    setup::run(project, &setup::Arguments::default())?;
    // A kernel takes about a gigabyte: two side by side, whatever the number of cores.
    cargo_test(
        project,
        &["--package", "lab"],
        &["--include-ignored", "--test-threads=2"],
    )
}

fn cargo_test(project: &Project, selection: &[&str], harness: &[&str]) -> Result<Tally> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["test", "--release", "--no-fail-fast"])
        .args(selection)
        .arg("--")
        .args(harness);
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
