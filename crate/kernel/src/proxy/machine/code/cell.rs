//! The statements and items of a cell.

use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Block, Stmt};

use super::scan::scan;

/// Brackets that stand deeper in one another are no code that anybody wrote.
const DEEPEST: usize = 150;

/// A statement or item, where it stands in the cell.
pub(super) struct Statement {
    pub(super) parsed: Stmt,
    pub(super) range: Range<usize>,
}

/// A part of a cell that evcxr copies whole: where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::proxy::machine) struct Piece {
    pub(in crate::proxy::machine) range: Range<usize>,
}

/// Why a cell could not be taken apart.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It ends too early: what the parser wanted next.
    EndsEarly(String),
    /// The compiler knows better words for it.
    Other,
}

/// The cell's statements, or why there are none.
pub(super) fn statements(code: &str) -> Result<Vec<Statement>, Trouble> {
    let rust = without_commands(code);
    if scan(&rust).depth > DEEPEST {
        return Err(Trouble::Other);
    }
    let parsed = Block::parse_within.parse_str(&rust).map_err(|error| {
        let is_at_end = error.span().byte_range().is_empty();
        let words = error.to_string();
        let wanted = words.strip_prefix("unexpected end of input, ").unwrap_or(&words);
        if is_at_end {
            Trouble::EndsEarly(wanted.to_owned())
        } else {
            Trouble::Other
        }
    })?;
    Ok(parsed
        .into_iter()
        // What the parser makes of a `;` alone.
        .filter(
            |statement| !matches!(statement, Stmt::Expr(syn::Expr::Verbatim(tokens), _) if tokens.is_empty()),
        )
        .map(|parsed| Statement {
            range: parsed.span().byte_range(),
            parsed,
        })
        .collect())
}

/// What evcxr copies whole: statements, or lines where the code cannot be taken apart.
pub(in crate::proxy::machine) fn pieces(code: &str) -> Vec<Piece> {
    match statements(code) {
        Ok(statements) => statements
            .into_iter()
            .map(|it| Piece { range: it.range })
            .collect(),
        Err(_) => lines(code).map(|range| Piece { range }).collect(),
    }
}

/// The lines that hold something, without the space around it.
fn lines(code: &str) -> impl Iterator<Item = Range<usize>> {
    code.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(move |line| {
            let start = line.as_ptr() as usize - code.as_ptr() as usize;
            start..start + line.len()
        })
}

/// The code with spaces in the place of evcxr's own commands, which stand before all Rust.
pub(super) fn without_commands(code: &str) -> String {
    let mut rust = String::with_capacity(code.len());
    let mut before_rust = true;
    for line in code.split_inclusive('\n') {
        let is_command = line.starts_with('!') || line.trim_start_matches(' ').starts_with(':');
        if before_rust && is_command {
            rust.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            continue;
        }
        before_rust &= line.starts_with("//") || line.trim().is_empty();
        rust.push_str(line);
    }
    rust
}

/// The commands of evcxr's own, without the space around them.
pub(in crate::proxy::machine) fn commands(code: &str) -> impl Iterator<Item = &str> {
    let is_rust = |line: &&str| {
        let line = line.trim();
        !(line.is_empty() || line.starts_with("//") || line.starts_with(':') || line.starts_with('!'))
    };
    code.lines()
        .take_while(move |line| !is_rust(line))
        .map(str::trim)
        .filter(|line| line.starts_with(':'))
}

/// The lines with a `?`, each once, counted from 1. A `?` that a macro's definition or `?Sized` has is none.
pub(in crate::proxy::machine) fn question_marks(code: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    if scan(code).depth <= DEEPEST
        && let Ok(tokens) = without_commands(code).parse::<TokenStream>()
    {
        collect_question_marks(tokens, &mut lines);
    }
    lines.sort_unstable();
    lines.dedup();
    lines
}

fn collect_question_marks(tokens: TokenStream, lines: &mut Vec<usize>) {
    let mut before = None;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Ident(name) if name == "macro_rules" => {
                // `!`, the name, the rules.
                tokens.by_ref().take(3).for_each(drop);
            }
            TokenTree::Group(group) => collect_question_marks(group.stream(), lines),
            TokenTree::Punct(mark) if mark.as_char() == '?' => {
                // An operator stands behind a value, a bound before a name.
                let follows_value = matches!(
                    &before,
                    Some(TokenTree::Ident(_) | TokenTree::Group(_) | TokenTree::Literal(_))
                ) || matches!(&before, Some(TokenTree::Punct(punct)) if punct.as_char() == '?');
                if follows_value {
                    lines.push(mark.span().start().line);
                }
            }
            _ => {}
        }
        before = Some(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(code: &str) -> Vec<&str> {
        pieces(code).into_iter().map(|piece| &code[piece.range]).collect()
    }

    #[test]
    fn each_statement_is_a_piece_and_commands_are_none() {
        assert_eq!(
            texts(":dep a = \"1\"\n// é\nlet a = 1; b();\n#[derive(Debug)]\nstruct C;\nif d {\n}\ne"),
            [
                "let a = 1;",
                "b();",
                "#[derive(Debug)]\nstruct C;",
                "if d {\n}",
                "e"
            ]
        );
        assert_eq!(texts("let = ;\n  b"), ["let = ;", "b"], "no Rust: lines");
    }

    #[test]
    fn code_that_ends_early_is_told_from_wrong_code() {
        for code in [
            "let x =",
            "1 +",
            "#[derive(Debug)]",
            "use std::",
            "struct S",
            "match x",
            "fn h() -> i32",
        ] {
            assert!(matches!(statements(code), Err(Trouble::EndsEarly(_))), "{code}");
        }
        for code in ["let 1x = ;", "foo(1 +)", "let y = 3 *; let z = 1;"] {
            assert!(matches!(statements(code), Err(Trouble::Other)), "{code}");
        }
        assert!(matches!(statements(&"(".repeat(100_000)), Err(Trouble::Other)));
    }

    #[test]
    fn a_question_mark_is_a_token_and_neither_a_character_nor_a_bound() {
        assert_eq!(question_marks("get(\"http://x?\")?; // why?\nlet a = '?';"), [1]);
        assert_eq!(question_marks("fn f<T: ?Sized>() {}\nb()?\n.c()?;"), [2, 3]);
        assert_eq!(
            question_marks("macro_rules! m { ($a:expr) => { $a? }; }\nm!(1);"),
            Vec::<usize>::new()
        );
    }
}
