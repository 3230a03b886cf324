//! The kernel as front ends meet it: Python's clients against the kernel that is installed.

use std::path::Path;
use std::sync::Mutex;

use anyhow::Result;

use super::python;
use super::tally::Tally;
use lab::Project;
use lab::setup;

/// A kernel takes about a gigabyte, and most of its start one core: so many modules side by side, whatever the machine.
const AT_ONCE: usize = 2;

/// Runs all modules of `crate/kernel/tests/python`, then JupyterLab's spare kernel, which waits while others compute.
pub(super) fn test(project: &Project, program: &Path) -> Result<Tally> {
    let ready = setup::run(project, &setup::Arguments::default())?;
    let folder = project.path("crate/kernel/tests/python");
    let variables = [
        ("PROJECT", project.root().as_os_str()),
        ("LAB", program.as_os_str()),
    ];
    let waiting = Mutex::new(modules(&folder)?);
    let next = || waiting.lock().ok().and_then(|mut waiting| waiting.pop());
    let worker = || -> Result<Tally> {
        let mut tally = Tally::default();
        while let Some(module) = next() {
            tally.add(python::run_module(
                &ready.environment,
                &folder,
                &module,
                &variables,
            )?);
        }
        Ok(tally)
    };
    let mut tally = std::thread::scope(|scope| -> Result<Tally> {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(worker)).collect();
        let mut tally = Tally::default();
        for worker in workers {
            tally.add(
                worker
                    .join()
                    .unwrap_or_else(|_| Ok(Tally::failure("a thread of the tests panicked")))?,
            );
        }
        Ok(tally)
    })?;
    let jupyterlab = project.path("crate/proof/tests/jupyterlab");
    tally.add(python::run_module(
        &ready.environment,
        &jupyterlab,
        "test_spare",
        &variables,
    )?);
    Ok(tally)
}

/// The names of the test modules, those that take longest last, since they are taken first.
fn modules(folder: &Path) -> Result<Vec<String>> {
    let mut modules = python::modules(folder)?;
    modules.sort_by_key(|name| (name == "test_outside", name == "test_clients"));
    Ok(modules)
}
