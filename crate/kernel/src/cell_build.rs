//! Compiles cells without cargo.
//!
//! A cell is a crate with one dependency, the library, which never changes while a kernel runs. `cargo build` reads the manifests
//! and the state of all libraries each time to find that out, which takes as long as compiling the cell; and the first
//! `cargo check`, which evcxr runs where the type of a variable cannot be told, compiles all libraries anew. So the
//! compiler's command is recorded when the snapshot is warmed, and kernels run it themselves. Whatever changes more than
//! the cell's source (`:dep`, `:opt`, `:build_env`, …) is not what was recorded, and goes through cargo as ever.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::toolchain::library_file;
use host::hash::{Sha256, add, short};

/// Tells the recorder where to write.
const RECORD: &str = "LAB_SHIM_COMMAND";
/// The name under which this program records.
pub(super) const RECORDER: &str = "record-rustc";
/// evcxr's name for the crate that a cell becomes.
const CRATE: &str = "ctx";
/// Stands for the private build directory, which is another for each kernel.
const PLACE: &str = "@BUILD_DIR@";

/// How cargo starts the compiler for a cell.
#[derive(Debug, Serialize, Deserialize)]
struct Recorded {
    /// The compiler and its arguments.
    words: Vec<String>,
    /// What cargo adds to the environment.
    environment: BTreeMap<String, String>,
}

/// What evcxr wants from cargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Build,
    Check,
}

impl Wish {
    fn of(words: &[&str]) -> Option<Self> {
        match *words.iter().find(|word| !word.starts_with('-'))? {
            "build" => Some(Self::Build),
            "check" => Some(Self::Check),
            _ => None,
        }
    }
}

/// Has the command that cargo is about to run for these words recorded, if they build a cell.
pub(super) fn record(cargo: &mut Command, words: &[&str], answers: &Path, build_dir: &str) {
    if Wish::of(words) == Some(Wish::Build)
        && let Ok(ourselves) = std::env::current_exe()
    {
        cargo.env(RECORD, answers.join(key(build_dir)));
        cargo.env("RUSTC_WRAPPER", ourselves.with_file_name(RECORDER));
    }
}

/// Does what cargo asks of the compiler, and notes it if it is about a cell. `words` begin with the compiler.
pub(super) fn run_recorder(words: &[OsString]) -> Result<ExitCode> {
    let (rustc, arguments) = words.split_first().context("cargo names no compiler")?;
    let status = Command::new(rustc)
        .args(arguments)
        .status()
        .context("rustc cannot be started")?;
    let is_cell = words
        .windows(2)
        .any(|pair| pair[0] == "--crate-name" && pair[1] == CRATE);
    if let Some(file) = std::env::var_os(RECORD)
        && is_cell
        && status.success()
    {
        let build_dir = std::env::var(super::processes::BUILD_DIR).unwrap_or_default();
        let general = |text: &str| text.replace(&build_dir, PLACE);
        let recorded = Recorded {
            words: words
                .iter()
                .map(|word| general(&word.to_string_lossy()))
                .collect(),
            environment: std::env::vars()
                // Not the pipes by which cargo's own children share the processors.
                .filter(|(name, _)| name.starts_with("CARGO_") && name != "CARGO_MAKEFLAGS")
                .map(|(name, value)| (name, general(&value)))
                .collect(),
        };
        // Without a record the next kernel asks cargo.
        let _ = std::fs::write(file, serde_json::to_string_pretty(&recorded)?);
    }
    Ok(exit_code(status))
}

