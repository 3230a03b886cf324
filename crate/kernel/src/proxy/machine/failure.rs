//! Why a cell failed, in the one form that every client reads: `ename`, `evalue` and a traceback.

use serde_json::{Value, json};

use super::code::{Lines, SHOWS, line_meant};
use super::color;
use super::locate::{self, Place};

/// Why a cell failed.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// A panic, with its place if it is known.
    Panic { message: String, place: Place },
    /// An error that `?` returned.
    Error { message: String, place: Place },
    /// The code does not compile, or evcxr cannot run it: evcxr's own `error` contents, and the learner's lines.
    Compile {
        errors: Vec<Value>,
        lines: Option<Lines>,
        /// Words that come without a place, and their places.
        places: Vec<(String, Place)>,
    },
    /// The code stops in the middle of something.
    BrokenOff { words: String, place: Place },
    /// A command such as `:dep` failed: evcxr's words.
    Command(String),
    /// The process that runs the cells has ended: how.
    Crash(String),
    /// The reader has stopped the cell; whether the variables are lost.
    Interrupted { lost: bool },
    /// The kernel itself cannot work.
    Kernel(String),
}

const LOST: &str =
    "All variables are gone. Run the notebook from the top (menu Run, Run All Above Selected Cell).";

impl Failure {
    /// The content of an `error` message, which is also part of the reply.
    pub(super) fn content(&self, execution_count: u64) -> Value {
        let (name, value, lines) = match self {
            Self::Panic { message, place } => ("Panic", message.clone(), with_place(place, message)),
            Self::Error { message, place } => ("Error", message.clone(), with_place(place, message)),
            Self::Compile {
                errors,
                lines,
                places,
            } => compile(errors, lines.as_ref(), places, execution_count),
            Self::BrokenOff { words, place } => ("CompileError", words.clone(), with_place(place, words)),
            Self::Command(message) => ("Error", message.clone(), split(message)),
            Self::Crash(how) => {
                let value = format!("the process that runs the cells has ended: {how}");
                let mut lines = split(&value);
                lines.push(LOST.into());
                ("Crash", value, lines)
            }
            Self::Interrupted { lost: false } => {
                let value = "stopped before it ran; all variables are as they were".to_owned();
                ("Interrupted", value.clone(), vec![value])
            }
            Self::Interrupted { lost: true } => {
                let value = "the cell did not stop by itself, so its process was ended".to_owned();
                ("Interrupted", value.clone(), vec![value, LOST.into()])
            }
            Self::Kernel(message) => ("KernelError", message.clone(), split(message)),
        };
        let mut lines = lines;
        if !matches!(self, Self::Compile { .. }) {
            let head = lines
                .iter()
                .position(|line| !line.contains(locate::ARROW))
                .unwrap_or(lines.len());
            if let Some(line) = lines.get_mut(head) {
                *line = format!("{}: {line}", red(name));
            }
        }
        json!({ "ename": name, "evalue": value, "traceback": lines })
    }
}

fn with_place(place: &Place, message: &str) -> Vec<String> {
    let mut lines = place.lines();
    lines.extend(split(message));
    lines
}

/// One error out of evcxr's, which sends a message for each that the compiler found.
fn compile(
    errors: &[Value],
    readers: Option<&Lines>,
    places: &[(String, Place)],
    execution_count: u64,
) -> (&'static str, String, Vec<String>) {
    let first = errors
        .first()
        .and_then(|error| error["evalue"].as_str())
        .unwrap_or("the cell does not compile");
    let value = match errors.len() {
        0 | 1 => first.to_owned(),
        2 => format!("{first} (and one more error)"),
        more => format!("{first} (and {} more errors)", more - 1),
    };
    let mut lines: Vec<String> = Vec::new();
    for (index, error) in errors.iter().enumerate() {
        if index > 0 {
            lines.push(String::new());
        }
        let empty = Vec::new();
        let said = |(words, _): &&(String, Place)| error["evalue"] == *words;
        if let Some((_, place)) = places.iter().find(said).filter(|_| !is_placed(error)) {
            lines.extend(place.lines());
        }
        let traceback = error["traceback"].as_array().unwrap_or(&empty);
        lines.extend(
            traceback
                .iter()
                .filter_map(Value::as_str)
                .flat_map(split)
                .filter_map(|line| with_readers_number(&color::basic(&line), readers))
                .map(|line| report_line(&line, execution_count)),
        );
    }
    if lines.is_empty() {
        lines = split(&value);
    }
    if let Some(place) = reported_line(&lines).filter(|_| !lines[0].contains(locate::ARROW)) {
        lines.splice(0..0, place.lines());
    }
    ("CompileError", value, lines)
}

