//! Compiling one answer's program.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::program::ANSWER;
use super::sandbox::{Cage, Sandbox};
use super::tools::Tools;
use super::watch::{self, Keep};

/// A cell takes about a second; an endless constant or macro would take for ever.
const LIMIT: Duration = Duration::from_mins(1);
/// The compiler alone maps some hundred megabytes.
const MEMORY: u64 = 6 << 30;
/// The largest file that it may write.
const FILE: u64 = 1 << 30;

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

/// Compiles `program` and `answer` in `folder`; the finished program, or why there is none.
pub(crate) fn compile(
    tools: &Tools,
    sandbox: Sandbox,
    folder: &Path,
    program: &str,
    answer: &str,
) -> Result<Result<PathBuf, String>> {
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).with_context(|| format!("{}: cannot be written", path.display()))
    };
    write("program.rs", program)?;
    write(ANSWER, answer)?;
    let finished = folder.join("program");
    let mut external = OsString::from("mlp=");
    external.push(&tools.library);
    let search = |folder: &Path| {
        let mut option = OsString::from("-Ldependency=");
        option.push(folder);
        option
    };
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
        "program.rs",
        "-oprogram",
        "--sysroot",
    ]
    .map(OsString::from)
    .into();
    arguments.extend([
        tools.sysroot.clone().into(),
        "--extern".into(),
        external,
        search(&tools.dependencies),
        search(&tools.macros),
    ]);
    let cage = Cage {
        read: &tools.compiler(),
        write: Some(folder),
        environment: &[
            ("TMPDIR", folder.into()),
            // As well: without /proc a program does not find what lies beside it.
            ("LD_LIBRARY_PATH", tools.sysroot.join("lib").into()),
        ],
        memory: MEMORY,
        seconds: LIMIT.as_secs(),
        file: FILE,
    };
    let command = sandbox.command(&tools.rustc, &arguments, &cage)?;
    let keep = Keep {
        stdout: 0,
        stderr: 1 << 20,
        mark: None,
    };
    let ended = watch::run(command, "", LIMIT, keep)?;
    Ok(match ended.status {
        None => Err(format!(
            "does not compile in {} s: the compiler was stopped",
            LIMIT.as_secs()
        )),
        Some(status) if status.success() && finished.is_file() => Ok(finished),
        Some(_) => Err(first_error(&ended.stderr)),
    })
}

/// The first error in words. Of code that is not the student's only the message is told: a check may be hidden.
fn first_error(messages: &str) -> String {
    let errors = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Diagnostic>(line).ok())
        .filter(|message| message.level == "error");
    let mut words = Vec::new();
    for error in errors {
        let span = error.spans.iter().find(|span| span.is_primary);
        match span {
            Some(span) if span.file_name.ends_with(ANSWER) => {
                return format!(
                    "does not compile: {} (line {} of the answer)",
                    error.message, span.line_start
                );
            }
            Some(_) => words.push(format!("does not compile with its check: {}", error.message)),
            None => words.push(format!("does not compile: {}", error.message)),
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
        assert_eq!(
            first_error(&message("program.rs", "no `f`")),
            "does not compile with its check: no `f`"
        );
        assert_eq!(first_error("linker"), "does not compile: linker");
    }
}