/// Compiles the cell in `build_dir`, or `None` where cargo has to.
pub(super) fn run(words: &[&str], answers: &Path, build_dir: &str) -> Result<Option<ExitCode>> {
    let Some(wish) = Wish::of(words) else {
        return Ok(None);
    };
    let Ok(recorded) = std::fs::read_to_string(answers.join(key(build_dir))) else {
        return Ok(None);
    };
    let recorded: Recorded = serde_json::from_str(&recorded).context("the record of a cell's compilation")?;
    let special = |text: &String| text.replace(PLACE, build_dir);
    let mut words: Vec<String> = adapted(&recorded.words, wish).iter().map(special).collect();
    if wish == Wish::Build
        && let Some(name) = keep_source(Path::new(build_dir))
    {
        words.push(format!("--remap-path-prefix=src={name}"));
    }
    let (rustc, arguments) = words
        .split_first()
        .context("the record of a cell's compilation is empty")?;
    let output = Command::new(rustc)
        .args(arguments)
        .stdout(Stdio::inherit())
        .envs(
            recorded
                .environment
                .iter()
                .map(|(name, value)| (name, special(value))),
        )
        .output()
        .context("rustc cannot be started")?;
    let status = output.status;
    // evcxr reads the same, and drops the places that are not in the cell.
    let _ = std::io::stderr().write_all(&output.stderr);
    if !status.success() {
        let _ = std::fs::write(Path::new(build_dir).join(DIAGNOSTICS), &output.stderr);
    }
    if status.success() && wish == Wish::Build {
        println!("{}", hand_over(&words)?);
    }
    Ok(Some(exit_code(status)))
}

/// What the compiler said of the last cell that it refused, in the build directory.
pub(crate) const DIAGNOSTICS: &str = "diagnostics.jsonl";
/// The folder with the source of each cell as it was compiled. Code of a cell lives on after the next one has taken its
/// place in `src`, and says where it panics.
const SOURCES: &str = "cells";

/// Puts the cell's source aside; the folder that holds it as `src` does, relative to `build_dir`.
fn keep_source(build_dir: &Path) -> Option<String> {
    let kept = std::fs::read_dir(build_dir.join(SOURCES)).map_or(0, Iterator::count);
    let name = format!("{SOURCES}/{}", kept + 1);
    let folder = build_dir.join(&name);
    std::fs::create_dir_all(&folder).ok()?;
    std::fs::copy(build_dir.join("src/lib.rs"), folder.join("lib.rs")).ok()?;
    Some(name)
}

/// The file of a cell's source below the build directory, if the compiler's `file` is one's.
pub(crate) fn source(file: &str) -> Option<PathBuf> {
    let parts: Vec<&str> = file.split('/').collect();
    match parts[..] {
        ["src", "lib.rs"] => Some(PathBuf::from(file)),
        [.., SOURCES, number, "lib.rs"] => Some(Path::new(SOURCES).join(number).join("lib.rs")),
        _ => None,
    }
}

/// cargo's command, for one small crate that is never compiled a second time: what would be kept for that time, and its
/// division among threads, cost more than they give. A check generates nothing.
fn adapted(words: &[String], wish: Wish) -> Vec<String> {
    let mut adapted: Vec<String> = Vec::new();
    for word in words {
        if word.starts_with("incremental=") {
            // With the option's name before it.
            adapted.pop();
        } else if word.starts_with("codegen-units=") {
            adapted.push("codegen-units=1".into());
        } else if word.starts_with("--emit=") && wish == Wish::Check {
            adapted.push("--emit=metadata".into());
        } else if word == "strip=debuginfo" {
            // The lines say where an error comes from.
            adapted.push("debuginfo=line-tables-only".into());
        } else {
            adapted.push(word.clone());
        }
    }
    adapted
}

/// Puts the library where cargo puts it, one folder above; the message by which cargo tells where it is.
fn hand_over(words: &[String]) -> Result<serde_json::Value> {
    let place = words.iter().position(|word| word == "--out-dir");
    let folder = place.and_then(|place| words.get(place + 1)).map(PathBuf::from);
    let made = folder
        .context("the record names no folder")?
        .join(library_file(CRATE));
    let above = made
        .parent()
        .and_then(Path::parent)
        .context("the record's folder has none above")?;
    let path = above.join(made.file_name().unwrap_or_default());
    std::fs::rename(&made, &path).with_context(|| format!("{}: cannot be moved", made.display()))?;
    Ok(serde_json::json!({
        "reason": "compiler-artifact", "target": { "name": CRATE }, "filenames": [path],
    }))
}

