//! A cell's text as statements, the way evcxr and a person would read it.

use std::str::FromStr;

use proc_macro2::{Delimiter, LineColumn, Span, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::{Block, Item, Stmt};

/// What word processors and pages put in the place of a program's signs.
const TYPESET: &[(char, &str)] = &[
    ('“', "\""),
    ('”', "\""),
    ('„', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('−', "-"),
    ('\u{a0}', " "),
    ('\u{202f}', " "),
    ('\u{200b}', ""),
    ('\u{200c}', ""),
    ('\u{200d}', ""),
    ('\u{2060}', ""),
    ('\u{feff}', ""),
];

/// The statements of a cell, the text that they stand in, and how that differs from what was written.
pub(super) fn cell(text: &str) -> Result<(String, Vec<Stmt>, Vec<String>), String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let first = statements(&text);
    let problem = match first {
        Ok((text, found)) => return Ok((text, found, Vec::new())),
        Err(problem) => problem,
    };
    let without = without_commands(&text);
    if without != text
        && let Ok((text, found)) = statements(&without)
    {
        return Ok((text, found, Vec::new()));
    }
    let mut mended = without;
    for (sign, plain) in TYPESET {
        mended = mended.replace(*sign, plain);
    }
    if let Ok((text, found)) = statements(&mended) {
        let note = "holds signs of a word processor, such as curly quotes, which were read as plain ones";
        return Ok((text, found, vec![note.to_owned()]));
    }
    let sign = text.chars().find(|c| TYPESET.iter().any(|(sign, _)| sign == c));
    Err(match sign {
        Some(sign) => format!(
            "{problem}; it holds {}, which is not what a program needs",
            sign.escape_unicode()
        ),
        None => problem,
    })
}

/// The items of code that a problem set gives, each where it stood; an error names the line.
pub(crate) fn items_of(code: &str) -> Result<(Vec<Item>, String), String> {
    let (text, statements, _) = cell(code)?;
    let places = Places::of(&text);
    let mut kept: Vec<char> = text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
    let mut items = Vec::new();
    for statement in statements {
        if let Stmt::Item(item) = statement
            && !matches!(&item, Item::Macro(call) if call.ident.is_none() && !call.mac.path.is_ident("thread_local"))
        {
            use syn::spanned::Spanned;
            places.copy(item.span(), &mut kept);
            items.push(item);
        }
    }
    Ok((items, kept.into_iter().collect()))
}

/// Also the text without the attributes that only stand at the head of a file: a cell is none.
fn statements(text: &str) -> Result<(String, Vec<Stmt>), String> {
    let tokens = tokens(text)?;
    let text = without_odd_spaces(text, tokens.clone());
    let text = without_inner_attributes(&text, tokens);
    // The last expression may lack its semicolon, as in a cell.
    let found = Block::parse_within
        .parse2(self::tokens(&text)?)
        .map_err(|error| at_line(&error, error.span()))?;
    Ok((text, found))
}

fn tokens(code: &str) -> Result<TokenStream, String> {
    TokenStream::from_str(code).map_err(|error| at_line(&error, error.span()))
}

fn at_line(error: &dyn std::fmt::Display, at: Span) -> String {
    format!("{error} (line {} of the answer)", at.start().line)
}

/// Blanks `:vars` and other commands of evcxr, which stand at the beginning of a line.
fn without_commands(text: &str) -> String {
    let is_command = |line: &str| {
        line.trim_start()
            .strip_prefix(':')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    let lines: Vec<&str> = text
        .split('\n')
        .map(|line| if is_command(line) { "" } else { line })
        .collect();
    lines.join("\n")
}

/// Spaces that the compiler does not take for spaces, outside of texts.
fn without_odd_spaces(text: &str, tokens: TokenStream) -> String {
    let is_odd = |c: char| {
        !c.is_ascii()
            && TYPESET
                .iter()
                .any(|(sign, plain)| *sign == c && plain.trim().is_empty())
    };
    if !text.contains(is_odd) {
        return text.to_owned();
    }
    let places = Places::of(text);
    let mut kept: Vec<char> = text.chars().map(|c| if is_odd(c) { ' ' } else { c }).collect();
    let mut todo = vec![tokens];
    while let Some(tokens) = todo.pop() {
        for token in tokens {
            match token {
                TokenTree::Group(group) => todo.push(group.stream()),
                TokenTree::Literal(literal) => places.copy(literal.span(), &mut kept),
                _ => {}
            }
        }
    }
    kept.into_iter().collect()
}

/// Blanks `#![…]` and `//!` outside of all brackets.
fn without_inner_attributes(text: &str, tokens: TokenStream) -> String {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let places = Places::of(text);
    let mut kept: Vec<char> = text.chars().collect();
    for window in tokens.windows(3) {
        let [
            TokenTree::Punct(hash),
            TokenTree::Punct(bang),
            TokenTree::Group(group),
        ] = window
        else {
            continue;
        };
        if hash.as_char() == '#' && bang.as_char() == '!' && group.delimiter() == Delimiter::Bracket {
            for token in window {
                places.blank(token.span(), &mut kept);
            }
        }
    }
    kept.into_iter().collect()
}

/// Every word of a text that is Rust; of another one, none.
pub(super) fn words(text: &str) -> Vec<String> {
    tokens(text).map(words_of).unwrap_or_default()
}

/// Every word among the tokens.
pub(super) fn words_of(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut todo = vec![tokens];
    while let Some(tokens) = todo.pop() {
        for token in tokens {
            match token {
                TokenTree::Group(group) => todo.push(group.stream()),
                TokenTree::Ident(word) => found.push(word.to_string()),
                // A formatted text names variables, never items; what it calls is inside no text.
                _ => {}
            }
        }
    }
    found
}

/// Where the lines of a text begin, counted in characters as spans are.
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// Where each character begins.
    bytes: Vec<usize>,
}

impl<'a> Places<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let ends = text.chars().enumerate().filter(|(_, c)| *c == '\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        let bytes = text.char_indices().map(|(at, _)| at).collect();
        Self { text, starts, bytes }
    }

    fn place(&self, at: LineColumn) -> usize {
        self.starts.get(at.line - 1).map_or(0, |start| start + at.column)
    }

    /// What stands there.
    pub(super) fn text(&self, span: Span) -> &'a str {
        let byte = |place: usize| self.bytes.get(place).copied().unwrap_or(self.text.len());
        &self.text[byte(self.place(span.start()))..byte(self.place(span.end()))]
    }

    fn copy(&self, span: Span, to: &mut [char]) {
        let (from, until) = (self.place(span.start()), self.place(span.end()));
        for (slot, c) in to[from..until].iter_mut().zip(self.text.chars().skip(from)) {
            *slot = c;
        }
    }

    fn blank(&self, span: Span, to: &mut [char]) {
        let (from, until) = (self.place(span.start()), self.place(span.end()));
        for slot in &mut to[from..until] {
            if *slot != '\n' {
                *slot = ' ';
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_notebook_or_a_word_processor_has_is_passed_over() {
        for text in [
            "#![allow(unused)]\nfn f() {}",
            "//! Notes\nfn f() {}",
            ":vars\nfn f() {}\n:opt 2",
            "fn f() -> &'static str {\n    “x”\n}",
            "fn f() {\u{a0}}\u{200b}",
            "fn f() {}\r\nf()",
        ] {
            let (kept, found, _) = cell(text).unwrap();
            assert!(
                found
                    .iter()
                    .any(|statement| matches!(statement, Stmt::Item(Item::Fn(_)))),
                "{text}"
            );
            assert_eq!(kept.matches('\n').count(), text.matches('\n').count(), "{text}");
        }
        assert_eq!(cell("fn f() {\u{a0}“”}").unwrap().2.len(), 1);
        assert_eq!(
            cell("fn f() {\u{a0}g(\"\u{a0}\") }").unwrap().0,
            "fn f() { g(\"\u{a0}\") }"
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
            let problem = cell(answer).err().unwrap_or_default();
            assert!(
                problem.contains(&format!("line {line} of")),
                "{answer}: {problem}"
            );
        }
    }
}
