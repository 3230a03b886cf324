//! The library as graded answers are linked with it: without what would give them the points.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result};
use protocol::setup::{Installed, Step};

use super::inputs::Inputs;
use super::install::{Say, Wanted, describe, reported};
use super::library::Workspace;
use super::toolchain::library_file;
use super::{copy, snapshot, warm};
use host::file;
use host::lock::FileLock;

/// The folder of a snapshot that it is built in.
pub(crate) const FOLDER: &str = "for-answers";
/// Written last. Where an older kernel has left its own mark, more is there than should be.
const DONE: &str = "nothing-else-is-here";

/// Builds it beside the library that was set up, where it is not there yet. Only the library's own package is compiled
/// anew; what it is made of is taken from the warm build directory.
pub fn build(wanted: &Wanted, say: Say) -> Result<Installed> {
    let workspace = Workspace::of(&wanted.manifest)?;
    let inputs = wanted.inputs(&workspace)?;
    let home = snapshot::ready(&inputs)?
        .with_context(|| format!("the library is not built yet. {}", super::SET_UP))?;
    let (folder, library) = (home.folder(), home.library());
    beside(&inputs, folder, say)?;
    Ok(describe(folder, library, FOLDER, &inputs.toolchain, Vec::new()))
}

/// The same beside the library that was built in the folder `snapshot`.
pub(crate) fn beside(inputs: &Inputs, snapshot: &Path, say: Say) -> Result<()> {
    let (folder, library) = (snapshot.join(FOLDER), &inputs.library);
    let done = folder.join(DONE);
    let _lock = FileLock::exclusive(&folder.with_extension("lock"), || ())?;
    let there = done.is_file().then_some(());
    reported(Step::Answers, say, there, |report| {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
        }
        copy::tree(&snapshot.join("build"), &folder)?;
        // Cargo writes a library in place where it can, and this one has a second name: the kernels'.
        let file = library_file(&library.name());
        for entry in walkdir::WalkDir::new(&folder) {
            let entry = entry.with_context(|| folder.display().to_string())?;
            if entry.file_name().to_string_lossy() == file {
                std::fs::remove_file(entry.path()).with_context(|| entry.path().display().to_string())?;
            }
        }
        let dependency = library.dependency_of_answers(&snapshot.join("source"));
        let made = warm::build(inputs, &folder, &dependency, report)?;
        keep_only(&made, &folder.join("target"))?;
        file::write(&done, b"")
    })
}

/// Removes from a build directory what the build does not consist of: the warm one holds what notebooks are linked with as
/// well, and a compiler that compiles an answer reads this folder.
fn keep_only(made: &BTreeSet<OsString>, target: &Path) -> Result<()> {
    for entry in walkdir::WalkDir::new(target).contents_first(true) {
        let entry = entry.with_context(|| target.display().to_string())?;
        let path = entry.path();
        if entry.file_type().is_dir() {
            // Fails, as it should, where something is left in it.
            let _ = std::fs::remove_dir(path);
            continue;
        }
        let is_library = path.parent().is_some_and(|folder| folder.ends_with("deps"));
        if !(is_library && made.contains(entry.file_name())) {
            std::fs::remove_file(path).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_built_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, b"").unwrap();
        };
        let stays = [
            "host/debug/deps/libmlp.so",
            "host/debug/deps/libhalf-1.rlib",
            "debug/deps/libmacros-2.so",
        ];
        let goes = [
            "host/debug/libmlp.so",
            "host/debug/deps/libcheck-3.rlib",
            "host/debug/deps/check-3.d",
            "host/debug/.fingerprint/check-3/lib-check.json",
            "host/debug/incremental/check-3/x",
        ];
        stays.iter().chain(&goes).for_each(|name| write(name));
        let made = ["libmlp.so", "libhalf-1.rlib", "libmacros-2.so"].map(OsString::from);
        keep_only(&made.into(), folder.path()).unwrap();
        assert!(stays.iter().all(|name| folder.path().join(name).is_file()));
        assert!(goes.iter().all(|name| !folder.path().join(name).exists()));
        assert!(!folder.path().join("host/debug/.fingerprint").exists());
    }
}
