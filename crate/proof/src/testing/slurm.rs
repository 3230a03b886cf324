//! A grid and a class on a Slurm cluster: three nodes in a fresh Debian on this machine, of which one dies in the middle.
//!
//! Everything runs in namespaces of its own, which end with this process however it ends. The cluster sees the project and what
//! was set up for it, so that nothing is compiled anew, and changes nothing of them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use host::{cache, command};

use super::debian;
use super::python;
use super::tally::Tally;
use lab::Project;
use lab::setup;
use lab::setup::environment::Environment;

/// Debian 12 has Slurm 22.05.
const SUITE: &str = "bookworm";
/// What the nodes of a cluster have: Slurm, what grading needs, and the libraries of Pythons that were built elsewhere.
const PACKAGES: &str = "slurmctld,slurmd,slurm-client,munge,bubblewrap,gcc,libc6-dev,iproute2,procps,python3,ca-certificates,\
    libssl3,libsqlite3-0,libffi8,libbz2-1.0,liblzma5,libreadline8,zlib1g,libncursesw6,libuuid1";
/// Brings the cluster up and runs the tests in it; `program` is `lab`.
pub(super) fn test(project: &Project, program: &Path) -> Result<Tally> {
    debian::check()?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    // In the cluster nothing is to be compiled.
    setup::for_answers(project, &ready.environment)?;
    for name in ["grade", "lab"] {
        lab::programs::ready(project, name)?;
    }
    command::output(
        Command::new("cargo")
            .current_dir(project.root())
            .args(["mlp", "--version"]),
    )?;
    let folder = project.path("target/slurm");
    let root = debian::root(&folder, SUITE, PACKAGES)?;
    let work = folder.join("work");
    std::fs::create_dir_all(&work).with_context(|| work.display().to_string())?;
    let tests = project.path("crate/proof/tests/slurm");
    // Whatever becomes of this process, the namespaces end with it.
    let mut cluster = Command::new("setpriv");
    cluster
        .args([
            "--pdeathsig",
            "KILL",
            "unshare",
            "--mount",
            "--net",
            "--pid",
            "--uts",
            "--ipc",
        ])
        .args(["--fork", "--kill-child=KILL", "--propagation", "private", "sh"])
        .arg(tests.join("cluster.sh"))
        .args([&root, &work])
        .arg(ready.environment.program("python"))
        .env("SHOWN", lines(&shown(&ready.environment)?)?)
        .env("CHANGED", lines(&changed(project)?)?)
        .env("PROJECT", project.root())
        .env("LAB", program)
        .env("MLP_OFFLINE", "1");
    python::run_with(cluster, &tests, "test_slurm")
}

/// What the cluster sees as it is: the compilers and Python, where they are not the system's.
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

/// What the cluster sees and may write to, without anything being changed here.
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
