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
    let asked = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(root)
        .output();
    asked.is_ok_and(|output| {
        let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Path::new(&folder).is_dir()
    })
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
