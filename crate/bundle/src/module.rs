//! The module, compiled for browsers.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// What rustc calls a browser.
const TARGET: &str = "wasm32-unknown-unknown";
/// How it is compiled; the workspace's Cargo.toml says what that is.
const PROFILE: &str = "page";

/// The module's bytes. Where nothing has changed cargo is done in a second.
pub(crate) fn compile(root: &Path) -> Result<Vec<u8>> {
    ensure!(
        target_is_there(root),
        "rustc cannot compile for browsers yet. Run: rustup target add {TARGET}"
    );
    let output = Command::new("cargo")
        .args([
            "build",
            "--package",
            "playground",
            "--lib",
            "--message-format",
            "json-render-diagnostics",
        ])
        .args(["--target", TARGET, "--profile", PROFILE])
        .args(["--config", &nameless(root)])
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be started")?;
    if !output.status.success() {
        bail!(
            "the playground does not compile for browsers: cargo ended with {}",
            output.status
        );
    }
    let file = artifact(&String::from_utf8_lossy(&output.stdout))
        .context("cargo has not said where the playground's module is")?;
    std::fs::read(&file).with_context(|| file.display().to_string())
}

/// Where this machine has its sources is nobody's business, and the module would say it wherever it may panic.
fn nameless(root: &Path) -> String {
    let home = std::env::var_os("CARGO_HOME").map_or_else(
        || std::env::home_dir().unwrap_or_default().join(".cargo"),
        PathBuf::from,
    );
    let places = [
        root.to_path_buf(),
        home.join("registry/src"),
        rustc_says(root, &["--print", "sysroot"])
            .unwrap_or_default()
            .into(),
    ];
    let named = places.iter().filter(|place| !place.as_os_str().is_empty());
    let flags: Vec<String> = named
        .map(|place| format!("--remap-path-prefix={}=", place.display()))
        .collect();
    format!("target.{TARGET}.rustflags = {flags:?}")
}

/// The file that cargo says it has made.
fn artifact(messages: &str) -> Option<PathBuf> {
    let parsed = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let files = parsed
        .filter(|message| message["target"]["name"] == "playground")
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default());
    let mut modules = files
        .filter_map(|file| file.as_str().map(PathBuf::from))
        .filter(|file| file.extension().is_some_and(|end| end == "wasm"));
    modules.next()
}

/// Whether the standard library is there for browsers.
fn target_is_there(root: &Path) -> bool {
    rustc_says(root, &["--print", "target-libdir", "--target", TARGET])
        .is_some_and(|folder| Path::new(&folder).is_dir())
}

/// What rustc answers, where it does.
fn rustc_says(root: &Path, words: &[&str]) -> Option<String> {
    let output = Command::new("rustc")
        .args(words)
        .current_dir(root)
        .output()
        .ok()?;
    let said = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    output.status.success().then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_is_found_in_what_cargo_says() {
        let messages = r#"
{"reason":"compiler-artifact","target":{"name":"mlp"},"filenames":["/t/libmlp.rlib"]}
{"reason":"compiler-artifact","target":{"name":"playground"},"filenames":["/t/libplayground.rlib","/t/playground.wasm"]}
{"reason":"build-finished","success":true}"#;
        assert_eq!(artifact(messages), Some(PathBuf::from("/t/playground.wasm")));
        assert_eq!(artifact("error"), None);
    }
}
