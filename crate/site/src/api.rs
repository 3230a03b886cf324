//! The pages of the library, by `cargo doc`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use host::command;
use lab::Project;

use crate::build::WORK;

/// What notebooks call.
const CRATES: [&str; 2] = ["mlp", "notebook"];

/// Makes the pages of the crates that notebooks call; the folder they are in.
pub fn ready(project: &Project) -> Result<PathBuf> {
    let folder = project.path(WORK).join("api");
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(project.root())
        .args(["doc", "--quiet", "--no-deps"]);
    for name in CRATES {
        cargo.args(["--package", name]);
    }
    // The pages of these crates alone, while what is compiled for them is shared with every other `cargo doc`.
    cargo
        .arg("--target-dir")
        .arg(&folder)
        .env("CARGO_BUILD_BUILD_DIR", project.path("target"));
    command::as_started_by_hand(&mut cargo);
    command::output(&mut cargo).context("the library's pages cannot be made")?;
    Ok(folder.join("doc"))
}
