//! A newcomer's first half hour, on a fresh Debian within this machine: a user without rights, with rustup's compiler and
//! empty caches, clones the project and types the README's command; then a shared installation, from which another user opens
//! the notebooks without a network.
//!
//! It takes as long as a newcomer waits, and says how long each step took.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use host::command;
use lab::Project;

use super::machine;
use super::python;
use super::tally::Tally;

/// What the README asks for, with what rustup and git want to fetch anything, and the package that has Fashion-MNIST.
const PACKAGES: &str =
    "build-essential,python3-venv,git,curl,ca-certificates,procps,iproute2,util-linux,dataset-fashion-mnist";

/// Sets up and opens, as a newcomer and from a shared installation.
pub(super) fn test(project: &Project) -> Result<Tally> {
    let folder = project.path("target/fresh");
    // What is committed: what lies about is no part of a clone.
    let clone = folder.join("clone");
    if clone.exists() {
        std::fs::remove_dir_all(&clone).with_context(|| clone.display().to_string())?;
    }
    command::output(
        Command::new("git")
            .args(["clone", "--quiet", "--no-hardlinks"])
            .arg(project.root())
            .arg(&clone),
    )?;
    let tests = project.path("crate/proof/tests/fresh");
    let mut newcomers = machine(project, &folder.join("work"), &clone, &tests)?;
    newcomers.arg("python3");
    python::run_with(newcomers, &tests, "test_fresh")
}

/// A fresh Debian with this machine's network and its rustup, in which `clone` and `tests` are seen as /clone and /tests; what its
/// arguments say runs there as root, and what is written there goes to `work`.
pub(super) fn machine(project: &Project, work: &Path, clone: &Path, tests: &Path) -> Result<Command> {
    machine::check()?;
    let root = machine::root(&project.path("target/fresh"), PACKAGES, "true")?;
    let version = command::output(Command::new("rustc").arg("--version"))?;
    let version = version
        .split(' ')
        .nth(1)
        .context("rustc does not say its version")?;
    let rustup = command::output(Command::new("sh").args(["-c", "command -v rustup"]))
        .context("this test installs the compiler with rustup, which is not on the PATH")?;
    let mut fresh = machine::apart(&[]);
    fresh
        .arg(project.path("crate/proof/tests/fresh/machine.sh"))
        .args([&root, work, clone, tests])
        .env("RUST_VERSION", version)
        .env("RUSTUP", rustup.trim());
    Ok(fresh)
}
