//! What a source file names of its own crate, read off its tokens: in `use` lines, paths and macros alike.

use std::collections::BTreeMap;
use std::iter::Peekable;

use proc_macro2::{Delimiter, TokenStream, TokenTree, token_stream::IntoIter};

/// Names at the crate's root that are not its modules: the module or the crate that each comes from.
pub(crate) type Exports = BTreeMap<String, String>;

/// A name at the crate's root, and the line where a file names it.
pub(crate) struct Use {
    pub(crate) line: usize,
    pub(crate) name: String,
}

fn tokens(text: &str) -> TokenStream {
    text.parse().expect("Rust")
}

/// The modules that the crate's root declares.
pub(crate) fn modules(root: &str) -> Vec<String> {
    let all: Vec<TokenTree> = tokens(root).into_iter().collect();
    all.windows(3)
        .filter(|w| is(&w[0], "mod") && matches!(&w[2], TokenTree::Punct(end) if end.as_char() == ';'))
        .map(|w| w[1].to_string())
        .collect()
}

/// What the crate's root re-exports.
pub(crate) fn exports(root: &str) -> Exports {
    let mut found = Exports::new();
    let mut all = tokens(root).into_iter().peekable();
    while let Some(token) = all.next() {
        if !is(&token, "use") {
            continue;
        }
        let mut source = None;
        for token in all.by_ref() {
            match token {
                TokenTree::Punct(end) if end.as_char() == ';' => break,
                TokenTree::Ident(name) => source = Some(name.to_string()),
                TokenTree::Group(names) => {
                    for name in first_names(names.stream()) {
                        // `self` is the crate itself.
                        let name = if name.name == "self" {
                            source.clone().unwrap_or_default()
                        } else {
                            name.name
                        };
                        found.insert(name.clone(), source.clone().unwrap_or(name));
                    }
                    source = None;
                }
                _ => {}
            }
        }
        if let Some(name) = source {
            found.insert(name.clone(), name);
        }
    }
    found
}

/// The names at the crate's root that `text` uses, a file `depth` modules below it; unit tests apart.
pub(crate) fn uses(text: &str, depth: usize) -> Vec<Use> {
    let mut found = Vec::new();
    walk(tokens(text), depth, &mut found);
    found
}

fn walk(stream: TokenStream, depth: usize, found: &mut Vec<Use>) {
    let mut all = stream.into_iter().peekable();
    let mut tests_follow = false;
    while let Some(token) = all.next() {
        match &token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                if let Some(TokenTree::Group(attribute)) = all.peek() {
                    tests_follow |= attribute.stream().to_string() == "cfg (test)";
                    all.next();
                }
            }
            TokenTree::Ident(word) if word == "mod" => {
                let _name = all.next();
                if let Some(TokenTree::Group(body)) = all.peek() {
                    if !tests_follow {
                        walk(body.stream(), depth + 1, found);
                    }
                    all.next();
                }
                tests_follow = false;
            }
            TokenTree::Ident(word) if word == "crate" && steps(&mut all) => collect(&mut all, found),
            TokenTree::Ident(word) if word == "super" => {
                let mut up = 1;
                while steps(&mut all) {
                    if up == depth {
                        collect(&mut all, found);
                        break;
                    }
                    if !matches!(all.peek(), Some(next) if is(next, "super")) {
                        break;
                    }
                    all.next();
                    up += 1;
                }
            }
            TokenTree::Group(group) => walk(group.stream(), depth, found),
            // What an attribute before it was for has begun.
            TokenTree::Ident(word) if word == "pub" => {}
            _ => tests_follow = false,
        }
    }
}

/// Takes `::` if it is next.
fn steps(all: &mut Peekable<IntoIter>) -> bool {
    let colon =
        |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    let there = colon(all.peek());
    if there {
        all.next();
        all.next();
    }
    there
}

/// The name, or the names in braces, that come next.
fn collect(all: &mut Peekable<IntoIter>, found: &mut Vec<Use>) {
    match all.next() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            found.extend(first_names(group.stream()));
        }
        Some(TokenTree::Ident(name)) => found.push(Use {
            line: name.span().start().line,
            name: name.to_string(),
        }),
        // `use crate::*` takes all there is, the highest module included.
        Some(TokenTree::Punct(mark)) if mark.as_char() == '*' => found.push(Use {
            line: mark.span().start().line,
            name: "*".into(),
        }),
        _ => {}
    }
}

/// The first name of each item of a list.
fn first_names(list: TokenStream) -> Vec<Use> {
    let mut names = Vec::new();
    let mut begins = true;
    for token in list {
        match token {
            TokenTree::Ident(name) if begins => {
                begins = false;
                names.push(Use {
                    line: name.span().start().line,
                    name: name.to_string(),
                });
            }
            TokenTree::Punct(mark) if mark.as_char() == ',' => begins = true,
            _ => {}
        }
    }
    names
}

fn is(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(name) if name == word)
}
