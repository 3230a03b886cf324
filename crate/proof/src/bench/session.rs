//! One run of one kernel, through Jupyter's own client.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use super::workload::Workload;
use kernel::evcxr;
use lab::python::Script;
use lab::setup::environment::Environment;

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
        let others = std::env::var_os("JUPYTER_PATH").unwrap_or_default();
        let paths = std::iter::once(jupyter_path.into()).chain(std::env::split_paths(&others));
        let paths: OsString = std::env::join_paths(paths).context("JUPYTER_PATH")?;
        let mut script = Script::start(environment, SCRIPT, &task, |command| {
            evcxr::clean_environment(command);
            command.current_dir(folder.path()).env("JUPYTER_PATH", paths);
        })?;
        let mut steps = Vec::new();
        for answer in script.answers()? {
            steps.push(answer?.map_err(|line| anyhow!("the run's report: {line}"))?);
        }
        let status = script.end()?;
        if !status.success() {
            bail!("{}: {status}; what Python said stands above", self.kernel);
        }
        Ok(steps)
    }
}
