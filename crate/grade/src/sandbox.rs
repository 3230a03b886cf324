//! The place where a student's code is read, compiled and run: no network, nothing of the machine but what it needs to
//! read, one folder to write to, limits on memory and time. What it sees has names of its own (`/library`, `/answer`), so
//! that no folder of the machine stands in what it prints.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use anyhow::{Result, bail};

use host::command;
use lab::setup::system::{Package, System};

use crate::another_user;

/// How far a program is kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sandbox {
    /// bubblewrap: namespaces of its own.
    Bubblewrap,
    /// Limits alone: for one's own code.
    LimitsOnly,
    /// Limits and a user without rights: in a container of its own where bubblewrap is refused.
    AnotherUser,
}

/// A folder or file, and how it is called inside of a sandbox.
#[derive(Debug, Clone)]
pub(crate) struct Mount {
    host: PathBuf,
    inside: PathBuf,
}

impl Mount {
    pub(crate) fn new(host: impl Into<PathBuf>, inside: impl Into<PathBuf>) -> Self {
        Self {
            host: host.into(),
            inside: inside.into(),
        }
    }

    /// Another file or folder in the place of this one.
    pub(crate) fn at(self, host: PathBuf) -> Self {
        Self { host, ..self }
    }

    /// One that has the same name everywhere.
    pub(crate) fn same(path: &str) -> Self {
        Self::new(path, path)
    }

    /// What any program loads.
    pub(crate) fn system() -> Vec<Self> {
        ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"]
            .map(Self::same)
            .into()
    }

    /// Something in this folder.
    pub(crate) fn inner(&self, path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        Self::new(self.host.join(path), self.inside.join(path))
    }

    pub(crate) fn host(&self) -> &Path {
        &self.host
    }
}

/// What a program may see and take.
#[derive(Debug)]
pub(crate) struct Cage<'a> {
    /// What it may read.
    pub(crate) read: &'a [Mount],
    /// The folder that it may write to.
    pub(crate) write: Option<&'a Mount>,
    /// Whether it has /dev/null and /dev/urandom, which a compiler wants. A program of a student's has none: what belongs to
    /// the machine could be changed for all.
    pub(crate) devices: bool,
    /// Its whole environment.
    pub(crate) environment: &'a [(&'static str, OsString)],
    /// Address space in bytes.
    pub(crate) memory: u64,
    /// Processor time in seconds.
    pub(crate) seconds: u64,
    /// The largest file in bytes.
    pub(crate) file: u64,
}

/// The bubblewrap that is tried and then used: the first on the reader's own PATH, which programs in it do not get.
static BWRAP: LazyLock<PathBuf> = LazyLock::new(|| {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = std::env::split_paths(&path).map(|folder| folder.join("bwrap"));
    let found = found.find(|program| program.is_file());
    found
        .and_then(|program| std::path::absolute(program).ok())
        .unwrap_or_else(|| "bwrap".into())
});

