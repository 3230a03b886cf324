//! A snapshot that is ready: where it is, and the lock that keeps it from being pruned while a kernel uses it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::library::Library;
use super::{BuildDir, leftovers, processor};
use host::lock::FileLock;

/// What a snapshot says of itself, in its file `ready`, which is written last.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Ready {
    /// The `evcxr_jupyter` that it was warmed with.
    pub evcxr: PathBuf,
    /// `rustc -vV` and the processor, for reuse of its compiled dependencies by a later snapshot.
    pub compiler: String,
    /// Stands for the exact versions of its dependencies.
    pub vendor_key: String,
    /// Variables that it was built with and that its cells need again.
    #[serde(default)]
    pub environment: Vec<(String, String)>,
    /// What was compiled, as it was then; not noted by earlier versions.
    #[serde(default)]
    pub compiled: Option<Compiled>,
    /// The folder of the crates that are kept apart from it (see `parts`).
    #[serde(default)]
    pub parts: Option<PathBuf>,
}

/// The compiled libraries of a snapshot, by which a damaged one is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Compiled {
    files: u64,
    bytes: u64,
}

impl Compiled {
    /// Those in the warm build directory `build`.
    pub(crate) fn in_build(build: &Path) -> Self {
        let mut all = Self { files: 0, bytes: 0 };
        for entry in WalkDir::new(build.join("target")).into_iter().flatten() {
            let is_library = entry.path().extension().is_some_and(|end| {
                ["rlib", "rmeta", "so", "dylib"]
                    .iter()
                    .any(|library| end == *library)
            });
            if let Some(about) = entry
                .metadata()
                .ok()
                .filter(|about| is_library && about.is_file())
            {
                all.files += 1;
                all.bytes += about.len();
            }
        }
        all
    }
}

/// A ready snapshot, held together with other kernels.
#[derive(Debug)]
pub struct KernelHome {
    folder: PathBuf,
    ready: Ready,
    library: Library,
    _lock: FileLock,
}

impl KernelHome {
    /// Opens the snapshot in `folder`, an error where it is not ready.
    pub fn open(folder: &Path) -> Result<Self> {
        let not_ready = || {
            format!(
                "{}: the kernel's library is not built yet, or its cache was removed. {}",
                folder.display(),
                super::SET_UP
            )
        };
        if !folder.join("ready").is_file() {
            bail!(not_ready());
        }
        let lock = FileLock::shared(&lock_file(folder))?;
        let text = std::fs::read_to_string(folder.join("ready")).with_context(not_ready)?;
        let ready = serde_json::from_str(&text).with_context(not_ready)?;
        let library = library(folder).with_context(not_ready)?;
        Ok(Self {
            folder: folder.to_owned(),
            ready,
            library,
            _lock: lock,
        })
    }

    /// The snapshot's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The library that it holds.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The `evcxr_jupyter` to start.
    pub fn evcxr(&self) -> &Path {
        &self.ready.evcxr
    }

    /// Variables that its cells need.
    pub fn environment(&self) -> &[(String, String)] {
        &self.ready.environment
    }

    /// The compiler's version, such as 1.95.0.
    pub fn rust_version(&self) -> String {
        self.ready
            .compiler
            .split_whitespace()
            .nth(1)
            .unwrap_or_default()
            .to_owned()
    }

    /// A private copy of the warm build directory, for one kernel. Copies that crashed kernels left are removed first.
    pub fn build_dir(&self) -> Result<BuildDir> {
        // Here and not when it is opened: whoever waits for a cell reads it.
        processor::check(&self.ready.compiler)?;
        leftovers::sweep(&self.folder)?;
        BuildDir::copy_of(self.folder(), self.evcxr(), self.environment())
    }
}

/// Where a snapshot keeps what its library asks for.
pub(crate) const LIBRARY: &str = "library.json";

/// What the library of the snapshot in `folder` asks for.
pub(crate) fn library(folder: &Path) -> Result<Library> {
    let file = folder.join(LIBRARY);
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    serde_json::from_str(&text).with_context(|| file.display().to_string())
}

/// The lock of a snapshot lies beside it, so that it outlives the snapshot's removal.
pub(crate) fn lock_file(folder: &Path) -> PathBuf {
    folder.with_extension("lock")
}

#[cfg(test)]
mod tests {
    use host::file;

    use super::*;

    #[test]
    fn a_library_that_is_cut_off_or_missing_is_noticed() {
        let build = tempfile::tempdir().unwrap();
        let library = build.path().join("target/debug/deps/libhalf.rlib");
        file::write(&library, b"compiled").unwrap();
        let whole = Compiled::in_build(build.path());
        file::write(&build.path().join("target/debug/deps/half.d"), b"names").unwrap();
        assert_eq!(Compiled::in_build(build.path()), whole, "no library");
        std::fs::write(&library, b"comp").unwrap();
        assert_ne!(Compiled::in_build(build.path()), whole, "cut off");
        std::fs::remove_file(&library).unwrap();
        assert_ne!(Compiled::in_build(build.path()), whole, "missing");
    }
}
