//! Waiting for a future. evcxr answers an `.await` of a cell by compiling the library anew beside an executor, which takes
//! minutes and does not fit the library that the notebook has.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Stmt;

use super::cell::statements;

/// If a statement of the cell waits for a future: what to say, and the line, counted from 1.
pub(in crate::proxy::machine) fn awaits(code: &str) -> Option<(String, usize)> {
    let statements = statements(code).ok()?;
    let outside_of_items = statements.iter().filter(|it| !matches!(it.parsed, Stmt::Item(_)));
    let line = outside_of_items
        .map(|it| it.parsed.to_token_stream())
        .find_map(line_of_await)?;
    let words = "`.await` stands in `async` functions and blocks alone, and a cell is neither: hand the future to an \
                 executor, such as a library's `block_on`";
    Some((words.to_owned(), line))
}

fn line_of_await(tokens: TokenStream) -> Option<usize> {
    let mut is_async = false;
    let mut before_is_dot = false;
    for token in tokens {
        let mut is_dot = false;
        match &token {
            TokenTree::Ident(word) if word == "async" => is_async = true,
            TokenTree::Ident(word) if word == "await" && before_is_dot && !is_async => {
                return Some(word.span().start().line);
            }
            TokenTree::Group(group) if is_async => {
                // The body; what stands in other brackets before it are a function's inputs.
                is_async = group.delimiter() != Delimiter::Brace;
            }
            TokenTree::Group(group) => {
                if let Some(line) = line_of_await(group.stream()) {
                    return Some(line);
                }
            }
            TokenTree::Punct(mark) => {
                is_dot = mark.as_char() == '.';
                is_async &= !matches!(mark.as_char(), ';' | ',');
            }
            _ => {}
        }
        before_is_dot = is_dot;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::awaits;

    #[test]
    fn a_cell_that_waits_is_told_from_one_that_defines_what_does() {
        let line = |code: &str| awaits(code).map(|(_, line)| line);
        assert_eq!(line("let a = 1;\nlater().await"), Some(2));
        assert_eq!(line("println!(\"{}\", later()\n  .await);"), Some(2));
        assert_eq!(line("if a {\n  f(later().await?) }"), Some(2));
        for code in [
            "async fn f() -> i32 { later().await }",
            "let a = block_on(async { later().await + 1 });",
            "let a = async move |x: u8| { later(x).await };",
            "mod m { pub async fn f() { g().await } }",
            "let s = \"x.await\"; // x.await",
        ] {
            assert_eq!(line(code), None, "{code}");
        }
    }
}
