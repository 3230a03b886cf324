//! The value that a cell ends with.
//!
//! evcxr shows it by a line that it makes of it. When that line does not compile, for a move that evcxr could mend, or by
//! a lint that refuses it, evcxr takes the words for its own line's and neither mends it nor says where it stands. In a
//! statement of the cell's it does both.

use quote::ToTokens;
use syn::{Expr, Stmt};

use super::cell::{Statement, statements};
use super::edit::Insertion;
use super::shape::words as words_of;

/// What evcxr calls on a value to show it. A compiler's word about it is about a value that cannot be shown so.
pub(in crate::proxy::machine) const SHOWS: &str = "evcxr_display";

/// The changes by which a statement shows the cell's last value, none if it ends with no value.
pub(super) fn shown_by_a_statement(code: &str, statements: &[Statement]) -> Vec<Insertion> {
    let Some(last) = statements.last().filter(|last| is_value(&last.parsed)) else {
        return Vec::new();
    };
    // As the value that is matched it is neither moved nor dropped too early. The parser takes a struct's braces for the
    // arms' there, and brackets around it would become a part of what the compiler points at.
    let arms = format!("{{ ref value => value.{SHOWS}() }};");
    let alone = format!("match {} {arms}", &code[last.range.clone()]);
    let (before, after) = if syn::parse_str::<Stmt>(&alone).is_ok() {
        ("match", format!("\n{arms}\n"))
    } else {
        ("match (", format!("\n) {arms}\n"))
    };
    // On lines of their own: the reader's keep their columns.
    vec![
        Insertion::lines_before(code, last.range.start, before),
        Insertion {
            at: last.range.end,
            text: after,
        },
    ]
}

/// The line, counted from 1, that words are about which name no place: about a variable that cannot be kept, or a last
/// value that cannot be shown.
pub(in crate::proxy::machine) fn line_meant(words: &str, code: &str) -> Option<usize> {
    let statements = statements(code).ok()?;
    let statement = if let Some(rest) = words.strip_prefix("The variable `") {
        let name = rest.split('`').next()?;
        let binds = |it: &&Statement| match &it.parsed {
            Stmt::Local(local) => words_of(local.pat.to_token_stream()).contains(name),
            _ => false,
        };
        statements.iter().rev().find(binds)
    } else if words.ends_with(" doesn't implement `Debug`") {
        statements.last().filter(|last| is_value(&last.parsed))
    } else {
        None
    };
    Some(code[..statement?.range.start].matches('\n').count() + 1)
}

fn is_value(statement: &Stmt) -> bool {
    match statement {
        // An attribute may stand before a statement alone.
        Stmt::Expr(Expr::Macro(value), None) => value.attrs.is_empty(),
        Stmt::Expr(value, semicolon) => semicolon.is_none() && !matches!(value, Expr::Verbatim(_)),
        // One in braces may stand for items.
        Stmt::Macro(value) => {
            let in_braces = matches!(value.mac.delimiter, syn::MacroDelimiter::Brace(_));
            value.semi_token.is_none() && value.attrs.is_empty() && !in_braces
        }
        Stmt::Local(_) | Stmt::Item(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::edit::apply;
    use super::*;

    fn shown(code: &str) -> Option<String> {
        let insertions = shown_by_a_statement(code, &statements(code).unwrap());
        (!insertions.is_empty()).then(|| apply(code, insertions).0)
    }

    #[test]
    fn the_last_value_is_shown_by_a_statement_and_its_line_stays_as_it_is() {
        assert_eq!(
            shown("let a = 1; eat(a) // why").as_deref(),
            Some("let a = 1; \nmatch\neat(a)\n{ ref value => value.evcxr_display() };\n // why")
        );
        let code = "let n = 7;\n  xs\n    [n]";
        let (text, lines) = apply(code, shown_by_a_statement(code, &statements(code).unwrap()));
        assert_eq!(
            text,
            "let n = 7;\nmatch\n  xs\n    [n]\n{ ref value => value.evcxr_display() };\n"
        );
        let readers: Vec<_> = (1..=5).map(|line| lines.readers(line)).collect();
        assert_eq!(readers, [Some(1), None, Some(2), Some(3), None]);
        assert!(shown("vec![p]").is_some());
        let literal = shown("P { x: 1 }").unwrap();
        assert!(literal.starts_with("match (\nP { x: 1 }\n) {"), "{literal}");
    }

    #[test]
    fn a_cell_that_ends_with_no_value_has_none_to_show() {
        for code in [
            "",
            "a;",
            "let a = 1;",
            "fn f() {}",
            "make_items! { A }",
            "println!();",
            ":vars",
        ] {
            assert_eq!(shown(code), None, "{code}");
        }
    }

    #[test]
    fn words_without_a_place_are_about_a_variable_or_the_last_value() {
        let code = "let (n, q) = f();\nlet m = 1;\n\nc";
        let meant = |words: &str| line_meant(words, code);
        assert_eq!(meant("The variable `q` contains a reference"), Some(1));
        assert_eq!(meant("The variable `x` contains a reference"), None);
        assert_eq!(meant("`Color` doesn't implement `Debug`"), Some(4));
        assert_eq!(meant("mismatched types"), None);
    }
}
