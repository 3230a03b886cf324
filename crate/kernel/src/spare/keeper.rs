//! The process that keeps a spare kernel at hand for as long as JupyterLab runs.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::{Address, VARIABLE, room};
use crate::kernelspec;
use host::lock::FileLock;
use host::{cache, command, parent};

/// How often to look whether there is room, or whether another JupyterLab's spare is gone.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The kernel that has just been taken comes first.
const AFTER_TAKING: Duration = Duration::from_secs(5);
/// A spare that ends by itself will not do better at once.
const AFTER_FAILURE: Duration = Duration::from_secs(30);
/// What a spare says on its stdout when it is taken.
pub const TAKEN: &str = "taken";

/// Starts the keeper for the JupyterLab that this process is about to become, with the kernel whose kernelspec stands in the
/// folder `kernelspec`, and tells `jupyter` where spares are.
pub fn start(jupyter: &mut Command, kernelspec: &Path) -> Result<()> {
    let ourselves = i32::try_from(std::process::id()).context("the process id is too large")?;
    let address = Address::new(ourselves).to_string();
    jupyter.env(VARIABLE, &address);
    Command::new(command::ourselves()?)
        .arg("spares")
        .arg(kernelspec)
        .env(VARIABLE, &address)
        // Ctrl-C in the terminal is JupyterLab's.
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("the keeper of spare kernels cannot be started")?;
    Ok(())
}

/// Keeps one spare at hand until JupyterLab ends, and is ended with it.
pub fn run(kernelspec: &Path) -> Result<std::convert::Infallible> {
    parent::end_with_it()?;
    // It may have ended before.
    if Address::of_our_server().is_none() {
        bail!("only JupyterLab keeps spare kernels");
    }
    loop {
        // One spare for each user, however many JupyterLabs run.
        let lock = loop {
            if room::for_another()
                && let Some(lock) = FileLock::try_exclusive(&cache::folder()?.join("spare.lock"))?
            {
                break lock;
            }
            std::thread::sleep(LOOK_EVERY);
        };
        let is_taken = wait_until_taken(kernelspec)?;
        drop(lock);
        std::thread::sleep(if is_taken { AFTER_TAKING } else { AFTER_FAILURE });
    }
}

/// Starts a spare; true once it is taken, false if it ends before.
fn wait_until_taken(kernelspec: &Path) -> Result<bool> {
    // Read anew each time: a set-up may have renewed the kernel.
    let (program, home) = kernelspec::program_and_home(kernelspec)?;
    let mut child = Command::new(program)
        .arg("spare")
        .arg("--home")
        .arg(home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("a spare kernel cannot be started")?;
    let mut said = String::new();
    let _ = BufReader::new(child.stdout.take().context("no stdout")?).read_line(&mut said);
    // Nobody else would ever ask how it ended.
    std::thread::spawn(move || child.wait());
    Ok(said.trim_end() == TAKEN)
}
