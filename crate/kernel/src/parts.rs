//! The crates of a workspace that a library is made of, kept apart from its snapshots. Cargo compiles a crate anew that lies in
//! another folder; in one that stands for their contents they stay compiled while the library itself is edited.
//!
//! ```text
//! parts/KEY/Cargo.toml    the workspace's manifest with these as its members
//! parts/KEY/…             their folders, as in the workspace
//! ```

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};

use super::library::Library;
use host::hash::{Sha256, add, short};
use host::lock::FileLock;
use host::{cache, file};

type File = (PathBuf, Vec<u8>);

/// The crates that are kept apart.
#[derive(Debug)]
pub(crate) struct Parts {
    key: String,
    files: Vec<File>,
    /// The manifest that the library's own workspace is left with.
    pub(crate) rest: String,
}

impl Parts {
    /// Those of the library in a workspace with these `folders`, `files` and `manifest`; none where it is alone, and where it
    /// names them in its own manifest and not by way of the workspace. `counts` says which files are compiled: the others go
    /// along, because manifests name them.
    pub(crate) fn of(
        library: &Library,
        folders: &[PathBuf],
        files: &[File],
        counts: impl Fn(&Path) -> bool,
        manifest: &str,
    ) -> Result<Option<Self>> {
        let is_own = |path: &Path| path.starts_with(&library.folder);
        let members: Vec<&PathBuf> = folders.iter().filter(|folder| !is_own(folder)).collect();
        let (own, mut files): (Vec<File>, Vec<File>) =
            files.iter().cloned().partition(|(path, _)| is_own(path));
        let named = own.iter().any(|(path, contents)| {
            path.file_name().is_some_and(|name| name == "Cargo.toml") && names_a_folder(contents)
        });
        if members.is_empty() || named || library.folder.as_os_str().is_empty() {
            return Ok(None);
        }
        let read = || toml::from_str::<toml::Table>(manifest).context("Cargo.toml cannot be read as TOML");
        let mut theirs = read()?;
        set_members(&mut theirs, &members);
        files.retain(|(path, _)| members.iter().any(|member| path.starts_with(member)));
        files.push(("Cargo.toml".into(), toml::to_string(&theirs)?.into_bytes()));
        let mut key = Sha256::default();
        for (path, contents) in files.iter().filter(|(path, _)| counts(path)) {
            add(&mut key, &[path.as_os_str().as_encoded_bytes(), contents]);
        }
        let key = short(key);
        let mut rest = read()?;
        set_members(&mut rest, &[&library.folder]);
        lead_to(&mut rest, &folder_of(&key)?, &members);
        Ok(Some(Self {
            key,
            files,
            rest: toml::to_string(&rest)?,
        }))
    }

    /// Where they lie.
    pub(crate) fn folder(&self) -> Result<PathBuf> {
        folder_of(&self.key)
    }

    /// Writes them, once. What stands there is never changed: snapshots are built from it.
    pub(crate) fn write(&self) -> Result<()> {
        let folder = self.folder()?;
        let _lock = FileLock::exclusive(&folder.with_extension("lock"), || ())?;
        if folder.is_dir() {
            return Ok(());
        }
        // One that was cut off is not taken for a whole one.
        let aside = folder.with_extension("part");
        if aside.exists() {
            std::fs::remove_dir_all(&aside).with_context(|| aside.display().to_string())?;
        }
        for (path, contents) in &self.files {
            file::write(&aside.join(path), contents)?;
        }
        std::fs::rename(&aside, &folder).with_context(|| folder.display().to_string())
    }
}

fn folder_of(key: &str) -> Result<PathBuf> {
    Ok(cache::subfolder("parts")?.join(key))
}

/// Whether a manifest has a dependency in a folder.
fn names_a_folder(manifest: &[u8]) -> bool {
    let Ok(manifest) = toml::from_str::<toml::Table>(&String::from_utf8_lossy(manifest)) else {
        return false;
    };
    let has_path = |dependencies: &toml::Value| {
        let mut dependencies = dependencies.as_table().into_iter().flatten();
        dependencies.any(|(_, wanted)| wanted.get("path").is_some())
    };
    let tables = ["dependencies", "build-dependencies", "dev-dependencies"];
    let here = tables.iter().filter_map(|name| manifest.get(*name)).any(has_path);
    let systems = manifest.get("target").and_then(toml::Value::as_table);
    let mut systems = systems.into_iter().flatten();
    here || systems.any(|(_, system)| tables.iter().filter_map(|name| system.get(name)).any(has_path))
}

