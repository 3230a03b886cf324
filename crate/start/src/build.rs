//! Has cargo compile a program, and shows how far it is.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::line::Line;
use super::progress::{self, Progress};

/// Cargo knows within this whether anything is to be compiled; what is quicker is not worth a word.
const QUICK: Duration = Duration::from_millis(900);
/// How often the line is drawn anew.
const TICK: Duration = Duration::from_millis(250);
/// How much of cargo's words is kept for an error.
const WORDS: usize = 200;

/// The program, compiled where it is missing or older than its sources. The error is cargo's own words.
pub(crate) fn program(name: &str, options: &[&str]) -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["build", "--release", "--message-format=json-render-diagnostics"])
        .args(options)
        // Its bar is the one place where cargo says how much there is to do.
        .env("CARGO_TERM_PROGRESS_WHEN", "always")
        .env("CARGO_TERM_PROGRESS_WIDTH", "200")
        .env("CARGO_TERM_COLOR", "never")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // Cargo set these for this program; build scripts that look at them would run anew for nothing.
    for (variable, _) in std::env::vars_os() {
        let text = variable.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
            .iter()
            .any(|set| text.starts_with(set))
        {
            command.env_remove(&variable);
        }
    }
    let mut child = command
        .spawn()
        .map_err(|error| format!("error: cargo cannot be started: {error}"))?;
    let (said, heard) = mpsc::channel();
    if let Some(stderr) = child.stderr.take() {
        std::thread::spawn(move || lines(stderr, |line| said.send(line).is_ok()));
    }
    let stdout = child.stdout.take();
    let found = std::thread::spawn(move || stdout.and_then(executable));
    let words = watch(
        name,
        if was_compiled(name) { QUICK } else { Duration::ZERO },
        &heard,
    );
    let status = child
        .wait()
        .map_err(|error| format!("error: the end of cargo: {error}"))?;
    match found.join().ok().flatten() {
        Some(program) if status.success() => Ok(program),
        _ => Err(words.join("\n")),
    }
}

/// Whether the program `name` lies where cargo puts it, as old as it may be: beside this program's own folder.
fn was_compiled(name: &str) -> bool {
    let own = std::env::current_exe().unwrap_or_default();
    let target = own.parent().and_then(Path::parent);
    target.is_some_and(|target| target.join("release").join(name).is_file())
}

/// Shows what cargo says until it ends, once that takes longer than `quick`; its words, the bar left out.
fn watch(name: &str, quick: Duration, heard: &mpsc::Receiver<String>) -> Vec<String> {
    let began = Instant::now();
    let mut line = Line::new();
    let mut announced = false;
    let mut announce = |line: &mut Line| {
        if !std::mem::replace(&mut announced, true) {
            line.say(&format!(
                "`cargo {name}` is compiled, once and after a change of its sources. Meanwhile: README.md says what the course holds"
            ));
        }
    };
    if quick.is_zero() {
        announce(&mut line);
    }
    let mut words = Vec::new();
    let mut first: Option<(Progress, Instant)> = None;
    let mut at: Option<(Progress, String)> = None;
    loop {
        match heard.recv_timeout(TICK) {
            Ok(said) => {
                if let Some((progress, what)) = Progress::read(&said) {
                    first.get_or_insert((progress, Instant::now()));
                    at = Some((progress, what.to_owned()));
                } else {
                    words.push(said);
                    words.drain(..words.len().saturating_sub(WORDS));
                }
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
        if began.elapsed() < quick {
            continue;
        }
        announce(&mut line);
        line.now(&sentence(began.elapsed(), first, at.as_ref(), words.last()));
    }
    line.clear();
    words
}

fn sentence(
    passed: Duration,
    first: Option<(Progress, Instant)>,
    at: Option<&(Progress, String)>,
    last: Option<&String>,
) -> String {
    let (Some((first, since)), Some((now, what))) = (first, at) else {
        // The index, downloads, or another cargo that holds the folder.
        return format!(
            "  {} ({} s)",
            last.map_or("cargo is getting ready", |last| last.trim()),
            passed.as_secs()
        );
    };
    let left = progress::left(first, *now, since.elapsed())
        .map(|left| format!(", about {} left", progress::words(left)))
        .unwrap_or_default();
    format!("  {} of {} crates{left}: {what}", now.done, now.all)
}

/// The lines of `source`, each ended by a line feed or, as a bar is drawn anew, a carriage return.
fn lines(source: impl Read, mut each: impl FnMut(String) -> bool) {
    let mut reader = BufReader::new(source);
    let mut line = Vec::new();
    loop {
        let (used, ended) = match reader.fill_buf() {
            Ok([]) | Err(_) => break,
            Ok(bytes) => {
                let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                line.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
                (end.map_or(bytes.len(), |end| end + 1), end.is_some())
            }
        };
        reader.consume(used);
        if ended {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            if !text.is_empty() && !each(text) {
                return;
            }
        }
    }
    if !line.is_empty() {
        each(String::from_utf8_lossy(&line).into_owned());
    }
}

/// The program among cargo's messages, one JSON object a line.
fn executable(messages: impl Read) -> Option<PathBuf> {
    let mut program = None;
    for message in BufReader::new(messages).lines().map_while(Result::ok) {
        let Some((_, rest)) = message.split_once("\"executable\":\"") else {
            continue;
        };
        if let Some(path) = string(rest) {
            program = Some(PathBuf::from(path));
        }
    }
    program
}

/// A JSON string whose opening quote was read.
fn string(rest: &str) -> Option<String> {
    let mut text = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => return Some(text),
            '\\' => match characters.next()? {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'u' => {
                    let code: String = characters.by_ref().take(4).collect();
                    text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                }
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        lines(text.as_bytes(), |line| {
            found.push(line);
            true
        });
        found
    }

    #[test]
    fn a_bar_that_is_drawn_over_itself_is_many_lines() {
        assert_eq!(
            split("a\n  b 1/2\r  b 2/2\rend"),
            ["a", "  b 1/2", "  b 2/2", "end"]
        );
        assert_eq!(split(""), [""; 0]);
    }

    #[test]
    fn the_program_is_the_artifact_that_can_be_run() {
        let messages = "{\"executable\":null}\nwords\n{\"executable\":\"/a \\\"b\\\"/lab\",\"fresh\":true}\n";
        assert_eq!(executable(messages.as_bytes()), Some("/a \"b\"/lab".into()));
        assert_eq!(executable("".as_bytes()), None);
    }

    #[test]
    fn before_the_first_crate_cargos_own_words_are_shown() {
        let blocked = "    Blocking waiting for file lock on build directory".to_owned();
        let said = sentence(Duration::from_secs(3), None, None, Some(&blocked));
        assert_eq!(said, "  Blocking waiting for file lock on build directory (3 s)");
    }
}
