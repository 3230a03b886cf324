//! Whoever kills a kernel (SIGKILL) kills what would tidy up after it. So a small process stands beside each kernel that
//! waits for its end, however it comes, and removes what is left of it.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use super::leftovers;
use host::command;

/// The process. Dropping it lets it end, after a look whether anything is left.
#[derive(Debug)]
pub(super) struct Warden(Child);

impl Warden {
    /// Watches over the private build directory `folder` for as long as this process lives.
    pub(super) fn of(folder: &Path) -> Result<Self> {
        let child = Command::new(command::ourselves()?)
            .arg("warden")
            .arg(folder)
            .current_dir("/")
            // Front ends kill a kernel's whole group.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("the kernel's warden cannot be started")?;
        Ok(Self(child))
    }
}

impl Drop for Warden {
    fn drop(&mut self) {
        // Closes its stdin first.
        let _ = self.0.wait();
    }
}

/// What the process does: nobody ever writes to its stdin, which ends with the kernel.
pub fn watch(folder: &Path) -> Result<()> {
    std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()).context("stdin cannot be read")?;
    leftovers::remove_abandoned(folder).map(|_| ())
}
