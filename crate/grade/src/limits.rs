//! What a program may take of the machine: memory, processor, the size of its files.

use std::convert::Infallible;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use rustix::process::{Resource, Rlimit, setrlimit};

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

/// Sets the limits, which whatever the program starts inherits, and becomes the program.
pub fn exec(arguments: &Arguments) -> Result<Infallible> {
    for (resource, limit) in [
        (Resource::As, arguments.memory),
        (Resource::Cpu, arguments.seconds),
        (Resource::Fsize, arguments.file),
        (Resource::Core, 0),
        (Resource::Nofile, 256),
    ] {
        let limit = Rlimit {
            current: Some(limit),
            maximum: Some(limit),
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
