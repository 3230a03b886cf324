//! What the library of a kernel's notebooks is built from, and the key that stands for it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

use super::cuda;
use super::library::{Library, Workspace};
use super::lockfile::{self, Pinned};
use super::toolchain::Toolchain;
use host::hash::{Sha256, add, short};

/// Changes whenever the layout of a snapshot does, so that those of an older kernel are not taken for ours.
const LAYOUT: &str = "7";

/// Everything that a snapshot is built from.
#[derive(Debug)]
pub(crate) struct Inputs {
    /// The library.
    pub library: Library,
    /// The sources: path inside the snapshot, contents.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// The packages that Cargo.lock pins for the library.
    pub pinned: Vec<Pinned>,
    /// Features of the library that notebooks get, such as `cuda`.
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
    /// Reads the sources of the library in `workspace`.
    pub(crate) fn collect(workspace: &Workspace, features: &[String]) -> Result<Self> {
        let (root, library) = (&workspace.root, &workspace.library);
        let toolchain = Toolchain::detect()?;
        let mut files = Vec::new();
        let lock = read(&root.join("Cargo.lock"))?;
        for folder in &workspace.folders {
            files.extend(sources(root, folder)?);
        }
        if !workspace
            .folders
            .iter()
            .any(|folder| folder.as_os_str().is_empty())
        {
            let manifest = String::from_utf8_lossy(&read(&root.join("Cargo.toml"))?).into_owned();
            let manifest = workspace_manifest(&manifest, &workspace.folders)?;
            files.push(("Cargo.toml".into(), manifest.into_bytes()));
        }

        let pinned: Vec<Pinned> = lockfile::pinned(&String::from_utf8_lossy(&lock), &library.package)?
            .into_iter()
            .collect();
        let mut vendor = Sha256::default();
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

        let mut key = Sha256::default();
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
        let is_linked = |path: &Path| workspace.folders.iter().all(|folder| is_linked(path, folder));
        for (path, contents) in files.iter().filter(|(path, _)| is_linked(path)) {
            add(&mut key, &[path.as_os_str().as_encoded_bytes(), contents]);
        }
        // The lock file is written into the snapshot, but only what the library reaches in it counts.
        files.push(("Cargo.lock".into(), lock));
        let key = short(key);
        Ok(Self {
            library: library.clone(),
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

/// The files of the package in `folder`, each with its path inside the workspace.
fn sources(root: &Path, folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let package = root.join(folder);
    let walk = WalkDir::new(&package).sort_by_file_name().into_iter();
    let mut files = Vec::new();
    for entry in walk.filter_entry(|entry| !is_left_out(entry, &package)) {
        let entry = entry.with_context(|| format!("{}: cannot be listed", package.display()))?;
        if entry.file_type().is_file() {
            let inside = entry
                .path()
                .strip_prefix(root)
                .context("a file outside the workspace")?;
            files.push((inside.to_owned(), read(entry.path())?));
        }
    }
    Ok(files)
}

/// The workspace's manifest with the library and what it is made of as the only members.
fn workspace_manifest(text: &str, folders: &[PathBuf]) -> Result<String> {
    let mut manifest: toml::Table = toml::from_str(text).context("Cargo.toml cannot be read as TOML")?;
    let workspace = manifest
        .get_mut("workspace")
        .and_then(toml::Value::as_table_mut)
        .context("Cargo.toml has no [workspace]")?;
    let members: Vec<String> = folders
        .iter()
        .map(|folder| folder.to_string_lossy().into_owned())
        .collect();
    workspace.insert("members".into(), members.into());
    workspace.remove("default-members");
    toml::to_string(&manifest).context("Cargo.toml cannot be written")
}

/// What was built, what is hidden, and other packages inside this one's folder.
fn is_left_out(entry: &DirEntry, package: &Path) -> bool {
    let path = entry.path();
    if !entry.file_type().is_dir() || path == package {
        return false;
    }
    let is_target = path.parent() == Some(package) && entry.file_name() == "target";
    let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
    is_target || is_hidden || path.join("Cargo.toml").is_file()
}

/// Tests, benchmarks, commands and pages travel with the snapshot, because manifests name them, but no notebook links them: a
/// change to them is no reason to build again.
fn is_linked(path: &Path, folder: &Path) -> bool {
    let apart = ["tests", "benches", "examples", "src/bin"];
    let is_page = path.parent() == Some(folder) && path.extension().is_some_and(|end| end == "md");
    !is_page && !apart.iter().any(|part| path.starts_with(folder.join(part)))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))
}
