//! Declarations `let name: type = value;` in a cell, wherever lines begin and end.

use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};

/// A declaration at the cell's own level that says its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declaration {
    /// The variable or constant.
    pub(super) name: String,
    /// Its type, written the same way however the cell has it: `Vec<usize>`.
    pub(super) kind: String,
    /// Where its value stands in the cell's text.
    pub(super) value: Range<usize>,
}

/// All of them, in order. A cell that is no Rust has none: it says so itself when it runs.
pub(super) fn declarations(source: &str) -> Vec<Declaration> {
    let Ok(tokens) = source.parse::<TokenStream>() else {
        return Vec::new();
    };
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens
        .split(|token| is_punct(token, ';'))
        .filter_map(|statement| {
            // Blocks and attributes may come before it.
            (0..statement.len()).find_map(|begin| declaration(&statement[begin..]))
        })
        .collect()
}

/// The declaration that begins with the first of these tokens and ends with the last.
fn declaration(tokens: &[TokenTree]) -> Option<Declaration> {
    let mut rest = tokens.iter().peekable();
    rest.next_if(|token| is_word(token, "let") || is_word(token, "const"))?;
    rest.next_if(|token| is_word(token, "mut"));
    let TokenTree::Ident(name) = rest.next()? else {
        return None;
    };
    rest.next_if(|token| is_punct(token, ':'))?;
    let kind: Vec<&TokenTree> = std::iter::from_fn(|| rest.next_if(|token| !is_punct(token, '='))).collect();
    rest.next()?;
    let value: Vec<&TokenTree> = rest.collect();
    let (first, last) = (value.first()?, value.last()?);
    Some(Declaration {
        name: name.to_string(),
        kind: written(&kind),
        value: first.span().byte_range().start..last.span().byte_range().end,
    })
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

/// A type without the spaces and line breaks that it does not need.
fn written(tokens: &[&TokenTree]) -> String {
    let mut text = String::new();
    for token in tokens {
        let next = token.to_string();
        let is_letter = |letter: Option<char>| letter.is_some_and(|c| c.is_alphanumeric() || c == '_');
        if is_letter(text.chars().last()) && is_letter(next.chars().next()) {
            text.push(' ');
        }
        text.push_str(&next);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<(String, String, &str)> {
        declarations(source)
            .into_iter()
            .map(|Declaration { name, kind, value }| (name, kind, &source[value]))
            .collect()
    }

    #[test]
    fn each_declaration_of_a_line_is_found() {
        assert_eq!(
            found(
                "let a: u8 = 1; let mut text: &'static str = \"x; y\"; // é, let c: u8 = 3;\nlet b: f32=2e-1 ;"
            ),
            [
                ("a".into(), "u8".into(), "1"),
                ("text".into(), "&'static str".into(), "\"x; y\""),
                ("b".into(), "f32".into(), "2e-1"),
            ]
        );
    }

    #[test]
    fn a_declaration_goes_over_lines_and_after_a_block() {
        assert_eq!(
            found(
                "fn twice(x: u8) -> u8 { let y: u8 = x; 2 * y }\nlet sizes: Vec<\n  usize\n> = vec![\n  3, // é\n  4,\n];\nconst N: usize =\n  if true { 1 } else { 2 };"
            ),
            [
                ("sizes".into(), "Vec<usize>".into(), "vec![\n  3, // é\n  4,\n]"),
                ("N".into(), "usize".into(), "if true { 1 } else { 2 }"),
            ]
        );
    }

    #[test]
    fn what_says_no_type_or_is_no_rust_declares_nothing() {
        assert_eq!(found("let a = 1; use std::fmt; const fn f() {}"), []);
        assert_eq!(found("let a: u8 = (1;"), []);
    }
}
