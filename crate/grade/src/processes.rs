//! Other programs while they run: what they compute, and their end.

use std::path::Path;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use host::processes::{self, Work};
use rustix::process::{Pid, Signal, kill_process_group};

/// How often to look whether a program has ended.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// Waits for the program's end, at most until `until`.
pub(crate) fn wait(child: &mut Child, until: Instant) -> Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait().context("a program's state")? {
            return Ok(Some(status));
        }
        if Instant::now() >= until {
            return Ok(None);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// A program with a process group that was made for it. Dropped, it ends with all that it has started.
#[derive(Debug)]
pub(crate) struct Group(pub(crate) Child);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Ends programs whose command line names `path`: what a grading that was killed may have left there. (bubblewrap waits for
/// ever where its other half is killed between its first two steps.)
pub(crate) fn end_those_that_name(path: &Path) {
    processes::end_those_that_name(path);
}

/// What a program and all that it started do, those that ended left out.
pub(crate) fn work(child: &Child) -> Work {
    processes::work(child.id())
}