/// Stands for all that decides how a cell is compiled, but for its source.
fn key(build_dir: &str) -> String {
    let mut hash = Sha256::default();
    for file in ["Cargo.toml", ".cargo/config.toml"] {
        let text = std::fs::read_to_string(Path::new(build_dir).join(file)).unwrap_or_default();
        add(&mut hash, &[text.replace(build_dir, PLACE).as_bytes()]);
    }
    let environment: BTreeMap<String, String> = std::env::vars().filter(|(name, _)| decides(name)).collect();
    for (name, value) in environment {
        let value = value.replace(build_dir, PLACE);
        add(&mut hash, &[name.as_bytes(), value.as_bytes()]);
    }
    format!("compile-{}.json", short(hash))
}

/// Whether cargo reads the variable to decide how to compile.
fn decides(name: &str) -> bool {
    let is_about_the_network = name.starts_with("CARGO_NET") || name.starts_with("CARGO_HTTP");
    (name.starts_with("CARGO_") && !is_about_the_network) || name.starts_with("RUSTC") || name == "RUSTFLAGS"
}

fn exit_code(status: std::process::ExitStatus) -> ExitCode {
    if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_builds_and_checks_are_the_compilers_work() {
        assert_eq!(
            Wish::of(&["--offline", "build", "--target", "x"]),
            Some(Wish::Build)
        );
        assert_eq!(Wish::of(&["check", "--message-format=json"]), Some(Wish::Check));
        assert_eq!(Wish::of(&["metadata", "build"]), None);
    }

    #[test]
    fn a_cell_is_compiled_in_one_piece_and_a_check_generates_nothing() {
        let words = [
            "rustc",
            "--emit=dep-info,link",
            "-C",
            "codegen-units=16",
            "-C",
            "incremental=/x",
            "-C",
            "rpath",
        ];
        let words = words.map(str::to_owned);
        let build = [
            "rustc",
            "--emit=dep-info,link",
            "-C",
            "codegen-units=1",
            "-C",
            "rpath",
        ];
        assert_eq!(adapted(&words, Wish::Build), build);
        let check = ["rustc", "--emit=metadata", "-C", "codegen-units=1", "-C", "rpath"];
        assert_eq!(adapted(&words, Wish::Check), check);
    }

    #[test]
    fn each_cells_source_is_kept_and_found_by_what_the_compiler_calls_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("src")).unwrap();
        for cell in ["one", "two"] {
            std::fs::write(folder.path().join("src/lib.rs"), cell).unwrap();
            let name = keep_source(folder.path()).unwrap();
            let called = format!("/home/ada/build/{name}/lib.rs");
            let found = std::fs::read_to_string(folder.path().join(source(&called).unwrap()));
            assert_eq!(found.unwrap(), cell);
        }
        assert_eq!(source("src/lib.rs"), Some("src/lib.rs".into()));
        assert_eq!(source("/vendor/ndarray/src/lib.rs"), None);
    }

    #[test]
    fn another_manifest_or_other_flags_are_not_what_was_recorded() {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let keys = || {
            folders
                .each_ref()
                .map(|folder| key(&folder.path().to_string_lossy()))
        };
        for folder in &folders {
            let text = format!("path = {:?}", folder.path());
            std::fs::write(folder.path().join("Cargo.toml"), text).unwrap();
        }
        let [one, two] = keys();
        assert_eq!(one, two, "only the place differs");
        std::fs::write(folders[1].path().join("Cargo.toml"), "opt-level = 2").unwrap();
        let [one, two] = keys();
        assert_ne!(one, two);
        assert!(decides("RUSTFLAGS") && decides("CARGO_PROFILE_DEV_OPT_LEVEL") && decides("RUSTC_WRAPPER"));
        assert!(!decides("CARGO_NET_OFFLINE") && !decides("PATH"));
    }
}
