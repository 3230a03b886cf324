//! A class on a JupyterHub, on a machine of its own: what lecturers and students do there, and what they cannot. `MLP_SHARED`
//! names a shared installation that there is already.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use host::command;

use super::machine::Machine;
use super::python;
use super::tally::Tally;
use lab::{Project, programs, setup};

const PACKAGES: &str = "node-configurable-http-proxy,libpam-modules,passwd,python3-venv";
/// Where everybody may look, and outside of the project, in which cargo would take what kernels build for members.
const SHARED: &str = "/var/cache/mlp-shared-for-tests";
/// Where `crate/lab/hub/install` has the hub.
const HUB: &str = "/opt/jupyterhub";

/// Brings the hub up and runs the tests with it; `program` is `lab`.
pub(super) fn test(project: &Project, program: &Path) -> Result<Tally> {
    let ready = setup::run(project, &setup::Arguments::default())?;
    setup::for_answers(project, &ready.environment)?;
    programs::ready(project, "grade")?;
    let prepared = prepared(project)?;
    // The one is compiled, the other fetched: side by side they take as long as the longer.
    let (shared, machine) = std::thread::scope(|scope| {
        let shared = scope.spawn(|| match std::env::var_os("MLP_SHARED") {
            Some(there) => Ok(PathBuf::from(there)),
            None => shared(program),
        });
        let machine = Machine::new(project, &ready.environment, "hub", PACKAGES, &prepared);
        (shared.join(), machine)
    });
    let shared = shared.map_err(|_| anyhow!("the shared set-up panicked"))??;
    let machine = machine?.changing(shared.clone());
    let tests = project.path("crate/proof/tests/hub");
    let mut hub = machine.command(project)?;
    hub.arg(ready.environment.program("python"))
        .env("LAB", program)
        .env("SHARED", &shared);
    python::run_with(hub, &tests, "test_hub")
}

/// A shared installation, made where it is seen later, since it cannot be moved.
fn shared(program: &Path) -> Result<PathBuf> {
    let folder = PathBuf::from(SHARED);
    println!(
        "setting up for all users in {}; some minutes the first time",
        folder.display()
    );
    command::output(Command::new(program).arg("setup").arg("--shared").arg(&folder))?;
    Ok(folder)
}

/// What `install` would do with a network, which the machine has only while it is made.
fn prepared(project: &Project) -> Result<String> {
    let list = project.path("crate/lab/hub/requirements.txt");
    let list = std::fs::read_to_string(&list).with_context(|| list.display().to_string())?;
    let packages: Vec<&str> = list.split_whitespace().collect();
    Ok(format!(
        "python3 -m venv {HUB} && {HUB}/bin/pip install --quiet {}",
        packages.join(" ")
    ))
}
