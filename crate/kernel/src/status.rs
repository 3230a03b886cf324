//! What is set up, and which kernels run.

use std::path::{Path, PathBuf};

use anyhow::Result;
use protocol::setup::{Running, State};

use super::install::{self, Wanted};
use super::{evcxr, leftovers, processes, snapshot, spare};
use host::processes::memory;

/// The state of the kernel that is wanted, and of all that run. What crashed ones left is removed on the way.
pub fn status(wanted: &Wanted) -> Result<State> {
    let removed = swept()?;
    let (features, library) = install::installed(wanted);
    Ok(State {
        evcxr: evcxr::find(),
        library: library.map_err(|error| format!("{error:#}")),
        features,
        running: running()?,
        removed,
    })
}

/// How much of crashed kernels was removed, and where.
fn swept() -> Result<Vec<(usize, PathBuf)>> {
    let mut removed = Vec::new();
    for snapshot in snapshot::all()? {
        let stale = leftovers::sweep(&snapshot)?;
        if stale > 0 {
            removed.push((stale, snapshot));
        }
    }
    Ok(removed)
}

/// The running kernels of all snapshots.
fn running() -> Result<Vec<Running>> {
    let mut running = Vec::new();
    for snapshot in snapshot::all()? {
        for folder in leftovers::all(&snapshot) {
            let owner = owner(&folder);
            let pids = processes::of_build_dir(&folder);
            let memory = pids.iter().chain(&owner).filter_map(|pid| memory(*pid)).sum();
            running.push(Running {
                pid: owner,
                memory,
                spare: std::fs::read_to_string(spare::mark(&folder)).ok(),
                folder,
            });
        }
    }
    Ok(running)
}

/// The process that a private build directory belongs to, which its name begins with.
fn owner(folder: &Path) -> Option<i32> {
    folder.file_name()?.to_str()?.split('-').next()?.parse().ok()
}
