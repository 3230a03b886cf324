//! Machines of their own for tests that need root and other users: a fresh Debian in namespaces that end with this process,
//! however it ends. They see the project and what was set up for it, so that nothing is compiled anew, and change nothing of
//! them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use host::{cache, command};

use lab::Project;
use lab::setup::environment::Environment;

/// Debian 12.
const SUITE: &str = "bookworm";
/// What grading and starting a kernel need, and the libraries of Pythons that were built elsewhere.
const PACKAGES: &str = "bubblewrap,gcc,libc6-dev,iproute2,procps,python3,ca-certificates,libssl3,libsqlite3-0,libffi8,libbz2-1.0,\
    liblzma5,libreadline8,zlib1g,libncursesw6,libuuid1";
/// What makes a machine, with the package that has it.
const TOOLS: [(&str, &str); 3] = [
    ("mmdebstrap", "mmdebstrap"),
    ("unshare", "util-linux"),
    ("setpriv", "util-linux"),
];

/// A machine that can be started.
#[derive(Debug)]
pub(super) struct Machine {
    root: PathBuf,
    work: PathBuf,
    shown: Vec<PathBuf>,
    changed: Vec<PathBuf>,
}

impl Machine {
    /// The machine `name`, whose Debian has `packages` besides the usual ones and on which `prepared` was run, once and with a
    /// network.
    pub(super) fn new(
        project: &Project,
        environment: &Environment,
        name: &str,
        packages: &str,
        prepared: &str,
    ) -> Result<Self> {
        check()?;
        let folder = project.path("target").join(name);
        let work = folder.join("work");
        std::fs::create_dir_all(&work).with_context(|| work.display().to_string())?;
        Ok(Self {
            root: root(&folder, &format!("{PACKAGES},{packages}"), prepared)?,
            work,
            shown: shown(environment)?,
            changed: changed(project)?,
        })
    }

    /// Has one more folder there, to be changed as the others.
    pub(super) fn changing(mut self, folder: PathBuf) -> Self {
        self.changed.push(folder);
        self
    }

    /// A command that starts the machine and runs what its arguments say there.
    pub(super) fn command(&self, project: &Project) -> Result<Command> {
        let mut machine = apart(&["--net"]);
        machine
            .arg(project.path("crate/proof/tests/machine/machine.sh"))
            .args([&self.root, &self.work])
            .env("SHOWN", lines(&self.shown)?)
            .env("CHANGED", lines(&self.changed)?)
            .env("PROJECT", project.root())
            .env("MLP_OFFLINE", "1");
        Ok(machine)
    }
}

/// A shell in namespaces of its own, and in those that `more` adds, which end with this process however it ends.
pub(super) fn apart(more: &[&str]) -> Command {
    let mut shell = Command::new("setpriv");
    shell
        .args(["--pdeathsig", "KILL", "unshare"])
        .args(["--mount", "--pid", "--uts", "--ipc"])
        .args(more)
        .args(["--fork", "--kill-child=KILL", "--propagation", "private", "sh"]);
    shell
}

/// An error where this system cannot make one.
pub(super) fn check() -> Result<()> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |name: &str| std::env::split_paths(&path).any(|folder| folder.join(name).is_file());
    if let Some((name, package)) = TOOLS.into_iter().find(|(name, _)| !is_there(name)) {
        bail!("{name} is not on the PATH. On Debian or Ubuntu: sudo apt-get install {package}");
    }
    if command::output(Command::new("id").arg("-u"))?.trim() != "0" {
        bail!(
            "a machine of its own wants root: run the same command as root, in a container or a virtual machine"
        );
    }
    Ok(())
}

/// A Debian with `packages`, names with commas between them, in the folder `root` of `folder`; made once.
pub(super) fn root(folder: &Path, packages: &str, prepared: &str) -> Result<PathBuf> {
    let root = folder.join("root");
    let stamp = root.join("etc/made-of");
    let made_of = format!("{SUITE} {packages} {prepared}");
    if std::fs::read_to_string(&stamp).is_ok_and(|text| text == made_of) {
        return Ok(root);
    }
    println!("making a Debian with {packages} in {}, once", root.display());
    if root.exists() {
        std::fs::remove_dir_all(&root).with_context(|| root.display().to_string())?;
    }
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    command::output(
        Command::new("mmdebstrap")
            .args(["--mode=root", "--variant=minbase", "--quiet"])
            .arg(format!("--include={packages}"))
            .arg(SUITE)
            .arg(&root),
    )?;
    for file in ["/etc/resolv.conf", "/etc/ssl/certs/ca-certificates.crt"] {
        // Where this system has none, the new one may do without.
        let _ = std::fs::copy(file, root.join(&file[1..]));
    }
    command::output(Command::new("chroot").arg(&root).args(["sh", "-ec", prepared]))?;
    std::fs::write(&stamp, made_of).with_context(|| stamp.display().to_string())?;
    Ok(root)
}

/// What the machine sees as it is: the compilers and Python, where they are not the system's.
fn shown(environment: &Environment) -> Result<Vec<PathBuf>> {
    let prefix = command::output(
        environment
            .command("python")
            .args(["-c", "import sys; print(sys.base_prefix)"]),
    )?;
    let rustup = home("RUSTUP_HOME", ".rustup")?;
    let all = [rustup, PathBuf::from(prefix.trim())];
    Ok(all
        .into_iter()
        .filter(|path| path.is_dir() && path != Path::new("/usr"))
        .collect())
}

/// What the machine sees and may write to, without anything being changed here.
fn changed(project: &Project) -> Result<Vec<PathBuf>> {
    let all = [
        project.root().to_owned(),
        cache::folder()?,
        home("CARGO_HOME", ".cargo")?,
    ];
    Ok(all.into_iter().filter(|path| path.is_dir()).collect())
}

fn home(variable: &str, name: &str) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(path.into());
    }
    let home = std::env::home_dir().context("this user has no home")?;
    Ok(home.join(name))
}

/// The paths, a line each.
fn lines(paths: &[PathBuf]) -> Result<String> {
    let line = |path: &PathBuf| {
        let text = path.as_os_str().to_str().filter(|text| !text.contains('\n'));
        text.map(str::to_owned)
            .with_context(|| format!("{}: a path in plain text is needed", path.display()))
    };
    Ok(paths.iter().map(line).collect::<Result<Vec<_>>>()?.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_a_line_each() {
        let paths = ["/a b", "/c"].map(PathBuf::from);
        assert_eq!(lines(&paths).unwrap(), "/a b\n/c");
        assert!(lines(&[PathBuf::from("/a\nb")]).is_err());
        assert_eq!(
            home("NO_SUCH_VARIABLE", ".x").unwrap().file_name(),
            Some(".x".as_ref())
        );
    }
}
