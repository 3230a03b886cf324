//! The library as graded answers are linked with it: without what would give them the points.

use anyhow::{Context, Result};
use protocol::setup::{Installed, Step};

use super::inputs::Inputs;
use super::install::{Say, Wanted, describe, features, reported};
use super::library::Workspace;
use super::toolchain::library_file;
use super::{copy, snapshot, warm};
use host::file;
use host::lock::FileLock;

/// Builds it beside the library that was set up, where it is not there yet. Only the library's own package is compiled
/// anew; what it is made of is taken from the warm build directory.
pub fn build(wanted: &Wanted, say: Say) -> Result<Installed> {
    let workspace = Workspace::of(&wanted.manifest)?;
    let inputs = Inputs::collect(&workspace, &features(wanted, &workspace))?;
    let home = snapshot::ready(&inputs)?
        .with_context(|| format!("the library is not built yet. {}", super::SET_UP))?;
    let folder = home.folder().join("for-answers");
    let done = folder.join("ready");
    let _lock = FileLock::exclusive(&folder.with_extension("lock"), || ())?;
    let there = done.is_file().then_some(());
    reported(Step::Answers, say, there, |report| {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
        }
        copy::tree(&home.folder().join("build"), &folder)?;
        // Cargo writes a library in place where it can, and this one has a second name: the kernels'.
        let library = library_file(&home.library().name());
        for entry in walkdir::WalkDir::new(&folder) {
            let entry = entry.with_context(|| folder.display().to_string())?;
            if entry.file_name().to_string_lossy() == library {
                std::fs::remove_file(entry.path()).with_context(|| entry.path().display().to_string())?;
            }
        }
        let dependency = home
            .library()
            .dependency_of_answers(&home.folder().join("source"));
        warm::build(&inputs, &folder, &dependency, report)?;
        file::write(&done, b"")
    })?;
    Ok(describe(&home, &folder, &inputs.toolchain, Vec::new()))
}
