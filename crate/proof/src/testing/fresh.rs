//! A newcomer's first half hour, on a fresh Debian within this machine: a user without rights, with rustup's compiler and
//! empty caches, clones the project and types the README's command; then a shared installation, from which another user opens
//! the notebooks without a network.
//!
//! It takes as long as a newcomer waits, and says how long each step took.

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
    machine::check()?;
    let folder = project.path("target/fresh");
    let root = machine::root(&folder, PACKAGES, "true")?;
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
    let version = command::output(Command::new("rustc").arg("--version"))?;
    let version = version
        .split(' ')
        .nth(1)
        .context("rustc does not say its version")?;
    let rustup = command::output(Command::new("sh").args(["-c", "command -v rustup"]))
        .context("this test installs the compiler with rustup, which is not on the PATH")?;
    let tests = project.path("crate/proof/tests/fresh");
    let mut newcomers = machine::apart(&[]);
    newcomers
        .arg(tests.join("machine.sh"))
        .args([&root, &folder.join("work"), &clone, &tests])
        .arg("python3")
        .env("RUST_VERSION", version)
        .env("RUSTUP", rustup.trim());
    python::run_with(newcomers, &tests, "test_fresh")
}
