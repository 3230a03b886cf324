//! Which earlier items no longer fit when a type has got other fields or variants.
//!
//! They would not compile beside the new type, so that its cell could not even be run before theirs are, nor theirs before
//! it. What uses a field that is gone, or names all of them, steps aside until its own cell runs again; and so does what
//! uses that.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Item;

/// What is different about a type.
#[derive(Debug, Default, Clone)]
pub(super) struct Change {
    pub(super) name: String,
    /// Fields or variants that are no more, or of another type.
    pub(super) gone: BTreeSet<String>,
    /// Its values are written with other fields, or more variants have to be told apart.
    pub(super) is_written_otherwise: bool,
}

/// The fields or variants of a type, each as it is declared.
pub(super) fn parts(item: &Item) -> Vec<(String, String)> {
    use quote::ToTokens;
    let fields = |fields: &syn::Fields| -> Vec<(String, String)> {
        let name = |place: usize, field: &syn::Field| {
            field
                .ident
                .as_ref()
                .map_or(place.to_string(), ToString::to_string)
        };
        let fields = fields.iter().enumerate();
        fields
            .map(|(place, field)| (name(place, field), field.ty.to_token_stream().to_string()))
            .collect()
    };
    match item {
        Item::Struct(item) => fields(&item.fields),
        Item::Enum(item) => {
            let variants = item.variants.iter();
            variants
                .map(|variant| {
                    (
                        variant.ident.to_string(),
                        variant.fields.to_token_stream().to_string(),
                    )
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

impl Change {
    /// From the parts of the old definition to those of the new one.
    pub(super) fn new(name: &str, old: &[(String, String)], new: &[(String, String)]) -> Self {
        Self {
            name: name.to_owned(),
            gone: old
                .iter()
                .filter(|part| !new.contains(part))
                .map(|(name, _)| name.clone())
                .collect(),
            is_written_otherwise: old != new,
        }
    }
}

/// What has stepped aside so far, and what is looked for therefore.
#[derive(Debug, Default)]
pub(super) struct Aside {
    /// Functions and methods that are gone.
    called: BTreeSet<String>,
    /// Types of which a trait's functions are gone.
    bare: BTreeSet<String>,
}

impl Aside {
    /// These names are gone.
    pub(super) fn add(&mut self, names: impl IntoIterator<Item = String>) {
        self.called.extend(names);
    }

    /// A trait's functions are gone for a type.
    pub(super) fn add_trait_of(&mut self, kind: &str) {
        self.bare.insert(kind.to_owned());
    }

    /// Whether code that mentions `mentions` and does what is in `body` fits no more. `of` is the type that it belongs to.
    pub(super) fn concerns(
        &self,
        changes: &[Change],
        of: Option<&str>,
        mentions: &BTreeSet<String>,
        body: &TokenStream,
    ) -> bool {
        let touches = |name: &str| mentions.contains(name) || of == Some(name);
        self.bare.iter().any(|kind| touches(kind))
            || uses(body, &self.called)
            || changes.iter().any(|change| {
                touches(&change.name)
                    && (uses(body, &change.gone)
                        || change.is_written_otherwise
                            && writes(body, &change.name, of == Some(&change.name)))
            })
    }
}

/// Whether one of `names` is called, or reached through a dot or a path, or given in braces.
fn uses(tokens: &TokenStream, names: &BTreeSet<String>) -> bool {
    if names.is_empty() {
        return false;
    }
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    tokens.iter().enumerate().any(|(place, token)| match token {
        TokenTree::Group(group) => uses(&group.stream(), names),
        TokenTree::Ident(_) | TokenTree::Literal(_) if names.contains(&token.to_string()) => {
            let is_mark = |token: Option<&TokenTree>, marks: &str| {
                matches!(token, Some(TokenTree::Punct(mark)) if marks.contains(mark.as_char()))
            };
            let before = place.checked_sub(1).and_then(|place| tokens.get(place));
            let after = tokens.get(place + 1);
            is_mark(before, ".:") || is_mark(after, ":,") || matches!(after, Some(TokenTree::Group(_)))
        }
        _ => false,
    })
}

/// Whether a value of the type is written out, or its variants are told apart.
fn writes(tokens: &TokenStream, name: &str, is_self: bool) -> bool {
    let mut before_is_name = false;
    for token in tokens.clone() {
        match &token {
            TokenTree::Group(group) => {
                let is_value = matches!(group.delimiter(), Delimiter::Brace | Delimiter::Parenthesis);
                if before_is_name && is_value || writes(&group.stream(), name, is_self) {
                    return true;
                }
                before_is_name = false;
            }
            TokenTree::Ident(word) => {
                if word == "match" {
                    return true;
                }
                before_is_name = word == name || (is_self && word == "Self");
            }
            _ => before_is_name = false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concerns(of: Option<&str>, mentions: &str, body: &str) -> bool {
        let part = |name: &str, kind: &str| (name.to_owned(), kind.to_owned());
        let change = Change::new(
            "Net",
            &[part("w", "f64"), part("kept", "u8")],
            &[part("v", "f64"), part("kept", "u8")],
        );
        let mentions = mentions.split_whitespace().map(str::to_owned).collect();
        Aside::default().concerns(&[change], of, &mentions, &body.parse().unwrap())
    }

    #[test]
    fn what_uses_a_field_that_is_gone_or_writes_a_value_steps_aside() {
        assert!(concerns(None, "Net", "net.w * 2.0"));
        assert!(concerns(None, "Net", "{ let n = Net { w: 1.0, kept: 2 }; }"));
        assert!(concerns(Some("Net"), "", "fn new() -> Self { Self { kept: 1 } }"));
    }

    #[test]
    fn what_has_nothing_to_do_with_the_change_stays() {
        assert!(!concerns(None, "Net", "net.kept + f(Net::new())"));
        assert!(!concerns(None, "Other", "other.w"));
        assert!(!concerns(None, "Net", "let w = 1; w + 1"));
    }

    #[test]
    fn what_uses_something_that_stepped_aside_does_too() {
        let mut aside = Aside::default();
        aside.add(["out".to_owned()]);
        let body = "net.out(1.0)".parse().unwrap();
        assert!(aside.concerns(&[], None, &BTreeSet::new(), &body));
        aside.add_trait_of("Net");
        let none = TokenStream::new();
        assert!(aside.concerns(&[], None, &BTreeSet::from(["Net".to_owned()]), &none));
    }
}
