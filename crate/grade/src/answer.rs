//! What counts of an answer cell: its items, functions and `use` above all. Experiments beside them, such as a call to
//! look at its result, are left out: an endless one costs nothing.
//!
//! An answer that could reach around its check is refused. What is refused is told by its tokens, before anything is
//! compiled:
//!
//! - `mlp`, but for what the problem set allows (`mlp::ndarray` if it says nothing): the crate holds the right answers;
//! - `unsafe`, `extern` and assembly: with them a function could write its own verdict into the process's memory;
//! - `macro_rules`: an answer's macro could stand in the place of one that a check uses;
//! - `include`: an answer is what stands in its cell.

use std::str::FromStr;

use proc_macro2::{LineColumn, Span, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Block, Stmt};

/// Why an answer is not tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is no Rust.
    Unreadable(String),
    /// It uses what it may not use.
    Forbidden(String),
}

/// Words that no answer needs.
const FORBIDDEN: &[(&str, &str)] = &[
    ("unsafe", "unsafe code"),
    ("unsafe_code", "unsafe code"),
    ("extern", "`extern`"),
    ("asm", "assembly"),
    ("global_asm", "assembly"),
    ("naked_asm", "assembly"),
    ("macro_rules", "a macro of its own"),
    ("include", "`include!`"),
    ("include_str", "`include_str!`"),
    ("include_bytes", "`include_bytes!`"),
];

/// The items of an answer, each where it stood, so that a compiler's line numbers are the cell's.
pub(crate) fn items(answer: &str, allowed: &[String]) -> Result<String, Refusal> {
    let tokens = tokens(answer).map_err(Refusal::Unreadable)?;
    look_for_forbidden(&tokens.into_iter().collect::<Vec<_>>(), allowed)?;
    all_items(answer).map_err(Refusal::Unreadable)
}

/// The same of code that a problem set gives: it may use what it likes. An error names its line.
pub(crate) fn all_items(code: &str) -> Result<String, String> {
    // The last expression may lack its semicolon, as in a cell.
    let statements = Block::parse_within
        .parse2(tokens(code)?)
        .map_err(|error| at_line(&error, error.span()))?;
    let characters: Vec<char> = code.chars().collect();
    let mut kept: Vec<char> = characters
        .iter()
        .map(|c| if *c == '\n' { '\n' } else { ' ' })
        .collect();
    let line_starts = line_starts(&characters);
    let place = |at: LineColumn| line_starts.get(at.line - 1).map(|start| start + at.column);
    for statement in statements {
        if let Stmt::Item(item) = statement
            && !matches!(&item, syn::Item::Macro(call) if call.ident.is_none())
            && let (Some(start), Some(end)) = (place(item.span().start()), place(item.span().end()))
        {
            kept[start..end].copy_from_slice(&characters[start..end]);
        }
    }
    Ok(kept.into_iter().collect())
}

fn tokens(code: &str) -> Result<TokenStream, String> {
    TokenStream::from_str(code).map_err(|error| at_line(&error, error.span()))
}

fn at_line(error: &dyn std::fmt::Display, at: Span) -> String {
    format!("{error} (line {} of the answer)", at.start().line)
}

/// Where each line begins, counted in characters as spans are.
fn line_starts(characters: &[char]) -> Vec<usize> {
    let ends = characters.iter().enumerate().filter(|(_, c)| **c == '\n');
    std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
}

