//! What a program may take of the machine: memory, processor, the size of its files.

use std::convert::Infallible;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use rustix::process::{Resource, Rlimit, setrlimit};

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
    // Should we be ended, so is the program.
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))
        .context("the program cannot be tied to its parent")?;
    let error = Command::new(&arguments.program).args(&arguments.words).exec();
    Err(error).with_context(|| format!("{}: cannot be started", arguments.program.display()))
}
