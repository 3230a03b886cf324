//! Exercises, through the commands that lecturers and students type.

use std::path::Path;

use anyhow::{Context, Result};

use super::tally::Tally;
use super::{notebooks, python};
use grade::release;
use lab::Project;
use lab::project::COURSE;
use lab::run::selection;
use lab::setup;
use lab::setup::environment::Environment;

/// Compares release/ with source/, then runs the modules of `crate/grade/tests/python` with `program`, which is `lab`.
pub(super) fn test(project: &Project, program: &Path) -> Result<Tally> {
    let ready = setup::run(project, &setup::Arguments::default())?;
    let mut tally = releases(project, &ready.environment)?;
    tally.add(solutions(project, &ready.environment)?);
    let folder = project.path("crate/grade/tests/python");
    let variables = [
        ("LAB", program.as_os_str()),
        ("PROJECT", project.root().as_os_str()),
    ];
    for module in [
        "test_practice",
        "test_course",
        "test_results",
        "test_hand_in",
        "test_class",
        "test_own_tests",
        "test_again",
        "test_parts",
        "test_nbgrader",
        "test_interview",
        "test_package",
    ] {
        tally.add(python::run_module(
            &ready.environment,
            &folder,
            module,
            &variables,
        )?);
    }
    Ok(tally)
}

/// One test a solution notebook: it runs to its end, and leads to the outputs that it shows. That these earn all points is
/// proved in `crate/check/tests/exercises`.
fn solutions(project: &Project, environment: &Environment) -> Result<Tally> {
    let folder = project.path(COURSE).join("solutions");
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry.context("the solutions cannot be listed")?.path();
        if path.extension().is_some_and(|end| end == "ipynb") {
            paths.push(path);
        }
    }
    paths.sort();
    let out = project.path("target/notebooks/solutions");
    let mut tally = Tally::default();
    for notebook in selection::select(project, &paths, &[])? {
        println!("solutions of {}", notebook.name);
        tally.add(notebooks::repeats(environment, &notebook, &out)?);
    }
    Ok(tally)
}

/// One test a problem set: what is committed in release/ is what source/ gives.
fn releases(project: &Project, environment: &Environment) -> Result<Tally> {
    let committed = project.path(COURSE);
    let course = tempfile::tempdir().context("no temporary folder can be made")?;
    for entry in walkdir::WalkDir::new(&committed) {
        let entry = entry.context("the exercises cannot be listed")?;
        let inside = entry.path().strip_prefix(&committed).context("a file outside")?;
        let is_wanted = inside.starts_with("source") || inside.starts_with("nbgrader_config.py");
        if is_wanted && entry.file_type().is_file() {
            let target = course.path().join(inside);
            let folder = target.parent().context("no folder")?;
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
            std::fs::copy(entry.path(), &target).with_context(|| target.display().to_string())?;
        }
    }
    let mut tally = Tally::default();
    for set in release::generate(environment, course.path())? {
        let file = format!("release/{0}/{0}.ipynb", set.name);
        let read = |path: std::path::PathBuf| {
            std::fs::read_to_string(&path).with_context(|| path.display().to_string())
        };
        if read(course.path().join(&file))? == read(committed.join(&file))? {
            println!("test {file} ... ok");
            tally.passed += 1;
        } else {
            println!("test {file} ... FAILED");
            tally.add(Tally::failure(&format!(
                "{file} is not what source/ gives. Run `cargo lab grade release`"
            )));
        }
    }
    Ok(tally)
}
