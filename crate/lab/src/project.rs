//! Where the project is.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The kernel of the project's notebooks, as the library's Cargo.toml names it.
pub const KERNEL: &str = "rust-mlp";
/// The project's own course of exercises.
pub const COURSE: &str = "notebooks/exercises";

/// The folder that holds the workspace's Cargo.toml, notebooks/ and crate/.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The project around the working directory.
    pub fn find() -> Result<Self> {
        let start = std::env::current_dir().context("the working directory cannot be read")?;
        Self::around(&start)
    }

    /// The project around `start`.
    pub fn around(start: &Path) -> Result<Self> {
        for folder in start.ancestors() {
            if folder.join("crate/lab/Cargo.toml").is_file() && folder.join("Cargo.lock").is_file() {
                let root = folder
                    .canonicalize()
                    .with_context(|| folder.display().to_string())?;
                return Ok(Self { root });
            }
        }
        bail!(
            "{}: no folder from here upwards holds crate/lab. Change to the project's folder and try again",
            start.display()
        )
    }

    /// The project's folder, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file or folder inside the project.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }
}
