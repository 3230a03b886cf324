//! The plain kernel: `evcxr_jupyter` itself in a private build directory, which is removed when the kernel ends.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use super::KernelHome;
use host::parent;

/// How often to look whether the kernel, or the program that started it, has ended.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Runs `evcxr_jupyter` until it ends, until we are told to, or until the program that started us is gone.
pub fn run(home: &KernelHome, connection_file: &Path) -> Result<ExitCode> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGINT, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).context("signals cannot be handled")?;
    }
    let parent = rustix::process::getppid();
    let build_dir = home.build_dir()?;
    let connection_file = std::path::absolute(connection_file).context("the connection file has no path")?;
    let mut command = build_dir.command(&connection_file)?;
    // evcxr says there where its settings are.
    command.stdout(Stdio::null());
    let mut child = command
        .spawn()
        .with_context(|| format!("evcxr_jupyter cannot be started. {}", crate::SET_UP))?;
    loop {
        if let Some(status) = child.try_wait().context("the kernel's state cannot be read")? {
            return Ok(if status.success() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
        if stop.load(Ordering::Relaxed) || rustix::process::getppid() != parent {
            // Gone already is as good.
            let _ = child.kill();
            let _ = child.wait();
            return Ok(ExitCode::SUCCESS);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Replaces this process by `program`, after asking the system to end it when the process that started us ends:
/// a kernel that is killed leaves no evcxr behind. Where a system knows no such wish, the kernel's warden ends it.
pub fn exec_tied(program: &Path, arguments: &[String]) -> Result<std::convert::Infallible> {
    use std::os::unix::process::CommandExt;
    parent::end_what_we_become_with_it()?;
    let error = Command::new(program).args(arguments).exec();
    Err(error).with_context(|| format!("{}: cannot be started. {}", program.display(), crate::SET_UP))
}