fn look_for_forbidden(tokens: &[TokenTree], allowed: &[String]) -> Result<(), Refusal> {
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => {
                look_for_forbidden(&group.stream().into_iter().collect::<Vec<_>>(), allowed)?;
            }
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let name = name.trim_start_matches("r#");
                if let Some((_, what)) = FORBIDDEN.iter().find(|(word, _)| *word == name) {
                    return Err(Refusal::Forbidden(format!("an answer may not use {what}")));
                }
                if name == "mlp" {
                    look_behind_mlp(&tokens[index + 1..], allowed)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// What follows `mlp` must be `::` and an allowed name, or a list of such names.
fn look_behind_mlp(rest: &[TokenTree], allowed: &[String]) -> Result<(), Refusal> {
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ':');
    let used = match rest {
        [a, b, TokenTree::Ident(name), ..] if is_colon(a) && is_colon(b) => vec![name.to_string()],
        [a, b, TokenTree::Group(list), ..] if is_colon(a) && is_colon(b) => {
            let tokens: Vec<_> = list.stream().into_iter().collect();
            tokens
                .split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','))
                .filter_map(<[_]>::first)
                .map(ToString::to_string)
                .collect()
        }
        _ => vec![String::new()],
    };
    let Some(name) = used.iter().find(|name| !allowed.contains(name)) else {
        return Ok(());
    };
    let may: Vec<String> = allowed.iter().map(|name| format!("mlp::{name}")).collect();
    let this = if name.is_empty() {
        "names mlp itself".to_owned()
    } else {
        format!("uses mlp::{name}")
    };
    Err(Refusal::Forbidden(format!(
        "an answer may use {} but nothing else of mlp, and this one {this}",
        may.join(", ")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn try_items(answer: &str) -> Result<String, Refusal> {
        items(answer, &["ndarray".to_owned()])
    }

    #[test]
    fn items_stay_in_their_lines_and_experiments_go() {
        let answer = "use mlp::ndarray::{Array2, s};\nlet µ = 3;\nfn f() -> usize {\n    1 // é\n}\nloop {}\nprintln!(\"x\");\n/// Doc\nconst N: usize = 2;\nf()";
        let kept = try_items(answer).unwrap();
        assert_eq!(kept.lines().count(), answer.lines().count());
        let lines: Vec<&str> = kept.lines().map(str::trim_end).collect();
        assert_eq!(lines[2..5], ["fn f() -> usize {", "    1 // é", "}"]);
        assert_eq!(
            [lines[1], lines[5], lines[6], lines[7], lines[8], lines[9]],
            ["", "", "", "/// Doc", "const N: usize = 2;", ""]
        );
    }

    #[test]
    fn what_reaches_around_a_check_is_refused() {
        for (answer, word) in [
            ("use mlp::check;", "mlp::check"),
            ("use ::mlp::{ndarray::Array2, check};", "mlp::check"),
            ("use mlp as m;", "nothing else of mlp"),
            ("use r#mlp::metrics;", "mlp::metrics"),
            ("fn f() { g::<mlp::Dataset>() }", "mlp::Dataset"),
            ("use mlp::*;", "nothing else of mlp"),
            ("extern crate mlp as m;", "extern"),
            ("fn f() { unsafe { g() } }", "unsafe"),
            ("macro_rules! assert { () => {} }", "macro"),
            ("mod mlp { pub fn f() {} }", "nothing else of mlp"),
            ("const X: &str = include_str!(\"/etc/passwd\");", "include_str"),
        ] {
            match try_items(answer) {
                Err(Refusal::Forbidden(reason)) => assert!(reason.contains(word), "{answer}: {reason}"),
                other => panic!("{answer}: {other:?}"),
            }
        }
        assert!(
            try_items(
                "use mlp::ndarray::Array2;\n// mlp::check, unsafe\nfn f() -> &'static str { \"mlp::check\" }"
            )
            .is_ok()
        );
    }

    #[test]
    fn what_is_no_rust_names_its_line() {
        for (answer, line) in [
            ("fn f() {\n", 1),
            ("\nfn f() -> {}", 2),
            ("fn f() {}\n}}", 2),
            ("/* a", 1),
        ] {
            match try_items(answer) {
                Err(Refusal::Unreadable(reason)) => {
                    assert!(reason.contains(&format!("line {line} of")), "{answer}: {reason}");
                }
                other => panic!("{answer}: {other:?}"),
            }
        }
    }
}
