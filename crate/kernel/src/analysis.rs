//! The sources that rust-analyzer reads in a kernel, in place of the real ones: as much of them as types come from.
//!
//! ```text
//! snapshots/KEY/analysis/std/              of rust-src: core, alloc and std, with the workspace's manifest
//! snapshots/KEY/analysis/NAME-VERSION/     a package that a variable's type may come from
//! ```
//!
//! rust-src alone is 29 MB, of which 16 are the instructions of all processors. Everything is loaded at each kernel's start
//! and kept until its end, so this is most of what a kernel costs.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use host::{file, rustc};
use serde_json::Value;
use walkdir::WalkDir;

use super::skeleton::{self, Pages};

/// Tells rust-analyzer where rust-src is.
pub(crate) const VARIABLE: &str = "RUST_SRC_PATH";
/// What a package's folder holds beside itself.
const APART: [&str; 4] = ["benches", "examples", "target", "tests"];

/// The folder that stands for rust-src in `snapshot`.
pub(crate) fn standard_library(snapshot: &Path) -> PathBuf {
    folder(snapshot).join("std")
}

/// Where rust-src is.
pub(crate) fn real_standard_library() -> Result<PathBuf> {
    Ok(rustc::places()?.sysroot.join("lib/rustlib/src/rust/library"))
}

/// Makes the folder that stands for rust-src, as yet without sources: they come when cargo has been asked for them.
pub(crate) fn prepare(snapshot: &Path) -> Result<()> {
    let (real, ours) = (real_standard_library()?, standard_library(snapshot));
    for name in ["Cargo.toml", "Cargo.lock"] {
        let from = real.join(name);
        let contents = std::fs::read(&from).with_context(|| {
            format!(
                "{}: cannot be read. `rustup component add rust-src` installs it",
                from.display()
            )
        })?;
        file::write(&ours.join(name), &contents)?;
    }
    // rust-analyzer looks for it before it takes the folder.
    let core = ours.join("core");
    std::fs::create_dir_all(&core).with_context(|| core.display().to_string())
}

/// The answer of `cargo metadata` with each package where rust-analyzer shall read it, which is written now; but for the
/// cells' own, below `build_dir`.
pub(crate) fn replace(metadata: &str, snapshot: &Path, build_dir: &str) -> Result<String> {
    let mut metadata: Value = serde_json::from_str(metadata).context("cargo metadata")?;
    let rust_src = real_standard_library()?;
    for package in metadata["packages"].as_array_mut().into_iter().flatten() {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let manifest = PathBuf::from(text(&package["manifest_path"]));
        let Some(real) = manifest.parent().filter(|real| !real.starts_with(build_dir)) else {
            continue;
        };
        let ours = match real.strip_prefix(&rust_src) {
            Ok(inside) => standard_library(snapshot).join(inside),
            Err(_) => folder(snapshot).join(format!(
                "{}-{}",
                text(&package["name"]),
                text(&package["version"])
            )),
        };
        // The library's own pages are read in the notebooks.
        let is_own = package["source"].is_null() && !real.starts_with(&rust_src);
        write(real, &ours, if is_own { Pages::Whole } else { Pages::Summaries })?;
        let replace = |value: &mut Value| {
            let path = value
                .as_str()
                .and_then(|path| Path::new(path).strip_prefix(real).ok());
            if let Some(path) = path.map(|path| ours.join(path)) {
                *value = path.to_string_lossy().into();
            }
        };
        replace(&mut package["manifest_path"]);
        for target in package["targets"].as_array_mut().into_iter().flatten() {
            replace(&mut target["src_path"]);
        }
    }
    Ok(metadata.to_string())
}

fn folder(snapshot: &Path) -> PathBuf {
    snapshot.join("analysis")
}

/// Writes what types come from of the package in the folder `real`.
fn write(real: &Path, ours: &Path, pages: Pages) -> Result<()> {
    let walk = WalkDir::new(real).into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() != 1 || !APART.iter().any(|apart| name == *apart)
    });
    for entry in walk {
        let entry = entry.with_context(|| format!("{}: cannot be listed", real.display()))?;
        let inside = entry
            .path()
            .strip_prefix(real)
            .context("a file outside the folder")?;
        if entry.file_type().is_file() && inside.extension().is_some_and(|end| end == "rs") {
            // rust-analyzer does not read what is not UTF-8 either.
            if let Ok(source) = std::fs::read_to_string(entry.path()) {
                file::write(&ours.join(inside), skeleton::of(&source, pages).as_bytes())?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_package_is_read_elsewhere_and_the_cells_own_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let (real, snapshot) = (folder.path().join("vendor/half"), folder.path().join("snapshot"));
        for name in ["src/lib.rs", "src/deep/mod.rs", "tests/all.rs", "README.md"] {
            file::write(&real.join(name), b"pub fn f() -> u8 { 1 }").unwrap();
        }
        let package = |name: &str, folder: &Path| {
            json!({"name": name, "version": "1.0.0", "manifest_path": folder.join("Cargo.toml"),
                "targets": [{"src_path": folder.join("src/lib.rs")}]})
        };
        let cells = folder.path().join("build");
        let metadata = json!({"packages": [package("half", &real), package("ctx", &cells)]});
        let answer = replace(&metadata.to_string(), &snapshot, &cells.to_string_lossy()).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let ours = snapshot.join("analysis/half-1.0.0");
        assert_eq!(answer["packages"][0], package("half", &ours));
        assert_eq!(answer["packages"][1], package("ctx", &cells));
        for name in ["src/lib.rs", "src/deep/mod.rs"] {
            assert_eq!(
                std::fs::read_to_string(ours.join(name)).unwrap(),
                "pub fn f() -> u8 {}"
            );
        }
        assert!(!ours.join("tests").exists() && !ours.join("README.md").exists());
    }
}
