//! Processes that belong to a kernel, found by their environment.

use std::path::Path;

use rustix::fd::OwnedFd;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

/// The variable that tells evcxr its build directory; every process of a kernel inherits it.
pub(crate) const BUILD_DIR: &str = "EVCXR_TMPDIR";

/// The processes whose build directory is `folder`, ourselves left out. Empty where the system does not tell (not
/// Linux).
pub(crate) fn of_build_dir(folder: &Path) -> Vec<i32> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_string_lossy().parse::<i32>().ok())
        .filter(|pid| u32::try_from(*pid).is_ok_and(|pid| pid != std::process::id()))
        .filter(|pid| is_of_build_dir(*pid, folder))
        .collect()
}

fn is_of_build_dir(pid: i32, folder: &Path) -> bool {
    let wanted = [BUILD_DIR.as_bytes(), b"=", folder.as_os_str().as_encoded_bytes()].concat();
    std::fs::read(format!("/proc/{pid}/environ")).is_ok_and(|environ| {
        environ
            .split(|byte| *byte == 0)
            .any(|variable| variable == wanted)
    })
}

/// Ends the processes whose build directory is `folder` at once.
pub(crate) fn kill_all(folder: &Path) {
    for (_, process) in held(folder) {
        // Gone already is as good.
        let _ = pidfd_send_signal(&process, Signal::KILL);
    }
}

/// Ends the processes in `folder` that run another program than the evcxr with the id `engine`; whether there were any.
pub(crate) fn kill_compilers(folder: &Path, engine: u32) -> bool {
    let program = |pid: i64| std::fs::read_link(format!("/proc/{pid}/exe")).ok();
    let evcxr = program(i64::from(engine));
    let mut found = false;
    for (_, process) in held(folder)
        .into_iter()
        .filter(|(pid, _)| program(i64::from(*pid)) != evcxr)
    {
        found |= pidfd_send_signal(&process, Signal::KILL).is_ok();
    }
    found
}

/// The processes whose build directory is `folder`, held: a process number may be another process's by the time a signal
/// is sent to it.
fn held(folder: &Path) -> Vec<(i32, OwnedFd)> {
    let hold = |pid: i32| {
        let process = pidfd_open(Pid::from_raw(pid)?, PidfdFlags::empty()).ok()?;
        // Looked at again: what is held now may be the next one.
        is_of_build_dir(pid, folder).then_some((pid, process))
    };
    of_build_dir(folder).into_iter().filter_map(hold).collect()
}

/// Memory that the process holds (resident), in bytes.
pub(crate) fn memory(pid: i32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim()
        .trim_end_matches(" kB")
        .trim()
        .parse::<u64>()
        .ok()
        .map(|kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processes_of_one_folder_are_ended_and_no_others() {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let mut children = folders.each_ref().map(|folder| {
            let mut command = std::process::Command::new("sleep");
            command.arg("60").env(BUILD_DIR, folder.path()).spawn().unwrap()
        });
        let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
        // Until it has become the other program, its environment is ours.
        while of_build_dir(folders[0].path()).is_empty() && std::time::Instant::now() < until {
            std::thread::yield_now();
        }
        kill_all(folders[0].path());
        assert!(!children[0].wait().unwrap().success());
        assert!(children[1].try_wait().unwrap().is_none());
        children[1].kill().unwrap();
        children[1].wait().unwrap();
    }
}