impl Sandbox {
    /// bubblewrap where it works; `unsafe_without` is the reader's word that grading may go on without it.
    pub(crate) fn find(unsafe_without: bool) -> Result<Self> {
        if cfg!(not(target_os = "linux")) {
            return elsewhere(unsafe_without);
        }
        let mut probe = Command::new(&*BWRAP);
        probe.args(["--unshare-all", "--ro-bind", "/", "/", "true"]);
        if unsafe_without {
            return Ok(match command::output(&mut probe) {
                Ok(_) => Self::Bubblewrap,
                Err(_) => Self::LimitsOnly,
            });
        }
        match probe.output() {
            Ok(output) if output.status.success() => Ok(Self::Bubblewrap),
            Ok(output) => bail!("{}", refused(&String::from_utf8_lossy(&output.stderr))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => bail!(
                "submissions run in a sandbox, and bubblewrap, which makes it, is not installed.\n\
                 This installs it: {}\n{WITHOUT}",
                System::here().command(&[Package::Sandbox])
            ),
            Err(error) => bail!("bubblewrap cannot be started: {error}\n{WITHOUT}"),
        }
    }

    /// bubblewrap where it works; else another user, in a container that is there for one hand-in and whose root this is.
    pub(crate) fn find_in_container() -> Result<Self> {
        let refused = match Self::find(false) {
            Ok(sandbox) => return Ok(sandbox),
            Err(error) => error,
        };
        if !another_user::is_possible() {
            bail!(
                "answers run in a sandbox or as another user. This program is not root's, so it cannot give them to one, and: \
                 {refused}"
            );
        }
        Ok(Self::AnotherUser)
    }

    /// Where the checks are compiled and run, which are the course's own.
    pub(crate) fn for_checks(self) -> Self {
        match self {
            // Not where answers could meet them.
            Self::AnotherUser => Self::LimitsOnly,
            other => other,
        }
    }

    /// Lets a program of this sandbox write into `folder`.
    pub(crate) fn give(self, folder: &Path) -> Result<()> {
        match self {
            Self::AnotherUser => another_user::give(folder),
            _ => Ok(()),
        }
    }

    /// The end of that.
    pub(crate) fn take_back(self, folder: &Path) -> Result<()> {
        match self {
            Self::AnotherUser => another_user::take_back(folder),
            _ => Ok(()),
        }
    }

    /// Ends what earlier programs of this sandbox have left, where the sandbox itself does not.
    pub(crate) fn clear(self) -> Result<()> {
        match self {
            Self::AnotherUser => another_user::end_all(),
            _ => Ok(()),
        }
    }

    /// How the program in the sandbox calls it.
    pub(crate) fn seen(self, mount: &Mount) -> PathBuf {
        match self {
            Self::Bubblewrap => mount.inside.clone(),
            Self::LimitsOnly | Self::AnotherUser => mount.host.clone(),
        }
    }

    /// The command that runs `program` in its cage; its streams are closed unless the caller opens them.
    pub(crate) fn command(self, program: &Mount, arguments: &[OsString], cage: &Cage) -> Result<Command> {
        let mut command = Command::new(command::ourselves()?);
        command
            .arg("limited")
            .args(["--memory", &cage.memory.to_string()])
            .args(["--seconds", &cage.seconds.to_string()])
            .args(["--file", &cage.file.to_string()]);
        if self == Self::AnotherUser {
            command.args(["--user", &another_user::USER.to_string()]);
        }
        if self == Self::Bubblewrap {
            command.arg(&*BWRAP);
            command.args([
                "--unshare-all",
                "--die-with-parent",
                "--new-session",
                "--cap-drop",
                "ALL",
                "--hostname",
                "answer",
            ]);
            for mount in cage.read.iter().filter(|mount| mount.host.exists()) {
                command.arg("--ro-bind").args([&mount.host, &mount.inside]);
            }
            if cage.devices {
                command.args(["--dev-bind", "/dev/null", "/dev/null"]);
                command.args(["--dev-bind", "/dev/urandom", "/dev/urandom"]);
            }
            if let Some(folder) = cage.write {
                command.arg("--bind").args([&folder.host, &folder.inside]);
                command.arg("--chdir").arg(&folder.inside);
            } else {
                command.args(["--chdir", "/"]);
            }
            command.args(["--remount-ro", "/"]);
        }
        command.arg(self.seen(program)).args(arguments);
        // The program inherits what is set here.
        command.env_clear();
        let path = match self {
            Self::Bubblewrap | Self::AnotherUser => "/usr/local/bin:/usr/bin:/bin".into(),
            Self::LimitsOnly => std::env::var_os("PATH").unwrap_or_default(),
        };
        command.env("PATH", path);
        command.envs(cage.environment.iter().map(|(name, value)| (name, value)));
        match cage.write {
            Some(folder) => _ = command.current_dir(&folder.host),
            None if self == Self::AnotherUser => _ = command.current_dir("/"),
            None => {}
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ok(command)
    }
}

/// Where there is no sandbox.
fn elsewhere(unsafe_without: bool) -> Result<Sandbox> {
    if !unsafe_without {
        bail!(
            "submissions run in a sandbox, which there is on Linux alone. Grade on Linux, a virtual machine or a container for \
             instance.\n{WITHOUT}, and their memory is looked at ten times a second in place of being limited"
        );
    }
    Ok(Sandbox::LimitsOnly)
}

const WITHOUT: &str = "With --without-sandbox they run as you would, with your files and your network";

/// Allows bubblewrap, and nothing else, to make namespaces where AppArmor forbids it to ordinary users.
const PROFILE: &str = "\
abi <abi/4.0>,
include <tunables/global>

profile bwrap /usr/bin/bwrap flags=(unconfined) {
  userns,
  include if exists <local/bwrap>
}";

/// What to do where bubblewrap is there and the system does not let it work.
fn refused(said: &str) -> String {
    let on = |setting: &str, value: &str| {
        std::fs::read_to_string(format!("/proc/sys/{setting}")).is_ok_and(|text| text.trim() == value)
    };
    let remedy = if on("kernel/apparmor_restrict_unprivileged_userns", "1") {
        format!(
            "AppArmor forbids namespaces to ordinary users here, as Ubuntu does since 24.04. \
             This profile allows them to bubblewrap; write it to /etc/apparmor.d/bwrap\n\n{PROFILE}\n\n\
             and load it: sudo apparmor_parser --replace /etc/apparmor.d/bwrap"
        )
    } else if on("user/max_user_namespaces", "0") || on("kernel/unprivileged_userns_clone", "0") {
        "Namespaces are switched off here: sudo sysctl user.max_user_namespaces=15000 kernel.unprivileged_userns_clone=1"
            .to_owned()
    } else {
        "Inside a container, the container itself has to be allowed to make namespaces \
         (docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined)"
            .to_owned()
    };
    format!(
        "submissions run in a sandbox. bubblewrap, which makes it, is installed, but the system refuses it:\n  {}\n{remedy}\n{WITHOUT}",
        said.trim()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_no_sandbox_one_has_to_ask_for_none() {
        let words = elsewhere(false).unwrap_err().to_string();
        assert!(
            words.contains("on Linux alone") && words.contains("--without-sandbox"),
            "{words}"
        );
        assert_eq!(elsewhere(true).unwrap(), Sandbox::LimitsOnly);
    }

    #[test]
    fn a_sandbox_that_is_refused_is_told_from_one_that_is_missing() {
        let words = refused("bwrap: setting up uid map: Permission denied\n");
        assert!(words.contains("is installed, but the system refuses it") && words.contains("uid map"));
        assert!(PROFILE.contains("userns,"));
    }
}
