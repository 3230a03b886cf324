//! The program `evcxr_jupyter`: where it is, and the environment it needs.

use std::path::{Path, PathBuf};
use std::process::Command;

use host::cache;

/// The version that the kernel is made for.
pub const VERSION: &str = "0.22.0";

/// The `evcxr_jupyter` of the right version in the cache.
pub(crate) fn in_cache() -> Option<PathBuf> {
    let folder = cache::folder().ok()?.join("evcxr").join(VERSION).join("bin");
    first([folder])
}

/// The `evcxr_jupyter` of the right version: in the cache, on the PATH, or where cargo installs programs.
pub fn find() -> Option<PathBuf> {
    in_cache().or_else(elsewhere)
}

fn elsewhere() -> Option<PathBuf> {
    let mut folders = Vec::new();
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| dirs::home_dir().map(|home| home.join(".cargo")));
    folders.extend(cargo_home.map(|home| home.join("bin")));
    first(folders)
}

fn first(folders: impl IntoIterator<Item = PathBuf>) -> Option<PathBuf> {
    folders
        .into_iter()
        .map(|folder| folder.join("evcxr_jupyter"))
        .find(|program| is_right_version(program))
}

/// `evcxr_jupyter` has no --version; the paths of its own sources, which panics report, stand in the program.
fn is_right_version(program: &Path) -> bool {
    let mark = format!("evcxr-{VERSION}/src");
    std::fs::read(program)
        .is_ok_and(|bytes| bytes.windows(mark.len()).any(|window| window == mark.as_bytes()))
}

/// Takes out of `command`'s environment what would make cargo build something else than the snapshot holds: flags,
/// profiles, targets and wrappers, and what `cargo run` sets for us.
pub fn clean_environment(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        let keep = [
            "CARGO_HOME",
            "CARGO_HTTP_",
            "CARGO_NET_",
            "CARGO_NET",
            "CARGO_HTTP",
        ];
        let cargo = name_text == "CARGO"
            || (name_text.starts_with("CARGO_") && !keep.iter().any(|prefix| name_text.starts_with(prefix)));
        let rust = name_text.starts_with("RUSTC") || name_text == "RUSTFLAGS" || name_text == "RUSTDOCFLAGS";
        // evcxr sets it for the cells itself; its own traces help nobody.
        let trace = name_text == "RUST_BACKTRACE";
        if cargo || rust || trace || name_text.starts_with("EVCXR_") {
            command.env_remove(&name);
        }
    }
}
