//! The project's other programs. Each is compiled when it is first wanted, and again after an edit.

use std::convert::Infallible;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use host::command;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::Project;

/// A crate may take half a minute; whoever waits hears that it goes on.
const TICK: Duration = Duration::from_secs(1);

/// How far cargo is.
#[derive(Debug, Default)]
pub struct Compiling {
    /// How many crates the compiler began with.
    pub begun: u32,
    /// The one that it began with last.
    pub last: String,
}

/// Compiles the program of the package `name` where it is missing or older than its sources; `compiling` hears each second and
/// with each crate how far that is, and nothing where nothing is compiled.
pub fn compile(project: &Project, name: &str, compiling: impl Fn(&Compiling)) -> Result<PathBuf> {
    compile_with(project, name, &[], compiling)
}

/// [`compile`], with cargo's environment changed by `variables`.
pub fn compile_with(
    project: &Project,
    name: &str,
    variables: &[(&str, OsString)],
    compiling: impl Fn(&Compiling),
) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(project.root())
        .args([
            "build",
            "--release",
            "--message-format=json-render-diagnostics",
            "--package",
            name,
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command::as_started_by_hand(&mut cargo);
    cargo.envs(variables.iter().cloned());
    let words = command::describe(&cargo);
    let mut child = cargo
        .spawn()
        .with_context(|| format!("{words}: cannot be started"))?;
    let stdout = child.stdout.take().context("no stdout")?;
    let artifacts = std::thread::spawn(move || executable(stdout));
    let stderr = child.stderr.take().context("no stderr")?;
    let (send, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    let (mut said, mut now) = (String::new(), Compiling::default());
    loop {
        match heard.recv_timeout(TICK) {
            Ok(line) => {
                if let Some(what) = line.trim_start().strip_prefix("Compiling ") {
                    now.begun += 1;
                    what.split(' ').next().unwrap_or(what).clone_into(&mut now.last);
                }
                said.push_str(&line);
                said.push('\n');
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if now.begun > 0 {
            compiling(&now);
        }
    }
    let status = child.wait().context("cargo's end")?;
    if !status.success() {
        bail!("{words}: {status}\n{}", command::tail(&said));
    }
    let program = artifacts.join().ok().flatten();
    program.with_context(|| format!("{words}: cargo does not say where the program is"))
}

/// The program among what cargo has made.
fn executable(messages: impl std::io::Read) -> Option<PathBuf> {
    let mut program = None;
    for line in BufReader::new(messages).lines().map_while(Result::ok) {
        let message: Value = serde_json::from_str(&line).unwrap_or_default();
        if let Some(path) = message["executable"].as_str() {
            program = Some(PathBuf::from(path));
        }
    }
    program
}

/// [`compile`], with a line in the terminal that says what is being compiled as long as anything is.
pub fn ready(project: &Project, name: &str) -> Result<PathBuf> {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    let program = compile(project, name, |what| {
        bar.enable_steady_tick(Duration::from_millis(200));
        bar.set_message(format!(
            "compiling the program `{name}`, the first time only: {}",
            what.last
        ));
    });
    bar.finish_and_clear();
    program
}

/// Replaces this process by the program of the package `name`.
pub fn become_program(
    project: &Project,
    name: &str,
    words: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<Infallible> {
    let program = ready(project, name)?;
    let words: Vec<OsString> = words.into_iter().map(|word| word.as_ref().to_owned()).collect();
    let error = Command::new(&program).args(words).exec();
    Err(error).with_context(|| format!("{}: cannot be started", program.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_the_artifact_that_can_be_run() {
        let messages = "{\"reason\":\"compiler-artifact\",\"executable\":null}\nwords\n\
                        {\"reason\":\"compiler-artifact\",\"executable\":\"/t/kernel\"}\n{\"reason\":\"build-finished\"}\n";
        assert_eq!(executable(messages.as_bytes()), Some("/t/kernel".into()));
        assert_eq!(executable("".as_bytes()), None);
    }
}
