//! Every notebook of the lecture, executed in the kernel that readers use.

use anyhow::Result;

use super::tally::Tally;
use crate::project::Project;
use crate::run::{execute, selection};
use crate::setup;

/// Executes all notebooks; one test each.
pub(crate) fn execute(project: &Project) -> Result<Tally> {
    let ready = setup::run(project, &setup::Arguments::default())?;
    let out = project.path("target/notebooks");
    let mut tally = Tally::default();
    for notebook in selection::select(project, &[], &[])? {
        println!("{}", notebook.name);
        let outcome = execute::execute(&ready.environment, &notebook, &out, false)?;
        match outcome.failed_cell {
            None => tally.passed += 1,
            Some(cell) => {
                tally.failed += 1;
                tally
                    .notes
                    .push(format!("failed: {} in cell {cell}", notebook.name));
            }
        }
    }
    Ok(tally)
}
