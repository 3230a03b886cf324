//! Whether the code typed so far is a whole, for consoles that run it at the press of Enter.

use serde_json::{Value, json};

/// The answer to an `is_complete_request`.
pub(super) fn is_complete(code: &str) -> Value {
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

/// Brackets, strings and comments decide, and an operator at the end.
fn state(code: &str) -> State {
    let mut open = Vec::new();
    let mut last = None;
    let mut rest = code;
    while let Some(character) = rest.chars().next() {
        let skipped = match character {
            '/' if rest.starts_with("//") => Some(rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => match block_comment(rest) {
                Some(length) => Some(length),
                None => return State::Incomplete { depth: open.len() },
            },
            '"' => match string(rest) {
                Some(length) => Some(length),
                None => return State::Incomplete { depth: 0 },
            },
            'r' if raw_string_start(rest).is_some()
                && !last.is_some_and(|last: char| last.is_alphanumeric() || last == '_') =>
            {
                match raw_string(rest) {
                    Some(length) => Some(length),
                    None => return State::Incomplete { depth: 0 },
                }
            }
            '\'' => char_literal(rest),
            _ => None,
        };
        if let Some(length) = skipped {
            if !rest.starts_with('/') {
                last = Some('"');
            }
            rest = &rest[length..];
            continue;
        }
        match character {
            '(' | '[' | '{' => open.push(character),
            ')' | ']' | '}' => {
                let fits = matches!(
                    (open.pop(), character),
                    (Some('('), ')') | (Some('['), ']') | (Some('{'), '}')
                );
                if !fits {
                    return State::Invalid;
                }
            }
            _ => {}
        }
        if !character.is_whitespace() {
            last = Some(character);
        }
        rest = &rest[character.len_utf8()..];
    }
    let goes_on = matches!(
        last,
        Some('=' | '+' | '-' | '*' | '/' | '&' | '|' | ',' | '.' | '<' | ':')
    );
    if open.is_empty() && !goes_on {
        State::Complete
    } else {
        State::Incomplete {
            depth: open.len().max(1),
        }
    }
}

/// The length of the block comment that begins here; comments nest.
fn block_comment(code: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        let rest = code.get(at..)?;
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += rest.chars().next()?.len_utf8();
        }
    }
}

/// The length of the string literal that begins here.
fn string(code: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in code.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The number of hashes if a raw string begins here.
fn raw_string_start(code: &str) -> Option<usize> {
    let hashes = code[1..]
        .chars()
        .take_while(|character| *character == '#')
        .count();
    code[1 + hashes..].starts_with('"').then_some(hashes)
}

fn raw_string(code: &str) -> Option<usize> {
    let hashes = raw_string_start(code)?;
    let end = format!("\"{}", "#".repeat(hashes));
    let body = hashes + 2;
    code[body..].find(&end).map(|at| body + at + end.len())
}

/// The length of the character literal that begins here; `None` for a lifetime.
fn char_literal(code: &str) -> Option<usize> {
    let mut characters = code.char_indices().skip(1);
    let (_, first) = characters.next()?;
    if first == '\\' {
        return code[2..]
            .char_indices()
            .skip(1)
            .find(|(_, character)| *character == '\'')
            .map(|(at, _)| at + 3);
    }
    characters
        .next()
        .filter(|(_, character)| *character == '\'')
        .map(|(at, _)| at + 1)
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
            "fn f<'a>(x: &'a str) -> char { '}' }",
            "let s = \"{\"; // (",
            "r#\"\"(\"#",
            "'\\''",
            "/* { /* */ */",
        ] {
            assert_eq!(state(code), State::Complete, "{code}");
        }
    }

    #[test]
    fn an_open_bracket_string_or_operator_is_incomplete() {
        for code in [
            "fn main() {",
            "let s = \"a",
            "f(1,",
            "1 +",
            "/* a",
            "let r = r#\"\"",
            "let x =",
        ] {
            assert!(matches!(state(code), State::Incomplete { .. }), "{code}");
        }
    }

    #[test]
    fn brackets_that_do_not_fit_are_invalid() {
        for code in [")", "(]", "fn f() { ) }"] {
            assert_eq!(state(code), State::Invalid, "{code}");
        }
    }
}
