//! A package for Gradescope, on a machine laid out as the platform's: a fresh Debian on which its image is built, as root, and then
//! grades hand-ins as its containers do.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use host::command;
use lab::{Project, setup};

use super::fresh;
use super::python;
use super::tally::Tally;

/// Makes a course, packs its problem set and grades with it; `program` is `lab`.
pub(super) fn test(project: &Project, program: &Path) -> Result<Tally> {
    let ready = setup::run(project, &setup::Arguments::default())?;
    let folder = project.path("target/gradescope");
    let made = folder.join("made");
    if made.exists() {
        std::fs::remove_dir_all(&made).with_context(|| made.display().to_string())?;
    }
    std::fs::create_dir_all(&made).with_context(|| made.display().to_string())?;
    let course = made.join("course");
    command::output(
        ready
            .environment
            .command("python")
            .args([
                "-c",
                "import sys, course, pathlib; course.make_course(pathlib.Path(sys.argv[1]))",
            ])
            .arg(&course)
            .current_dir(project.path("crate/grade/tests/python"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PROJECT", project.root())
            .env("LAB", program),
    )?;
    command::output(
        Command::new(program)
            .args(["grade", "package", "gradescope", "small", "--course"])
            .arg(&course)
            .arg("--out")
            .arg(made.join("small.zip"))
            .current_dir(project.root()),
    )?;
    let tests = project.path("crate/proof/tests/gradescope");
    let mut machine = fresh::machine(project, &folder.join("work"), &made, &tests)?;
    machine.arg("python3");
    python::run_with(machine, &tests, "test_gradescope")
}
