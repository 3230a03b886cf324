//! Running other programs, with errors that quote what they said.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};

/// How many of a failed program's last lines an error quotes.
const QUOTED_LINES: usize = 25;

/// This very program, also where the file that it was started from has been replaced since.
pub fn ourselves() -> Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        return Ok(running.to_owned());
    }
    std::env::current_exe().context("the program's own path cannot be read")
}

/// Takes out of `cargo`'s environment what `cargo run` has set for us and build scripts look at: they would run again, and
/// what depends on them be compiled again, for a cargo that was started by hand and for one that we start.
pub fn as_started_by_hand(cargo: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
            .iter()
            .any(|set| text.starts_with(set))
        {
            cargo.env_remove(&name);
        }
    }
}

/// Runs `command` to its end; its stdout. Anything but success is an error that quotes its last lines.
pub fn output(command: &mut Command) -> Result<String> {
    let name = describe(command);
    let output = command
        .output()
        .with_context(|| format!("{name}: cannot be started"))?;
    if !output.status.success() {
        bail!("{name}: {}\n{}", output.status, last_lines(&output));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as one would type it.
pub fn describe(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy()));
    words.join(" ")
}

fn last_lines(output: &Output) -> String {
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    tail(&text)
}

/// The last lines of a program's output.
pub fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(QUOTED_LINES)..].join("\n")
}
