//! Processes that belong to a kernel, found by their environment.

use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};

/// The variable that tells evcxr its build directory; every process of a kernel inherits it.
pub(crate) const BUILD_DIR: &str = "EVCXR_TMPDIR";

/// The processes whose build directory is `folder`, ourselves left out. Empty where the system does not tell (not
/// Linux).
pub(crate) fn of_build_dir(folder: &Path) -> Vec<i32> {
    let wanted = [BUILD_DIR.as_bytes(), b"=", folder.as_os_str().as_encoded_bytes()].concat();
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_string_lossy().parse::<i32>().ok())
        .filter(|pid| u32::try_from(*pid).is_ok_and(|pid| pid != std::process::id()))
        .filter(|pid| {
            std::fs::read(format!("/proc/{pid}/environ")).is_ok_and(|environ| {
                environ
                    .split(|byte| *byte == 0)
                    .any(|variable| variable == wanted)
            })
        })
        .collect()
}

/// Ends the processes whose build directory is `folder` at once.
pub(crate) fn kill_all(folder: &Path) {
    for pid in of_build_dir(folder) {
        if let Some(pid) = Pid::from_raw(pid) {
            // Gone already is as good.
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

/// Ends the processes in `folder` that run another program than the evcxr with the id `engine`; whether there were any.
pub(crate) fn kill_compilers(folder: &Path, engine: u32) -> bool {
    let program = |pid: i64| std::fs::read_link(format!("/proc/{pid}/exe")).ok();
    let evcxr = program(i64::from(engine));
    let mut found = false;
    for pid in of_build_dir(folder)
        .into_iter()
        .filter(|pid| program(i64::from(*pid)) != evcxr)
    {
        if let Some(pid) = Pid::from_raw(pid) {
            found |= kill_process(pid, Signal::KILL).is_ok();
        }
    }
    found
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
