//! The library for a machine that grades and has no notebooks: as checks are linked with it, and as answers are. Neither
//! evcxr nor a kernelspec is needed for that.
//!
//! ```text
//! snapshots/KEY-grading/    a snapshot without what kernels need, which no kernel starts from
//! ```

use anyhow::Result;
use protocol::setup::{Installed, Step};

use super::home::lock_file;
use super::install::{Say, Wanted, describe, reported};
use super::library::Workspace;
use super::{for_answers, processor, snapshot, warm};
use host::file;
use host::lock::FileLock;

/// Written last.
const DONE: &str = "built-for-checks";

/// Builds what is missing: first the library of checks, then that of answers.
pub fn build(wanted: &Wanted, say: Say) -> Result<[Installed; 2]> {
    let workspace = Workspace::of(&wanted.manifest)?;
    let inputs = wanted.inputs(&workspace)?;
    // Answers run here at their end.
    processor::check(&inputs.toolchain.processor)?;
    let folder = snapshot::folder_of(&format!("{}-grading", inputs.key))?;
    let _lock = FileLock::exclusive(&lock_file(&folder), || ())?;
    let done = folder.join(DONE);
    let there = done.is_file().then_some(());
    reported(Step::Library, say, there, |report| {
        snapshot::lay_out(&inputs, &folder, report)?;
        let dependency = inputs
            .library
            .dependency(&inputs.features, &folder.join("source"));
        warm::build(&inputs, &folder.join("build"), &dependency, report)?;
        file::write(&done, b"")
    })?;
    for_answers::beside(&inputs, &folder, say)?;
    let built = |build| describe(&folder, &inputs.library, build, &inputs.toolchain, Vec::new());
    Ok([built("build"), built(for_answers::FOLDER)])
}
