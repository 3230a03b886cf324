//! Finding the learner's line. evcxr compiles a cell as a file of its own making, into which the cell's text is copied,
//! and that of the items of earlier cells; the compiler, and with it a panic, counts that file's lines.

use super::code::{Lines, Prepared, pieces};

/// What points at a line.
pub(super) const ARROW: &str = "---->";

/// Where in the learner's code something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In a line of this cell, counted from 1.
    In { line: usize, text: String },
    /// In code of an earlier cell, whose number it is.
    Earlier { cell: u64, line: usize, text: String },
    /// In a library, or not known.
    Elsewhere(Option<String>),
}

impl Place {
    /// A line of the cell, counted from 1.
    pub(super) fn of_line(line: usize, code: &str) -> Self {
        let text = code.lines().nth(line - 1).unwrap_or_default();
        Self::In {
            line,
            text: text.trim().to_owned(),
        }
    }

    /// The place as the first lines of a traceback.
    pub(super) fn lines(&self) -> Vec<String> {
        match self {
            Self::In { line, text } => vec![format!("\u{1b}[32m{ARROW} {line}\u{1b}[0m {text}")],
            Self::Earlier { cell, line, text } => vec![format!(
                "\u{1b}[32m{ARROW} In [{cell}], line {line}\u{1b}[0m {text}"
            )],
            Self::Elsewhere(Some(file)) => vec![format!("\u{1b}[32m{ARROW}\u{1b}[0m in the library, {file}")],
            Self::Elsewhere(None) => Vec::new(),
        }
    }
}

/// A line of a file that evcxr made, as a panic or a call names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The file's text.
    pub(crate) source: String,
    /// Counted from 1.
    pub(crate) line: usize,
    /// What the compiler says about it, if it does.
    pub(crate) words: String,
}

/// A cell that evcxr has got.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) count: u64,
    /// As the learner wrote it.
    code: String,
    /// As evcxr got it.
    sent: String,
    lines: Lines,
}

impl Ran {
    pub(super) fn new(count: u64, code: &str, prepared: &Prepared) -> Self {
        Self {
            count,
            code: code.to_owned(),
            sent: prepared.code.clone(),
            lines: prepared.lines.clone(),
        }
    }

    /// The learner's line of this cell that line `line` of `source` is a copy of, counted from 1, and its text.
    fn find(&self, source: &str, line: usize) -> Option<(usize, String)> {
        let pieces = pieces(&self.sent);
        let texts: Vec<&str> = pieces
            .iter()
            .map(|piece| &self.sent[piece.range.clone()])
            .collect();
        let sent_line = texts.iter().enumerate().find_map(|(index, text)| {
            // The same text may stand in the cell several times, and is copied in its order.
            let nth = texts[..index].iter().filter(|before| *before == text).count();
            let at = copies(source, text).nth(nth)?;
            let first = line_of(source, at);
            let offset = line.checked_sub(first)?;
            (offset <= text.matches('\n').count())
                .then(|| line_of(&self.sent, pieces[index].range.start) + offset)
        })?;
        let readers = self.lines.readers(sent_line)?;
        let text = self.code.lines().nth(readers - 1)?.trim().to_owned();
        Some((readers, text))
    }
}

