//! What an answer may not use.

use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};

use super::Refusal;

/// Words that no answer needs.
const FORBIDDEN: &[(&str, &str)] = &[
    ("unsafe", "unsafe code"),
    ("unsafe_code", "unsafe code"),
    ("extern", "`extern`"),
    ("asm", "assembly"),
    ("global_asm", "assembly"),
    ("naked_asm", "assembly"),
];
/// The same as macros; as names of variables they harm nobody.
const FORBIDDEN_MACROS: &[&str] = &["include", "include_str", "include_bytes"];

/// Looks through what is kept of an answer: its own cell and what it takes from others.
pub(super) fn look(texts: &[&str], allowed: &[String]) -> Result<(), Refusal> {
    // A macro can put words together that do not stand together in the text, also in another cell's.
    let has_macro = |text: &&str| super::parse::words(text).iter().any(|word| word == "macro_rules");
    let is_strict = texts.iter().any(has_macro);
    for text in texts {
        let tokens = TokenStream::from_str(text).map_err(|error| Refusal::Unreadable(error.to_string()))?;
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        look_at(&tokens, allowed, is_strict, false)?;
    }
    Ok(())
}

/// `is_imported` inside of the brackets of a `use`.
fn look_at(
    tokens: &[TokenTree],
    allowed: &[String],
    is_strict: bool,
    mut is_imported: bool,
) -> Result<(), Refusal> {
    let starts_imported = is_imported;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                look_at(&inside, allowed, is_strict, is_imported)?;
            }
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let name = name.trim_start_matches("r#");
                is_imported |= name == "use";
                if let Some((_, what)) = FORBIDDEN.iter().find(|(word, _)| *word == name) {
                    return Err(Refusal::Forbidden(format!("an answer may not use {what}")));
                }
                if FORBIDDEN_MACROS.contains(&name)
                    && (is_strict || is_imported || is_sign(tokens.get(index + 1), '!'))
                {
                    return Err(Refusal::Forbidden(format!("an answer may not use `{name}!`")));
                }
                // `mod name;`, and anything that a macro makes of it.
                if name == "mod" && (is_strict || is_sign(tokens.get(index + 2), ';')) {
                    return Err(Refusal::Forbidden(
                        "an answer may not use a module in another file".to_owned(),
                    ));
                }
                if name == "mlp" && (is_strict || is_imported || is_path(tokens, index)) {
                    look_behind_mlp(&tokens[index + 1..], allowed)?;
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => is_imported = starts_imported,
            _ => {}
        }
    }
    Ok(())
}

fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == sign)
}

/// Whether the word is a part of a path, or what a module is called.
fn is_path(tokens: &[TokenTree], index: usize) -> bool {
    let colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    let behind = colon(index + 1) && colon(index + 2);
    let before = index >= 2 && colon(index - 1) && colon(index - 2);
    let named = index >= 1 && matches!(&tokens[index - 1], TokenTree::Ident(word) if word == "mod");
    behind || before || named
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

    fn try_it(answer: &str) -> Result<(), Refusal> {
        look(&[answer], &["ndarray".to_owned()])
    }

    #[test]
    fn what_an_answer_may_not_use_is_refused() {
        for (answer, word) in [
            ("use mlp::ops;", "mlp::ops"),
            ("use ::mlp::{ndarray::Array2, ops};", "mlp::ops"),
            ("use mlp as m;", "nothing else of mlp"),
            ("use {mlp as m};", "nothing else of mlp"),
            ("use {std::f64, mlp};", "nothing else of mlp"),
            ("pub use ::{mlp as m, std::f64};", "nothing else of mlp"),
            ("use r#mlp::metrics;", "mlp::metrics"),
            ("fn f() { g::<mlp::Dataset>() }", "mlp::Dataset"),
            ("use mlp::*;", "nothing else of mlp"),
            ("extern crate mlp as m;", "extern"),
            ("fn f() { unsafe { g() } }", "unsafe"),
            (
                "macro_rules! m { ($a:ident) => { $a::ops::softmax } } fn f() { m!(mlp) }",
                "names mlp itself",
            ),
            ("mod mlp { pub fn f() {} }", "nothing else of mlp"),
            ("#[path = \"/usr/share/x.rs\"] mod x;", "another file"),
            ("macro_rules! m { ($k:tt) => { $k x; } } m!(mod);", "another file"),
            ("const X: &str = include_str!(\"/etc/passwd\");", "include_str"),
            ("use std::include_str as read;", "include_str"),
            ("use std::{include_bytes as read};", "include_bytes"),
        ] {
            match try_it(answer) {
                Err(Refusal::Forbidden(reason)) => assert!(reason.contains(word), "{answer}: {reason}"),
                other => panic!("{answer}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_macro_in_another_cell_is_seen_as_well() {
        let macros = "macro_rules! m { ($a:ident) => { $a::ops::softmax } }";
        let refusal = look(&["fn f() { m!(mlp) }", macros], &["ndarray".to_owned()]);
        assert!(matches!(refusal, Err(Refusal::Forbidden(words)) if words.contains("names mlp itself")));
    }

    #[test]
    fn names_of_variables_are_free() {
        for answer in [
            "use mlp::ndarray::Array2;\n// mlp::ops, unsafe\nfn f() -> &'static str { \"mlp::ops\" }",
            "fn f(mlp: &[usize]) -> usize { let x = mlp; assert_eq!(mlp.len(), 3); mlp[0] as usize }",
            "fn f(n: usize) -> usize { let include = n > 2; if include { 1 } else { 0 } }",
            "macro_rules! double { ($x:expr) => { 2 * $x } } fn f(x: i64) -> i64 { double!(x) }",
        ] {
            assert_eq!(try_it(answer), Ok(()), "{answer}");
        }
    }
}
