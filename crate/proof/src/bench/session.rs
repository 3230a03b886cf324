//! One run of one kernel, through Jupyter's own client.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use super::workload::Workload;
use crate::kernel::evcxr;
use crate::setup::environment::Environment;

/// The Python side.
const SCRIPT: &str = include_str!("measure.py");

/// How long a step took.
#[derive(Debug, Deserialize)]
pub(super) struct Step {
    /// A kind's name.
    pub(super) what: String,
    pub(super) seconds: f64,
}

/// What to run, and where.
#[derive(Debug)]
pub(super) struct Session<'a> {
    pub(super) kernel: &'a str,
    /// The command of a spare kernel and the folder where it says that it is ready.
    pub(super) spare: Option<&'a Value>,
    pub(super) workload: &'a Workload,
    /// How many cells of each kind.
    pub(super) cells: usize,
}

impl Session<'_> {
    /// Runs it with the kernelspecs below `jupyter_path` beside the environment's own.
    pub(super) fn run(&self, environment: &Environment, jupyter_path: &Path) -> Result<Vec<Step>> {
        let task = json!({
            "kernel": self.kernel,
            "spare": self.spare,
            "opening": self.workload.opening,
            "expected": self.workload.expected,
            "prepare": self.workload.prepare,
            "cells": self.workload.cells(self.cells),
        });
        let folder = tempfile::tempdir().context("no temporary folder can be made")?;
        let mut command = environment.command("python");
        evcxr::clean_environment(&mut command);
        let others = std::env::var_os("JUPYTER_PATH").unwrap_or_default();
        let paths = std::iter::once(jupyter_path.into()).chain(std::env::split_paths(&others));
        let paths: OsString = std::env::join_paths(paths).context("JUPYTER_PATH")?;
        let mut child = command
            // Not `-`: the task comes on stdin.
            .args(["-c", SCRIPT])
            .current_dir(folder.path())
            .env("JUPYTER_PATH", paths)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("Python cannot be started. Run `cargo lab setup`")?;
        let mut stdin = child.stdin.take().context("no stdin")?;
        stdin
            .write_all(task.to_string().as_bytes())
            .context("the cells cannot be handed to Python")?;
        drop(stdin);
        let mut steps = Vec::new();
        for line in BufReader::new(child.stdout.take().context("no stdout")?).lines() {
            steps.push(serde_json::from_str(&line?).context("the run's report")?);
        }
        let status = child.wait().context("Python's end")?;
        if !status.success() {
            bail!("{}: {status}; what Python said stands above", self.kernel);
        }
        Ok(steps)
    }
}