/// Where `text` begins a line of `source`: evcxr gives each statement lines of its own.
fn copies<'a>(source: &'a str, text: &'a str) -> impl Iterator<Item = usize> + 'a {
    source
        .match_indices(text)
        .map(|(at, _)| at)
        .filter(|at| source[..*at].ends_with('\n') || *at == 0)
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The first of the spots that is a copy of something the learner wrote, in `now` or in the cells before, the last of
/// them first.
pub(super) fn place(spots: &[Spot], now: &Ran, before: &[Ran]) -> Option<Place> {
    spots.iter().find_map(|Spot { source, line, .. }| {
        if let Some((line, text)) = now.find(source, *line) {
            return Some(Place::In { line, text });
        }
        before.iter().rev().find_map(|ran| {
            let (line, text) = ran.find(source, *line)?;
            Some(Place::Earlier {
                cell: ran.count,
                line,
                text,
            })
        })
    })
}

/// A library's file without the folders that say where this machine keeps it.
pub(super) fn library_place(file: &str, line: usize) -> String {
    let parts: Vec<&str> = file.split('/').collect();
    let source = parts
        .iter()
        .rposition(|part| *part == "src")
        .filter(|place| *place > 0);
    let short = match source {
        Some(place) => parts[place - 1..].join("/"),
        None => file.to_owned(),
    };
    format!("{short}:{line}")
}

/// The line of a failing `?`, if the cell has only one that holds a `?`, where nothing else tells.
pub(super) fn question_mark(code: &str) -> Place {
    match super::code::question_marks(code)[..] {
        [line] => Place::of_line(line, code),
        _ => Place::Elsewhere(None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::code::Definitions;
    use super::*;

    const SOURCE: &str = "const __CELL_1: () = ();\nimpl A {\n  fn b() {\n    c();\n  }\n}\nfn helper() { old() }\npub fn run() {\nlet a = f(1); \nlet b = 2;\nlet a = f(1); \nlet c = 3;\nmatch (\na\n + b) {\n";

    fn ran(count: u64, code: &str) -> Ran {
        Ran::new(count, code, &Definitions::default().prepare(code, count, "n"))
    }

    fn found(line: usize) -> Option<Place> {
        let now = ran(
            3,
            "let a = f(1); let b = 2;\n// why\nlet a = f(1); let c = 3;\na\n + b",
        );
        let before = [
            ran(1, "impl A {\n  fn b() {\n    c();\n  }\n}"),
            ran(2, "helper();\nfn helper() { old() }"),
        ];
        let spots = [Spot {
            source: SOURCE.into(),
            line,
            words: String::new(),
        }];
        place(&spots, &now, &before)
    }

    #[test]
    fn statements_that_share_a_line_are_found_and_equal_ones_told_apart() {
        let line = |line: usize, text: &str| {
            Some(Place::In {
                line,
                text: text.into(),
            })
        };
        assert_eq!(found(9), line(1, "let a = f(1); let b = 2;"));
        assert_eq!(found(10), line(1, "let a = f(1); let b = 2;"));
        assert_eq!(found(11), line(3, "let a = f(1); let c = 3;"));
        assert_eq!(found(15), line(5, "+ b"));
    }

    #[test]
    fn code_of_an_earlier_cell_is_named_with_its_cell_and_line() {
        let earlier = |cell: u64, line: usize, text: &str| {
            Some(Place::Earlier {
                cell,
                line,
                text: text.into(),
            })
        };
        assert_eq!(found(7), earlier(2, 2, "fn helper() { old() }"));
        assert_eq!(found(4), earlier(1, 3, "c();"));
        assert_eq!(found(1), None, "a line of nobody's");
        assert_eq!(found(99), None);
    }

    #[test]
    fn a_librarys_place_names_no_folder_of_this_machine() {
        let file = "/home/ada/.cache/vendor/91158683/ndarray-0.17.2/src/impls/dot.rs";
        assert_eq!(library_place(file, 36), "ndarray-0.17.2/src/impls/dot.rs:36");
        assert_eq!(library_place("build.rs", 1), "build.rs:1");
    }

    #[test]
    fn the_only_line_with_a_question_mark_is_the_one_that_failed() {
        let code = "let a = 1; // is it?\nlet b = read(a, \"?\")?;";
        assert_eq!(
            question_mark(code),
            Place::In {
                line: 2,
                text: "let b = read(a, \"?\")?;".into()
            }
        );
        assert_eq!(question_mark("a()?;\nb()?;"), Place::Elsewhere(None));
    }
}
