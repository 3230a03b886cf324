//! The place where a student's code is compiled and run: no network, nothing of the machine but what it needs to read,
//! one folder to write to, limits on memory and time.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use host::command;

/// How far a program is kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sandbox {
    /// bubblewrap: namespaces of its own.
    Bubblewrap,
    /// Limits alone: for one's own code.
    LimitsOnly,
}

/// What a program may see and take.
#[derive(Debug)]
pub(crate) struct Cage<'a> {
    /// Folders and files that it may read, as they are.
    pub(crate) read: &'a [PathBuf],
    /// The folder that it may write to.
    pub(crate) write: Option<&'a Path>,
    /// Its whole environment.
    pub(crate) environment: &'a [(&'static str, OsString)],
    /// Address space in bytes.
    pub(crate) memory: u64,
    /// Processor time in seconds.
    pub(crate) seconds: u64,
    /// The largest file in bytes.
    pub(crate) file: u64,
}

impl Sandbox {
    /// bubblewrap where it works; `unsafe_without` is the reader's word that grading may go on without it.
    pub(crate) fn find(unsafe_without: bool) -> Result<Self> {
        let probe =
            command::output(Command::new("bwrap").args(["--unshare-all", "--ro-bind", "/", "/", "true"]));
        match (probe, unsafe_without) {
            (Ok(_), _) => Ok(Self::Bubblewrap),
            (Err(_), true) => Ok(Self::LimitsOnly),
            (Err(error), false) => bail!(
                "submissions run in a sandbox, and bubblewrap does not work here:\n{error:#}\n\
                 On Debian or Ubuntu: sudo apt-get install bubblewrap\n\
                 With --without-sandbox they run as you would, with your files and your network"
            ),
        }
    }

    /// The command that runs `program` in its cage; its streams are closed unless the caller opens them.
    pub(crate) fn command(self, program: &Path, arguments: &[OsString], cage: &Cage) -> Result<Command> {
        let mut command = Command::new(command::ourselves()?);
        command
            .arg("limited")
            .args(["--memory", &cage.memory.to_string()])
            .args(["--seconds", &cage.seconds.to_string()])
            .args(["--file", &cage.file.to_string()]);
        if self == Self::Bubblewrap {
            command.arg("bwrap");
            command.args([
                "--unshare-all",
                "--die-with-parent",
                "--new-session",
                "--cap-drop",
                "ALL",
            ]);
            for path in cage.read.iter().filter(|path| path.exists()) {
                command.arg("--ro-bind").args([path, path]);
            }
            command.args(["--dev-bind", "/dev/null", "/dev/null"]);
            command.args(["--dev-bind", "/dev/urandom", "/dev/urandom"]);
            if let Some(folder) = cage.write {
                command.arg("--bind").args([folder, folder]);
                command.arg("--chdir").arg(folder);
            }
            command.args(["--remount-ro", "/"]);
        }
        command.arg(program).args(arguments);
        // `limited` finds bwrap on the PATH; the program inherits what is set here.
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.envs(cage.environment.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = cage.write {
            command.current_dir(folder);
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ok(command)
    }
}
