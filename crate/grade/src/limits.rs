//! What a program may take of the machine: memory, processor, the size of its files.

use std::convert::Infallible;
use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use host::parent;
use host::warden::{self, Warden};
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::{another_user, processes};

/// The status where the program was not reached: neither rustc nor a reader of answers ends with it.
pub(crate) const FAILED: i32 = 125;

/// Options of the hidden command that becomes another program with limits.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Address space in bytes
    #[arg(long)]
    memory: u64,
    /// Processor time in seconds
    #[arg(long)]
    seconds: u64,
    /// The largest file in bytes
    #[arg(long)]
    file: u64,
    /// The user to run as, by number; only root may say so
    #[arg(long)]
    user: Option<u32>,
    program: PathBuf,
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

/// Becomes the program with limits, or ends with [`FAILED`].
pub fn run(arguments: &Arguments) -> ! {
    let Err(error) = exec(arguments);
    eprintln!("error: {error:#}");
    std::process::exit(FAILED)
}

/// Sets the limits, which whatever the program starts inherits, and becomes the program.
fn exec(arguments: &Arguments) -> Result<Infallible> {
    // At the lower one the system sends a signal of its own, so that a limit is told from a kill.
    let seconds = (arguments.seconds, arguments.seconds + 2);
    let both = |limit| (limit, limit);
    for (resource, (current, maximum)) in [
        // macOS knows this limit by name alone; there memory is looked at while the program runs.
        #[cfg(target_os = "linux")]
        (Resource::As, both(arguments.memory)),
        (Resource::Cpu, seconds),
        (Resource::Fsize, both(arguments.file)),
        (Resource::Core, both(0)),
        (Resource::Nofile, both(256)),
    ] {
        let limit = Rlimit {
            current: Some(current),
            maximum: Some(maximum),
        };
        setrlimit(resource, limit).context("a limit cannot be set")?;
    }
    if let Some(user) = arguments.user {
        another_user::become_user(user)?;
    }
    // Should we be ended, so is the program. The system forgets this where the user changes.
    parent::end_what_we_become_with_it()?;
    let error = Command::new(&arguments.program).args(&arguments.words).exec();
    Err(error).with_context(|| format!("{}: cannot be started", arguments.program.display()))
}

/// Where the system does not end programs with us: a process that ends those which name `scratch`, should we be killed.
pub(crate) fn warden(scratch: &Path) -> Result<Option<Warden>> {
    let words = [OsStr::new("warden"), scratch.as_os_str()];
    let is_wanted = cfg!(not(target_os = "linux"));
    is_wanted.then(|| Warden::start(&words)).transpose()
}

/// What that process does.
pub fn watch(scratch: &Path) -> Result<()> {
    warden::wait()?;
    processes::end_those_that_name(scratch);
    Ok(())
}
