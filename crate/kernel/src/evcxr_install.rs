//! Installing `evcxr_jupyter` once into the user's cache folder.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::evcxr;
use crate::warm::Report;
use host::lock::FileLock;
use host::{cache, command};

/// How many crates it is made of; only for the progress.
const CRATES: f64 = 273.0;

/// The program, compiled now if no other copy of the right version was found.
pub(crate) fn ensure(report: Report) -> Result<PathBuf> {
    if let Some(program) = evcxr::find() {
        return Ok(program);
    }
    let folder = cache::subfolder("evcxr")?;
    let root = folder.join(evcxr::VERSION);
    let _lock = FileLock::exclusive(&folder.join(format!("{}.lock", evcxr::VERSION)), || {
        report(0.0, "waiting for another set-up");
    })?;
    if let Some(program) = evcxr::find() {
        return Ok(program);
    }
    // Kept until it is done, so that a set-up that was cut off goes on where it was.
    let target = folder.join(format!("{}.target", evcxr::VERSION));
    let mut cargo = Command::new("cargo");
    evcxr::clean_environment(&mut cargo);
    cargo
        .args([
            "install",
            "--locked",
            "evcxr_jupyter",
            "--version",
            evcxr::VERSION,
            "--root",
        ])
        .arg(&root)
        .env("CARGO_TARGET_DIR", &target)
        .current_dir(cache::folder()?)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let name = command::describe(&cargo);
    let mut child = cargo
        .spawn()
        .with_context(|| format!("{name}: cannot be started"))?;
    let (mut done, mut said) = (0.0, String::new());
    for line in BufReader::new(child.stderr.take().context("no stderr")?).lines() {
        let line = line.context("cargo's output")?;
        if let Some(what) = line.trim_start().strip_prefix("Compiling ") {
            done += 1.0;
            report((done / CRATES).min(0.98), &format!("compiling {what}"));
        }
        said.push_str(&line);
        said.push('\n');
    }
    let status = child.wait().context("cargo's end")?;
    if !status.success() {
        bail!(
            "{name}: {status}. Look at the network and at the free space, and run the same command again: what was compiled is kept\n{}",
            command::tail(&said)
        );
    }
    // Only space is lost if it cannot be removed.
    let _ = std::fs::remove_dir_all(&target);
    evcxr::find().context(
        "cargo installed evcxr_jupyter, but it is not where it should be. Run the same command again",
    )
}
