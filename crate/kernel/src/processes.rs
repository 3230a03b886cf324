//! Processes that belong to a kernel, found by their environment.

use std::path::Path;

use host::processes::{self, Variable};

/// The variable that tells evcxr its build directory; every process of a kernel inherits it.
pub(crate) const BUILD_DIR: &str = "EVCXR_TMPDIR";

/// What the processes whose build directory is `folder` have in common.
pub(crate) fn mark(folder: &Path) -> Variable {
    Variable::new(BUILD_DIR, folder)
}

/// The processes whose build directory is `folder`, ourselves left out.
pub(crate) fn of_build_dir(folder: &Path) -> Vec<i32> {
    processes::with(&mark(folder))
}

/// Ends the processes whose build directory is `folder` at once.
pub(crate) fn kill_all(folder: &Path) {
    processes::end_with(&mark(folder), |_| true);
}

/// Ends the processes in `folder` that run another program than the evcxr with the id `engine`; whether there were any.
pub(crate) fn kill_compilers(folder: &Path, engine: u32) -> bool {
    let evcxr = i32::try_from(engine).ok().and_then(processes::program);
    processes::end_with(&mark(folder), |process| processes::program(process) != evcxr)
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