/// Whether evcxr's `error` content shows a line of the cell.
pub(super) fn is_placed(error: &Value) -> bool {
    let traceback = error["traceback"].as_array();
    let lines: Vec<String> = traceback
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .flat_map(split)
        .collect();
    reported_line(&lines).is_some()
}

/// Whether evcxr's `error` content may be better in another form of the cell's: it is not the compiler's first word about
/// the error, or shows no line of the cell, and nothing else does.
pub(super) fn tells_little(error: &Value, code: &str) -> bool {
    let is_whole = error["traceback"].to_string().contains("[E") && is_placed(error);
    !is_whole && line_meant(words_of(error), code).is_none()
}

/// Whether evcxr's `error` content is about the way in which values are shown.
pub(super) fn is_about_showing(error: &Value) -> bool {
    let text = error.to_string();
    text.contains(SHOWS) || text.contains("due to unsatisfied trait bounds")
}

/// What it says.
pub(super) fn words_of(error: &Value) -> &str {
    error["evalue"].as_str().unwrap_or_default()
}

/// A line of a report, whose number is that of the code as evcxr got it, with the learner's number; none if it is no line
/// of the learner's.
fn with_readers_number(line: &str, readers: Option<&Lines>) -> Option<String> {
    let plain = color::plain(line);
    let number = plain
        .split_once('│')
        .map(|(number, _)| number.trim())
        .unwrap_or_default();
    let (Some(readers), Ok(sent)) = (readers, number.parse::<usize>()) else {
        return Some(line.to_owned());
    };
    let readers = readers.readers(sent)?;
    Some(line.replacen(number, &format!("{readers:>width$}", width = number.len()), 1))
}

/// A line of evcxr's report. evcxr names the source `command_N` after its own count, and always places the error at its
/// start; the reader knows the number beside the cell.
fn report_line(line: &str, execution_count: u64) -> String {
    let line = line.to_owned();
    let Some(start) = line.find("command_") else {
        return line;
    };
    let number = &line[start + "command_".len()..];
    let end = number
        .find(|character: char| !character.is_ascii_digit() && character != ':')
        .unwrap_or(number.len());
    format!("{}In [{execution_count}]{}", &line[..start], &number[end..])
}

/// The first line of source that a report shows, as in ` 2 │ let y = xs[i];`.
fn reported_line(lines: &[String]) -> Option<Place> {
    lines.iter().find_map(|line| {
        let plain = color::plain(line);
        let (number, text) = plain.split_once('│')?;
        Some(Place::In {
            line: number.trim().parse().ok()?,
            text: text.trim().to_owned(),
        })
    })
}

fn split(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn red(text: &str) -> String {
    format!("\u{1b}[1;31m{text}\u{1b}[0m")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_compile_errors_become_one_with_the_cells_own_number() {
        let errors = [
            json!({ "evalue": "mismatched types", "traceback": ["[command_7:1:1]", " 2 │ let a: u8 = 1.5;"] }),
            json!({ "evalue": "unused", "traceback": ["y"] }),
        ];
        let content = Failure::Compile {
            errors: errors.to_vec(),
            lines: None,
            places: Vec::new(),
        }
        .content(3);
        assert_eq!(content["ename"], "CompileError");
        assert_eq!(content["evalue"], "mismatched types (and one more error)");
        let lines = content["traceback"].as_array().unwrap();
        assert!(
            lines[0]
                .as_str()
                .unwrap()
                .ends_with("2\u{1b}[0m let a: u8 = 1.5;"),
            "{lines:?}"
        );
        assert_eq!(
            lines[1..],
            [
                json!("[In [3]]"),
                json!(" 2 │ let a: u8 = 1.5;"),
                json!(""),
                json!("y")
            ]
        );
    }

    #[test]
    fn a_panics_traceback_begins_with_the_learners_line() {
        let place = Place::In {
            line: 2,
            text: "let v = xs[5];".into(),
        };
        let content = Failure::Panic {
            message: "index out of bounds".into(),
            place,
        }
        .content(1);
        let lines: Vec<&str> = content["traceback"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert!(lines[0].contains("let v = xs[5];"), "{lines:?}");
        assert!(lines[1].ends_with("index out of bounds"), "{lines:?}");
    }
}
