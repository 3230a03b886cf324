//! Whoever kills a program (SIGKILL) kills what would tidy up after it. So a small process stands beside it that waits for
//! its end, however it comes.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::command;

/// The process. Dropping it lets it do its work, and waits.
#[derive(Debug)]
pub struct Warden(Child);

impl Warden {
    /// Starts this very program with these words, which lead it to [`wait`].
    pub fn start(words: &[&OsStr]) -> Result<Self> {
        let child = Command::new(command::ourselves()?)
            .args(words)
            .current_dir("/")
            // Front ends kill a kernel's whole group.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("the process that tidies up afterwards cannot be started")?;
        Ok(Self(child))
    }
}

impl Drop for Warden {
    fn drop(&mut self) {
        // Closes its stdin first.
        let _ = self.0.wait();
    }
}

/// What the process does first: nobody ever writes to its stdin, which ends with the program that started it.
pub fn wait() -> Result<()> {
    std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()).context("stdin cannot be read")?;
    Ok(())
}
