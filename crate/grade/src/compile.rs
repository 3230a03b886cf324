//! Compiling a program.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde::Deserialize;
use tempfile::TempDir;

use super::fault::{Fault, Trial};
use super::program::{ANSWER, MAIN, MORE};
use super::sandbox::{Cage, Mount, Sandbox};
use super::tools::{Library, Tools};
use super::watch::{self, Keep};

/// A cell takes about a second; an endless constant or macro would take for ever.
const LIMIT: Duration = Duration::from_mins(1);
/// The compiler alone maps some hundred megabytes.
pub(crate) const MEMORY: u64 = 3 << 30;
/// The largest file that it may write; a program is some hundred kB.
const FILE: u64 = 64 << 20;
/// What must be free where it writes.
const ROOM: u64 = 96 << 20;

/// A program, and the folder that is there as long as this is kept.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) program: Mount,
    _folder: TempDir,
}

impl Compiled {
    /// Of `program` in `folder`.
    pub(crate) fn new(program: Mount, folder: TempDir) -> Self {
        Self {
            program,
            _folder: folder,
        }
    }
}

/// What the compiler says.
#[derive(Debug, Deserialize)]
struct Diagnostic {
    level: String,
    message: String,
    spans: Vec<Span>,
}

#[derive(Debug, Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
}

/// Compiles the files in `folder`, which holds nothing else; the finished program.
pub(crate) fn compile(
    tools: &Tools,
    library: &Library,
    sandbox: Sandbox,
    folder: &Path,
    files: &[(String, String)],
) -> Trial<Mount> {
    room(folder)?;
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text).with_context(|| format!("{}: cannot be written", path.display()))?;
    }
    sandbox.give(folder)?;
    let folder = Mount::new(folder, "/answer");
    let mut arguments: Vec<OsString> = [
        "--edition=2024",
        "--crate-type=bin",
        "--error-format=json",
        // As a cell is compiled: an overflow panics.
        "-Cprefer-dynamic",
        "-Copt-level=0",
        "-Cdebug-assertions=on",
        "-Coverflow-checks=on",
        "-Cstrip=debuginfo",
        // Rust's own linker looks for itself in /proc, which is not there.
        #[cfg(target_os = "linux")]
        "-Clink-arg=-fuse-ld=bfd",
        "-Awarnings",
        "-Dunsafe-code",
        MAIN,
        "-oprogram",
    ]
    .map(OsString::from)
    .into();
    arguments.extend(tools.options(library, sandbox));
    let cage = Cage {
        read: &tools.read_by_the_compiler(library),
        write: Some(&folder),
        devices: true,
        environment: &[
            ("TMPDIR", sandbox.seen(&folder).into()),
            tools.path_of_compiler(sandbox),
        ],
        memory: MEMORY,
        seconds: LIMIT.as_secs(),
        file: FILE,
    };
    let command = sandbox.command(&tools.rustc(), &arguments, &cage)?;
    let keep = Keep {
        stdout: 0,
        stderr: 1 << 20,
    };
    let ended = watch::run(command, "", LIMIT, keep)?;
    sandbox.take_back(folder.host())?;
    let finished = folder.inner("program");
    if ended.is_success() && finished.host().is_file() {
        return Ok(finished);
    }
    // The compiler's own words for a full disk are many.
    room(folder.host())?;
    ended.check_start()?;
    let is_told = ended.ending.status.and_then(|status| status.code()) == Some(1);
    match ended.fault(LIMIT) {
        Some(Fault::Unclear(words)) => Err(Fault::Unclear(format!("the compiler {words}"))),
        Some(Fault::Answer(words)) if !is_told => {
            Err(Fault::Answer(format!("does not compile: the compiler {words}")))
        }
        _ => Err(Fault::Answer(first_error(&ended.ending.stderr))),
    }
}

/// An error where so little is free that a program may not find its place, which is no answer's fault.
fn room(folder: &Path) -> Trial<()> {
    let free =
        rustix::fs::statvfs(folder).map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    if free < ROOM {
        return Err(Fault::Machine(format!(
            "the disk is full: {} MB are free in the folder of --out, and {} MB are needed",
            free >> 20,
            ROOM >> 20
        )));
    }
    Ok(())
}

/// The first error in words, those in the answer before all others.
fn first_error(messages: &str) -> String {
    let errors = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Diagnostic>(line).ok())
        .filter(|message| message.level == "error");
    let mut words = Vec::new();
    for error in errors {
        let message: String = error.message.chars().take(1000).collect();
        let span = error.spans.iter().find(|span| span.is_primary);
        match span {
            Some(span) if span.file_name.ends_with(ANSWER) => {
                return format!(
                    "does not compile: {message} (line {} of the answer)",
                    span.line_start
                );
            }
            Some(span) if span.file_name.ends_with(MORE) => {
                words.push(format!(
                    "does not compile: {message} (in what the answer takes from other cells)"
                ));
            }
            Some(_) => words.push(format!(
                "does not fit its check, which calls the function as the stub declares it: {message}"
            )),
            None => words.push(format!("does not compile: {message}")),
        }
    }
    words.into_iter().next().unwrap_or_else(|| {
        format!(
            "does not compile: {}",
            messages.lines().last().unwrap_or_default()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_in_the_answer_comes_first_and_names_its_line() {
        let message = |file: &str, text: &str| {
            serde_json::json!({"level": "error", "message": text, "spans": [{"file_name": file, "line_start": 3, "is_primary": true}]})
                .to_string()
        };
        let both = format!(
            "{}\n{}",
            message("program.rs", "no `f`"),
            message("/x/answer.rs", "mismatched types")
        );
        assert_eq!(
            first_error(&both),
            "does not compile: mismatched types (line 3 of the answer)"
        );
        assert!(first_error(&message("program.rs", "no `f`")).starts_with("does not fit its check"));
        assert_eq!(first_error("linker"), "does not compile: linker");
    }
}
