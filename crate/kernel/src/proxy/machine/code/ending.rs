//! Whether code stops in the middle of something: for consoles, which run it at the press of Enter, and for cells.

use serde_json::{Value, json};

use super::cell::{Trouble, statements};
use super::scan::{Open, scan};

/// The answer to an `is_complete_request`.
pub(in crate::proxy::machine) fn is_complete(code: &str) -> Value {
    match state(code) {
        State::Complete => json!({ "status": "complete" }),
        State::Invalid => json!({ "status": "invalid" }),
        State::Incomplete { depth } => json!({ "status": "incomplete", "indent": "    ".repeat(depth) }),
    }
}

#[derive(Debug, PartialEq)]
enum State {
    Complete,
    Incomplete { depth: usize },
    Invalid,
}

fn state(code: &str) -> State {
    let found = scan(code);
    if found.stray {
        return State::Invalid;
    }
    match found.open.last() {
        Some((Open::Bracket(_), _)) => {
            return State::Incomplete {
                depth: found.open.len(),
            };
        }
        Some((Open::Text | Open::Comment, _)) => return State::Incomplete { depth: 0 },
        None => {}
    }
    match statements(code) {
        Err(Trouble::EndsEarly(_)) => State::Incomplete { depth: 1 },
        // What is wrong with it, the compiler says.
        Ok(_) | Err(Trouble::Other) => State::Complete,
    }
}

/// If a cell stops in the middle of something: what, and the line, counted from 1. The compiler, which sees more code
/// after it, would speak of that.
pub(in crate::proxy::machine) fn broken_off(code: &str) -> Option<(String, usize)> {
    let found = scan(code);
    if found.stray {
        return None;
    }
    if let Some((open, at)) = found.open.last() {
        let line = line_of(code, *at);
        let words = match open {
            Open::Bracket(bracket) => {
                let closing = match bracket {
                    '(' => ')',
                    '[' => ']',
                    _ => '}',
                };
                format!("the `{bracket}` in line {line} is not closed: a `{closing}` is missing")
            }
            Open::Text => {
                format!("the text that begins in line {line} does not end: a closing quote is missing")
            }
            Open::Comment => {
                format!("the comment that begins in line {line} does not end: a `*/` is missing")
            }
        };
        return Some((words, line));
    }
    match statements(code) {
        Err(Trouble::EndsEarly(wanted)) => {
            let line = line_of(code, code.trim_end().len());
            let words = match wanted.strip_prefix("expected ") {
                Some("`;`") => format!("a `;` is missing at the end of line {line}"),
                Some(wanted) => format!("the cell ends in the middle of a statement: {wanted} should follow"),
                None => "the cell ends in the middle of a statement".to_owned(),
            };
            Some((words, line))
        }
        _ => None,
    }
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_statements_are_complete() {
        for code in [
            "",
            "let x = 1;",
            "x",
            "1 + 1",
            ":dep serde",
            "fn f<'a>(x: &'a str) -> char { '}' }",
            "let s = \"{\"; // (",
            "'\\''",
            "/* { /* */ */",
            "if a { 1 }",
            "let l = 'x: loop { break 'x; };",
            "let 1x = ;",
        ] {
            assert_eq!(state(code), State::Complete, "{code}");
            assert_eq!(broken_off(code), None, "{code}");
        }
    }

    #[test]
    fn code_that_goes_on_is_incomplete() {
        for (code, depth) in [
            ("fn main() {", 1),
            ("f(vec![1,", 2),
            ("let s = \"a", 0),
            ("/* a", 0),
            ("let r = r#\"\"", 0),
            ("#[derive(Debug)]", 1),
            ("let x = 5 %", 1),
            ("let c = b'\\''", 1),
            ("let x = a as u8 <", 1),
            ("fn h() -> i32", 1),
            ("struct S", 1),
            ("match x", 1),
            ("for i in 0..", 1),
            ("use std::", 1),
            ("let x =", 1),
        ] {
            assert_eq!(state(code), State::Incomplete { depth }, "{code}");
        }
    }

    #[test]
    fn brackets_that_do_not_fit_are_invalid() {
        for code in [")", "(]", "fn f() { ) }"] {
            assert_eq!(state(code), State::Invalid, "{code}");
        }
    }

    #[test]
    fn what_is_missing_is_said_with_its_line() {
        for (code, line, words) in [
            (
                "let x: i32 =",
                1,
                "the cell ends in the middle of a statement: an expression should follow",
            ),
            (
                "a();\nfoo(1,\n",
                2,
                "the `(` in line 2 is not closed: a `)` is missing",
            ),
            ("let s = \"abc", 1, "the text that begins in line 1 does not end"),
            ("/* a", 1, "the comment that begins in line 1"),
            (
                "let a = 1;\nlet b = 2\n\n",
                2,
                "a `;` is missing at the end of line 2",
            ),
            ("let a = std::", 1, "the cell ends in the middle"),
            ("x.", 1, "the cell ends in the middle"),
            ("if true {", 1, "the `{` in line 1"),
        ] {
            let (said, where_) = broken_off(code).unwrap_or_else(|| panic!("{code}"));
            assert!(said.starts_with(words), "{code}: {said}");
            assert_eq!(where_, line, "{code}");
        }
    }
}
