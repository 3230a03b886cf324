//! A grid and a class on a Slurm cluster: three nodes on a machine of its own, of which one dies in the middle.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use host::command;

use super::machine::Machine;
use super::python;
use super::tally::Tally;
use lab::{Project, programs, setup};

/// Debian 12 has Slurm 22.05.
const PACKAGES: &str = "slurmctld,slurmd,slurm-client,munge";

/// Brings the cluster up and runs the tests in it; `program` is `lab`.
pub(super) fn test(project: &Project, program: &Path) -> Result<Tally> {
    let ready = setup::run(project, &setup::Arguments::default())?;
    // In the cluster nothing is to be compiled.
    setup::for_answers(project, &ready.environment)?;
    programs::ready(project, "grade")?;
    let mut mlp = Command::new("cargo");
    command::output(mlp.current_dir(project.root()).args(["mlp", "--version"]))?;
    let machine = Machine::new(project, &ready.environment, "slurm", PACKAGES, "true")?;
    let tests = project.path("crate/proof/tests/slurm");
    let mut cluster = machine.command(project)?;
    cluster
        .arg("sh")
        .arg(tests.join("cluster.sh"))
        .arg(ready.environment.program("python"))
        .env("LAB", program);
    python::run_with(cluster, &tests, "test_slurm")
}
