//! The value that a cell ends with.
//!
//! evcxr shows it by a line that it makes of it. When that line does not compile, for a move that evcxr could mend, or by
//! a lint that refuses it, evcxr takes the words for its own line's and neither mends it nor says where it stands. In a
//! statement of the cell's it does both.

use syn::{Expr, Stmt};

use super::cell::Statement;
use super::edit::Insertion;

/// What evcxr calls on a value to show it. A compiler's word about it is about a value that cannot be shown so.
pub(in crate::proxy::machine) const SHOWS: &str = "evcxr_display";

/// The changes by which a statement shows the cell's last value, none if it ends with no value.
pub(super) fn shown_by_a_statement(code: &str, statements: &[Statement]) -> Vec<Insertion> {
    let Some(last) = statements.last().filter(|last| is_value(&last.parsed)) else {
        return Vec::new();
    };
    // On lines of their own: the reader's keep their columns.
    vec![
        Insertion::lines_before(code, last.range.start, "("),
        Insertion {
            at: last.range.end,
            text: format!("\n).{SHOWS}();\n"),
        },
    ]
}

fn is_value(statement: &Stmt) -> bool {
    match statement {
        // An attribute may stand before a statement alone.
        Stmt::Expr(Expr::Macro(value), None) => value.attrs.is_empty(),
        Stmt::Expr(Expr::Verbatim(_), _) => false,
        Stmt::Expr(_, semicolon) => semicolon.is_none(),
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
    use super::super::cell::statements;
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
            Some("let a = 1; \n(\neat(a)\n).evcxr_display();\n // why")
        );
        let code = "let n = 7;\n  xs\n    [n]";
        let (text, lines) = apply(code, shown_by_a_statement(code, &statements(code).unwrap()));
        assert_eq!(text, "let n = 7;\n(\n  xs\n    [n]\n).evcxr_display();\n");
        let readers: Vec<_> = (1..=5).map(|line| lines.readers(line)).collect();
        assert_eq!(readers, [Some(1), None, Some(2), Some(3), None]);
        assert!(shown("vec![p]").is_some());
    }

    #[test]
    fn a_cell_that_ends_with_no_value_has_none_to_show() {
        for code in ["", "a;", "let a = 1;", "fn f() {}", "make_items! { A }", "println!();", ":vars"] {
            assert_eq!(shown(code), None, "{code}");
        }
    }
}