fn set_members(manifest: &mut toml::Table, folders: &[&PathBuf]) {
    if let Some(workspace) = manifest.get_mut("workspace").and_then(toml::Value::as_table_mut) {
        let names = folders.iter().map(|folder| folder.to_string_lossy().into_owned());
        workspace.insert("members".into(), names.collect::<Vec<_>>().into());
    }
}

/// Has the workspace's dependencies in the folders `members` lie in `parts`.
fn lead_to(manifest: &mut toml::Table, parts: &Path, members: &[&PathBuf]) {
    let dependencies = manifest
        .get_mut("workspace")
        .and_then(|workspace| workspace.get_mut("dependencies"))
        .and_then(toml::Value::as_table_mut);
    for (_, wanted) in dependencies.into_iter().flatten() {
        let Some(path) = wanted.get("path").and_then(toml::Value::as_str).map(plain) else {
            continue;
        };
        if let (true, Some(wanted)) = (members.contains(&&path), wanted.as_table_mut()) {
            let there = parts.join(path).to_string_lossy().into_owned();
            wanted.insert("path".into(), there.into());
        }
    }
}

/// `./crate/a/` as `crate/a`.
fn plain(path: &str) -> PathBuf {
    let parts = Path::new(path).components();
    parts.filter(|part| !matches!(part, Component::CurDir)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Wishes;

    const ROOT: &str = "[workspace]\nmembers = [\"crate/mine\", \"crate/part\"]\n\
        [workspace.dependencies]\npart = { path = \"./crate/part\", version = \"1\" }\nserde = \"1\"\n";

    fn library() -> Library {
        Library {
            package: "mine".into(),
            folder: "crate/mine".into(),
            wishes: Wishes::default(),
        }
    }

    fn parts(mine: &str, part: &str) -> Option<Parts> {
        parts_with(mine, part, "")
    }

    fn parts_with(mine: &str, part: &str, test: &str) -> Option<Parts> {
        let files = [
            ("crate/part/test.rs", test),
            ("crate/mine/Cargo.toml", mine),
            ("crate/part/Cargo.toml", part),
            ("Cargo.toml", ROOT),
        ]
        .map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec()));
        let folders = ["crate/mine", "crate/part"].map(PathBuf::from);
        Parts::of(
            &library(),
            &folders,
            &files,
            |path| !path.ends_with("test.rs"),
            ROOT,
        )
        .unwrap()
    }

    #[test]
    fn an_edit_of_the_library_leaves_its_parts_where_they_are() {
        let before = parts("[dependencies]\npart.workspace = true\n", "a").unwrap();
        let edited = parts("[dependencies]\npart.workspace = true\nserde = \"1\"\n", "a").unwrap();
        assert_eq!(before.key, edited.key);
        assert_eq!(before.rest, edited.rest);
        assert_ne!(before.key, parts("", "b").unwrap().key);
        assert_eq!(before.key, parts_with("", "a", "another").unwrap().key);
        let rest: toml::Table = toml::from_str(&before.rest).unwrap();
        let workspace = rest["workspace"].as_table().unwrap();
        assert_eq!(workspace["members"], vec!["crate/mine"].into());
        let there = workspace["dependencies"]["part"]["path"].as_str().unwrap();
        let inside = format!("parts/{}/crate/part", before.key);
        assert!(
            Path::new(there).is_absolute() && there.ends_with(&inside),
            "{there}"
        );
        let names: Vec<String> = before
            .files
            .iter()
            .map(|(path, _)| path.display().to_string())
            .collect();
        assert_eq!(
            names,
            ["crate/part/test.rs", "crate/part/Cargo.toml", "Cargo.toml"]
        );
        assert!(String::from_utf8_lossy(&before.files[2].1).contains("members = [\"crate/part\"]"));
    }

    #[test]
    fn who_names_a_folder_or_is_alone_keeps_everything_together() {
        let direct = "[dependencies.part]\npath = \"../part\"\n";
        assert!(parts(direct, "a").is_none());
        assert!(
            parts(
                "[target.'cfg(unix)'.dependencies]\npart = { path = \"../part\" }\n",
                "a"
            )
            .is_none()
        );
        let alone = Parts::of(&library(), &["crate/mine".into()], &[], |_| true, ROOT).unwrap();
        assert!(alone.is_none());
    }
}
