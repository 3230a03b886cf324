//! The Python sides of our programs: a script that reads one piece of JSON from stdin and answers in lines of JSON.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ExitStatus, Stdio};

use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::setup::environment::Environment;

/// A script that runs.
#[derive(Debug)]
pub struct Script {
    child: Child,
}

impl Script {
    /// Starts `script` with `task`. `configure` may change the command before.
    pub fn start(
        environment: &Environment,
        script: &str,
        task: &impl Serialize,
        configure: impl FnOnce(&mut std::process::Command),
    ) -> Result<Self> {
        let mut command = environment.command("python");
        // Not `-`: the task comes on stdin.
        command
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        configure(&mut command);
        let mut child = command
            .spawn()
            .context("Python cannot be started. Run `cargo lab setup`")?;
        let mut stdin = child.stdin.take().context("no stdin")?;
        stdin
            .write_all(serde_json::to_string(task)?.as_bytes())
            .context("the task cannot be handed to Python")?;
        Ok(Self { child })
    }

    /// The answers as they come; a line that is none comes as it is.
    pub fn answers<T: DeserializeOwned>(
        &mut self,
    ) -> Result<impl Iterator<Item = Result<std::result::Result<T, String>>> + use<T>> {
        let stdout = self.child.stdout.take().context("no stdout")?;
        Ok(BufReader::new(stdout).lines().map(|line| {
            let line = line.context("Python's output")?;
            Ok(serde_json::from_str(&line).map_err(|_| line))
        }))
    }

    /// Waits for its end.
    pub fn end(mut self) -> Result<ExitStatus> {
        self.child.wait().context("Python's end")
    }
}
