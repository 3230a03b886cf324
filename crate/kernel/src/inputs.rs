//! What the library of a kernel's notebooks is built from, and the key that stands for it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

use super::cuda;
use super::library::{Library, Workspace};
use super::lockfile::{self, Pinned};
use super::parts::Parts;
use super::toolchain::Toolchain;
use host::hash::{Sha256, add, short};

/// Changes whenever the layout of a snapshot does, so that those of an older kernel are not taken for ours.
const LAYOUT: &str = "10";

/// Everything that a snapshot is built from.
#[derive(Debug)]
pub(crate) struct Inputs {
    /// The library.
    pub library: Library,
    /// The sources: path inside the snapshot, contents.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// The folders of the workspace that the library is made of, relative to it.
    pub own: Vec<PathBuf>,
    /// Those that an edit of the library does not touch.
    pub parts: Option<Parts>,
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
    pub(crate) fn collect(
        workspace: &Workspace,
        features: &[String],
        target_cpu: Option<&str>,
    ) -> Result<Self> {
        let (root, library) = (&workspace.root, &workspace.library);
        let toolchain = Toolchain::detect(target_cpu)?;
        let mut files = Vec::new();
        let lock = read(&root.join("Cargo.lock"))?;
        for folder in &workspace.folders {
            files.extend(sources(root, folder)?);
        }
        let manifests: Vec<String> = files
            .iter()
            .filter(|(path, _)| path.ends_with("Cargo.toml"))
            .map(|(_, contents)| String::from_utf8_lossy(contents).into_owned())
            .collect();
        let manifest = String::from_utf8_lossy(&read(&root.join("Cargo.toml"))?).into_owned();
        let manifest = workspace_manifest(&manifest, &manifests, &workspace.folders)?;
        // A library may stand at its workspace's root.
        files.retain(|(path, _)| path != Path::new("Cargo.toml"));
        let counts = |path: &Path| workspace.folders.iter().all(|folder| is_linked(path, folder));
        let parts = Parts::of(library, &workspace.folders, &files, counts, &manifest)?;
        let manifest = parts.as_ref().map_or(manifest, |parts| parts.rest.clone());
        files.push(("Cargo.toml".into(), manifest.into_bytes()));

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
                toolchain.rustflags().as_bytes(),
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
        for (path, contents) in linked(&files, &workspace.folders) {
            add(&mut key, &[path.as_os_str().as_encoded_bytes(), contents]);
        }
        // The lock file is written into the snapshot, but only what the library reaches in it counts.
        files.push(("Cargo.lock".into(), lock));
        let key = short(key);
        Ok(Self {
            library: library.clone(),
            files,
            own: workspace.folders.clone(),
            parts,
            pinned,
            features: features.to_vec(),
            environment,
            toolchain,
            key,
            vendor_key,
        })
    }

    /// Those of the sources that the library is compiled from.
    pub(crate) fn linked(&self) -> impl Iterator<Item = &(PathBuf, Vec<u8>)> {
        linked(&self.files, &self.own).filter(|(path, _)| path != Path::new("Cargo.lock"))
    }
}

fn linked<'a>(
    files: &'a [(PathBuf, Vec<u8>)],
    folders: &'a [PathBuf],
) -> impl Iterator<Item = &'a (PathBuf, Vec<u8>)> {
    let is_linked = |path: &Path| folders.iter().all(|folder| is_linked(path, folder));
    files.iter().filter(move |(path, _)| is_linked(path))
}

/// The files of the package in `folder`, each with its path inside the workspace.
fn sources(root: &Path, folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let package = root.join(folder);
    let walk = WalkDir::new(&package).sort_by_file_name().into_iter();
    let mut files = Vec::new();
    for entry in walk.filter_entry(|entry| !is_left_out(entry, &package)) {
        let entry = entry.with_context(|| format!("{}: cannot be listed", package.display()))?;
        // The lock file is added once, and a notebook beside the library is what uses it.
        let is_source =
            entry.file_name() != "Cargo.lock" && entry.path().extension().is_none_or(|end| end != "ipynb");
        if entry.file_type().is_file() && is_source {
            let inside = entry
                .path()
                .strip_prefix(root)
                .context("a file outside the workspace")?;
            files.push((inside.to_owned(), read(entry.path())?));
        }
    }
    Ok(files)
}

/// The workspace's manifest with the library and what it is made of as the only members, and of the dependencies that it
/// keeps for all members those that one of these asks for: what others need is no reason to build again.
fn workspace_manifest(text: &str, members: &[String], folders: &[PathBuf]) -> Result<String> {
    let read = |text: &str| -> Result<toml::Table> {
        toml::from_str(text).context("Cargo.toml cannot be read as TOML")
    };
    let mut manifest = read(text)?;
    let Some(workspace) = manifest.get_mut("workspace").and_then(toml::Value::as_table_mut) else {
        return Ok(text.to_owned());
    };
    let mut inherited = BTreeSet::new();
    for member in members {
        inherit(&read(member)?, &mut inherited);
    }
    if let Some(dependencies) = workspace
        .get_mut("dependencies")
        .and_then(toml::Value::as_table_mut)
    {
        dependencies.retain(|name, _| inherited.contains(name));
    }
    let folders = folders.iter().filter(|folder| !folder.as_os_str().is_empty());
    let members: Vec<String> = folders
        .map(|folder| folder.to_string_lossy().into_owned())
        .collect();
    workspace.insert("members".into(), members.into());
    workspace.remove("default-members");
    toml::to_string(&manifest).context("Cargo.toml cannot be written")
}

/// The dependencies that a manifest, or a part of one, takes from its workspace.
fn inherit(table: &toml::Table, found: &mut BTreeSet<String>) {
    for (name, value) in table {
        let Some(inner) = value.as_table() else { continue };
        if inner.get("workspace").and_then(toml::Value::as_bool) == Some(true) {
            found.insert(name.clone());
        } else {
            inherit(inner, found);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_of_another_member_is_no_reason_to_build_again() {
        let root = "[workspace]\nmembers = [\"*\"]\ndefault-members = [\"other\"]\n[workspace.dependencies]\nserde = \"1\"\nzip = \"9\"\n";
        let mine =
            "[package]\nname = \"mine\"\n[dependencies]\nserde.workspace = true\nzip = \"8\"\n".to_owned();
        let text = workspace_manifest(root, &[mine], &["mine".into()]).unwrap();
        let manifest: toml::Table = toml::from_str(&text).unwrap();
        let workspace = manifest["workspace"].as_table().unwrap();
        assert_eq!(workspace["members"], vec!["mine"].into());
        let kept: Vec<&String> = workspace["dependencies"].as_table().unwrap().keys().collect();
        assert_eq!(kept, ["serde"]);
        assert!(!workspace.contains_key("default-members"));
    }

    #[test]
    fn pages_and_tests_are_no_reason_to_build_again() {
        let is_linked = |path: &str| is_linked(Path::new(path), Path::new("crate/mlp"));
        assert!(is_linked("crate/mlp/src/lib.rs") && is_linked("crate/mlp/assets/a.md"));
        for path in ["README.md", "tests/a.rs", "src/bin/mlp/main.rs", "benches/b.rs"] {
            assert!(!is_linked(&format!("crate/mlp/{path}")), "{path}");
        }
    }
}
