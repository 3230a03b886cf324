//! What a kernel's `mlp` is built from, and the key that stands for it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

use super::cuda;
use super::lockfile::{self, Pinned};
use super::toolchain::Toolchain;
use crate::project::Project;

/// Changes whenever the layout of a snapshot does, so that those of an older `lab` are not taken for ours.
const LAYOUT: &str = "6";

/// Everything that a snapshot is built from.
#[derive(Debug)]
pub struct Inputs {
    /// The sources: path inside the snapshot, contents.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// The packages that Cargo.lock pins for `mlp`.
    pub pinned: Vec<Pinned>,
    /// Features of `mlp` that notebooks get, such as `cuda`.
    pub features: Vec<String>,
    /// Variables that the build is given, and cells with it: where CUDA is, for its feature.
    pub environment: Vec<(String, String)>,
    /// Compiler and processor.
    pub toolchain: Toolchain,
    /// Stands for all of the above.
    pub key: String,
    /// Stands for `pinned` alone.
    pub vendor_key: String,
}

impl Inputs {
    /// Reads the project's sources.
    pub fn collect(project: &Project, features: &[String]) -> Result<Self> {
        let toolchain = Toolchain::detect()?;
        let mut files = Vec::new();
        let lock = read(&project.path("Cargo.lock"))?;
        let manifest = workspace_manifest(&String::from_utf8_lossy(&read(&project.path("Cargo.toml"))?))?;
        let root = project.path("crate");
        let walk = WalkDir::new(&root).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| !is_left_out(entry, &root)) {
            let entry = entry.with_context(|| format!("{}: cannot be listed", root.display()))?;
            if entry.file_type().is_file() {
                let inside = entry
                    .path()
                    .strip_prefix(project.root())
                    .context("a file outside the project")?;
                files.push((inside.to_owned(), read(entry.path())?));
            }
        }
        files.push(("Cargo.toml".into(), manifest.into_bytes()));

        let pinned: Vec<Pinned> = lockfile::pinned(&String::from_utf8_lossy(&lock), "mlp")?
            .into_iter()
            .collect();
        let mut vendor = Sha256::new();
        for package in &pinned {
            add(
                &mut vendor,
                &[
                    package.name.as_bytes(),
                    package.version.as_bytes(),
                    package.checksum.as_bytes(),
                ],
            );
        }
        let vendor_key = short(vendor);

        let mut key = Sha256::new();
        add(
            &mut key,
            &[
                LAYOUT.as_bytes(),
                vendor_key.as_bytes(),
                Toolchain::rustflags().as_bytes(),
            ],
        );
        add(
            &mut key,
            &[toolchain.version.as_bytes(), toolchain.processor.as_bytes()],
        );
        for feature in features {
            add(&mut key, &[b"feature", feature.as_bytes()]);
        }
        let environment = cuda::environment_for(features)?;
        for (name, value) in &environment {
            add(&mut key, &[name.as_bytes(), value.as_bytes()]);
        }
        for (path, contents) in files.iter().filter(|(path, _)| is_linked(path)) {
            add(&mut key, &[path.as_os_str().as_encoded_bytes(), contents]);
        }
        // The lock file is written into the snapshot, but only what `mlp` reaches in it counts.
        files.push(("Cargo.lock".into(), lock));
        let key = short(key);
        Ok(Self {
            files,
            pinned,
            features: features.to_vec(),
            environment,
            toolchain,
            key,
            vendor_key,
        })
    }
}

/// The workspace's manifest with `mlp` as the only member.
fn workspace_manifest(text: &str) -> Result<String> {
    let mut manifest: toml::Table = toml::from_str(text).context("Cargo.toml cannot be read as TOML")?;
    let workspace = manifest
        .get_mut("workspace")
        .and_then(toml::Value::as_table_mut)
        .context("Cargo.toml has no [workspace]")?;
    workspace.insert("members".into(), vec!["crate"].into());
    toml::to_string(&manifest).context("Cargo.toml cannot be written")
}

/// `lab` is no part of the library, nor is what was built.
fn is_left_out(entry: &DirEntry, root: &Path) -> bool {
    let top = entry.path().parent() == Some(root);
    let name = entry.file_name().to_string_lossy();
    entry.file_type().is_dir() && ((top && (name == "lab" || name == "target")) || name.starts_with('.'))
}

/// Tests, benchmarks and the command line travel with the snapshot, because the manifest names them, but no notebook
/// links them: a change to them is no reason to build again.
fn is_linked(path: &Path) -> bool {
    let apart = ["crate/tests", "crate/benches", "crate/examples", "crate/src/bin"];
    !apart.iter().any(|folder| path.starts_with(folder))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))
}

/// Length before contents, so that no two lists of parts look the same.
fn add(hash: &mut Sha256, parts: &[&[u8]]) {
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
}

/// The beginning of a hash, in hexadecimal digits.
pub fn short(hash: Sha256) -> String {
    use std::fmt::Write;
    hash.finalize()
        .iter()
        .take(12)
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
