//! Finding the learner's line. evcxr compiles a cell as a file of its own making, into which the cell's text is copied;
//! the compiler, and with it a panic, counts that file's lines.

use std::path::Path;

/// What points at a line.
pub(super) const ARROW: &str = "---->";

/// Where in the learner's code something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In a line of this cell, counted from 1.
    In { line: usize, text: String },
    /// In code that an earlier cell defined.
    Earlier { text: String },
    /// In a library, or not known.
    Elsewhere(Option<String>),
}

impl Place {
    /// The place as the first lines of a traceback.
    pub(super) fn lines(&self) -> Vec<String> {
        match self {
            Self::In { line, text } => vec![format!("\u{1b}[32m{ARROW} {line}\u{1b}[0m {text}")],
            Self::Earlier { text } => vec![format!(
                "\u{1b}[32m{ARROW}\u{1b}[0m {text}    (from an earlier cell)"
            )],
            Self::Elsewhere(Some(file)) => vec![format!("\u{1b}[32m{ARROW}\u{1b}[0m in the library, {file}")],
            Self::Elsewhere(None) => Vec::new(),
        }
    }
}

/// Where line `line` of `file` lies in the cell `code`. `build` is the folder in which evcxr compiled the cell, and
/// `source` the file into which it copied the cell there.
pub(super) fn place(code: &str, build: &Path, source: Option<&str>, file: &str, line: usize) -> Place {
    if !file.ends_with("src/lib.rs") || (Path::new(file).is_absolute() && !Path::new(file).starts_with(build))
    {
        return Place::Elsewhere(Some(format!("{file}:{line}")));
    }
    source.map_or(Place::Elsewhere(None), |source| in_generated(code, source, line))
}

fn in_generated(code: &str, generated: &str, line: usize) -> Place {
    let generated: Vec<&str> = generated.lines().map(str::trim).collect();
    let Some(text) = line.checked_sub(1).and_then(|index| generated.get(index)) else {
        return Place::Elsewhere(None);
    };
    let matches = |cell_line: &str| -> bool {
        let cell_line = cell_line.trim();
        // evcxr wraps a cell's last expression, in punctuation and names of its own.
        let wrapped = || {
            let around = text.replacen(cell_line, "", 1);
            cell_line.len() > 2
                && text.contains(cell_line)
                && (around.contains("evcxr") || !around.contains(char::is_alphanumeric))
        };
        cell_line == *text || wrapped()
    };
    // The same text may stand in the cell several times: the neighbours decide.
    let lines: Vec<&str> = code.lines().collect();
    let agreement = |index: usize| -> usize {
        let before = (1..=index.min(line - 1))
            .take_while(|step| lines[index - step].trim() == generated[line - 1 - step]);
        let after = (1..lines.len() - index)
            .take_while(|step| generated.get(line - 1 + step) == Some(&lines[index + step].trim()));
        before.count() + after.count() + usize::from(lines[index].trim() == *text) * 100
    };
    let best = (0..lines.len())
        .filter(|index| matches(lines[*index]))
        .max_by_key(|index| (agreement(*index), lines.len() - index));
    match best {
        Some(index) => Place::In {
            line: index + 1,
            text: lines[index].trim().to_owned(),
        },
        None => Place::Earlier {
            text: (*text).to_owned(),
        },
    }
}

/// The line of a failing `?`, if the cell has only one that holds a `?`: the error itself does not tell.
pub(super) fn question_mark(code: &str) -> Place {
    let mut candidates = code.lines().enumerate().filter(|(_, line)| {
        let code = line.split("//").next().unwrap_or_default();
        code.contains('?')
    });
    match (candidates.next(), candidates.next()) {
        (Some((index, line)), None) => Place::In {
            line: index + 1,
            text: line.trim().to_owned(),
        },
        _ => Place::Elsewhere(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GENERATED: &str = "fn helper() { old() }\npub fn run() {\nlet a = f(1);\nlet b = 2;\nlet a = f(1);\nlet c = 3;\nmatch (\na + b) {\n";

    #[test]
    fn equal_lines_are_told_apart_by_their_neighbours() {
        let code = "let a = f(1);\n  let b = 2;\nlet a = f(1);\nlet c = 3;\na + b";
        assert_eq!(
            in_generated(code, GENERATED, 3),
            Place::In {
                line: 1,
                text: "let a = f(1);".into()
            }
        );
        assert_eq!(
            in_generated(code, GENERATED, 5),
            Place::In {
                line: 3,
                text: "let a = f(1);".into()
            }
        );
        assert_eq!(
            in_generated(code, GENERATED, 8),
            Place::In {
                line: 5,
                text: "a + b".into()
            }
        );
    }

    #[test]
    fn a_function_of_an_earlier_cell_is_shown_as_such() {
        assert_eq!(
            in_generated("helper()", GENERATED, 1),
            Place::Earlier {
                text: "fn helper() { old() }".into()
            }
        );
        assert_eq!(in_generated("helper()", GENERATED, 99), Place::Elsewhere(None));
    }

    #[test]
    fn the_only_line_with_a_question_mark_is_the_one_that_failed() {
        let code = "let a = 1; // is it?\nlet b = read(a)?;";
        assert_eq!(
            question_mark(code),
            Place::In {
                line: 2,
                text: "let b = read(a)?;".into()
            }
        );
        assert_eq!(question_mark("a()?;\nb()?;"), Place::Elsewhere(None));
    }
}
