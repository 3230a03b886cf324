//! An `impl`: which earlier ones it takes the place of.
//!
//! evcxr knows items by their names and lets a new one take the old one's place. An `impl` has no name, so that the same
//! cell could not be run twice. Here it gets a name: what it is of, and which names it gives.

use std::collections::BTreeSet;
use std::ops::Range;

use super::shape::words;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericParam, ImplItem, ItemImpl};

/// An `impl` as the kernel remembers it.
#[derive(Debug, Clone)]
pub(super) struct Implementation {
    /// The type, written the same way however its parameters are called.
    of: String,
    /// The trait's path, if it is one's.
    of_trait: Option<Vec<String>>,
    /// What it gives a name, with the places in `text`.
    gives: Vec<(String, Range<usize>)>,
    pub(super) text: String,
}

/// What is left of an earlier `impl` when a new one comes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Rest {
    All,
    Nothing,
    /// Its text without what the new one gives.
    Part(String),
}

impl Implementation {
    pub(super) fn new(item: &ItemImpl, code: &str) -> Self {
        let range = item.span().byte_range();
        let parameters: BTreeSet<String> = item
            .generics
            .params
            .iter()
            .map(|parameter| match parameter {
                GenericParam::Type(parameter) => parameter.ident.to_string(),
                GenericParam::Const(parameter) => parameter.ident.to_string(),
                GenericParam::Lifetime(parameter) => parameter.lifetime.ident.to_string(),
            })
            .collect();
        let of_trait = item.trait_.as_ref().map(|(negative, path, _)| {
            let mut words: Vec<String> = path
                .segments
                .iter()
                .map(|segment| written(segment.to_token_stream(), &parameters))
                .collect();
            words.extend(negative.as_ref().map(|_| "!".to_owned()));
            words
        });
        let gives = item.items.iter().filter_map(|item| {
            let name = match item {
                ImplItem::Fn(function) => function.sig.ident.to_string(),
                ImplItem::Const(constant) => constant.ident.to_string(),
                ImplItem::Type(kind) => kind.ident.to_string(),
                _ => return None,
            };
            let place = item.span().byte_range();
            Some((name, place.start - range.start..place.end - range.start))
        });
        Self {
            of: written(item.self_ty.to_token_stream(), &parameters),
            of_trait,
            gives: gives.collect(),
            text: code[range].to_owned(),
        }
    }

    /// What stays of this one when `new` comes.
    pub(super) fn beside(&self, new: &Self) -> Rest {
        if self.of != new.of {
            return Rest::All;
        }
        match (&self.of_trait, &new.of_trait) {
            (Some(old), Some(new)) if is_same_path(old, new) => Rest::Nothing,
            (None, None) => self.without(&new.gives.iter().map(|(name, _)| name.as_str()).collect()),
            _ => Rest::All,
        }
    }

    /// Whether it is one of `traits`, such as those that the type's definition derives, for the type `name`.
    pub(super) fn is_derived(&self, name: &str, traits: &[String]) -> bool {
        let is_of = self.of == name || self.of.starts_with(&format!("{name}<"));
        let last = self.of_trait.as_ref().and_then(|path| path.last());
        is_of && last.is_some_and(|last| traits.contains(last))
    }

    /// The type's own name.
    pub(super) fn of(&self) -> &str {
        self.of.split('<').next().unwrap_or(&self.of)
    }

    /// Whether it is a trait's.
    pub(super) fn is_traits(&self) -> bool {
        self.of_trait.is_some()
    }

    /// What it gives names to.
    pub(super) fn names(&self) -> Vec<String> {
        self.gives.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Every name in it.
    pub(super) fn mentions(&self) -> BTreeSet<String> {
        words(self.text.parse().unwrap_or_default())
    }

    /// What stands in its braces.
    pub(super) fn body(&self) -> TokenStream {
        let tokens: TokenStream = self.text.parse().unwrap_or_default();
        tokens
            .into_iter()
            .filter_map(|token| match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
                _ => None,
            })
            .collect()
    }

    /// The beginning, for a sentence about it.
    pub(super) fn title(&self) -> String {
        match &self.of_trait {
            Some(path) => format!("impl {} for {}", path.join("::"), self.of),
            None => format!("impl {}", self.of),
        }
    }

    fn without(&self, taken: &BTreeSet<&str>) -> Rest {
        let is_taken = |(name, _): &&(String, Range<usize>)| taken.contains(name.as_str());
        match self.gives.iter().filter(is_taken).count() {
            0 => Rest::All,
            all if all == self.gives.len() => Rest::Nothing,
            _ => {
                let mut text = self.text.clone();
                for (_, place) in self.gives.iter().rev().filter(is_taken) {
                    // Its lines stay, so that the others keep their numbers.
                    let newlines = "\n".repeat(text[place.clone()].matches('\n').count());
                    text.replace_range(place.clone(), &newlines);
                }
                Rest::Part(text)
            }
        }
    }
}

/// `Display` is `fmt::Display` is `std::fmt::Display`; `fmt::Write` is not `io::Write`.
fn is_same_path(one: &[String], other: &[String]) -> bool {
    one.ends_with(other) || other.ends_with(one)
}

/// Tokens as text, spaces only between words, parameters called alike.
fn written(tokens: TokenStream, parameters: &BTreeSet<String>) -> String {
    let mut text = String::new();
    write(tokens, parameters, &mut text);
    text
}

fn write(tokens: TokenStream, parameters: &BTreeSet<String>, text: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), parameters, text);
                text.push_str(close);
            }
            TokenTree::Ident(name) => {
                if text.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
                    text.push(' ');
                }
                let name = name.to_string();
                text.push_str(if parameters.contains(&name) { "_" } else { &name });
            }
            other => text.push_str(&other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn implementation(code: &str) -> Implementation {
        Implementation::new(&syn::parse_str(code).unwrap(), code)
    }

    fn rest(old: &str, new: &str) -> Rest {
        implementation(old).beside(&implementation(new))
    }

    #[test]
    fn an_impl_takes_the_place_of_one_that_gives_the_same() {
        for (old, new) in [
            (
                "impl Net { fn out(&self) -> f64 { 1.0 } }",
                "impl Net { fn out(&self) -> u8 { 2 } }",
            ),
            (
                "impl<T> W<T> { fn a() {} }",
                "impl<U: Clone> W<U> { fn a() {} fn b() {} }",
            ),
            ("impl std::fmt::Display for N { }", "impl fmt::Display for N { }"),
            ("impl From<u8> for N { }", "impl From < u8 > for N { }"),
        ] {
            assert_eq!(rest(old, new), Rest::Nothing, "{old} {new}");
        }
    }

    #[test]
    fn what_gives_something_else_stays() {
        for (old, new) in [
            ("impl Net { fn out() {} }", "impl Net { fn grad() {} }"),
            ("impl Net { fn out() {} }", "impl Other { fn out() {} }"),
            ("impl W<f32> { fn a() {} }", "impl W<f64> { fn a() {} }"),
            ("impl fmt::Write for N { }", "impl io::Write for N { }"),
            ("impl From<u8> for N { }", "impl From<u16> for N { }"),
            (
                "impl Net { fn clone() {} }",
                "impl Clone for Net { fn clone() {} }",
            ),
        ] {
            assert_eq!(rest(old, new), Rest::All, "{old} {new}");
        }
    }

    #[test]
    fn of_several_functions_those_stay_that_are_not_given_again() {
        assert_eq!(
            rest(
                "impl Net {\n  fn a() {\n  }\n  fn b() {}\n}",
                "impl Net { fn a() {} fn c() {} }"
            ),
            Rest::Part("impl Net {\n  \n\n  fn b() {}\n}".into())
        );
    }

    #[test]
    fn a_type_that_derives_a_trait_needs_no_impl_of_it() {
        let debug = implementation("impl<T> std::fmt::Debug for Net<T> {}");
        assert!(debug.is_derived("Net", &["Clone".into(), "Debug".into()]));
        assert!(!debug.is_derived("Net", &["Clone".into()]));
        assert!(!debug.is_derived("Ne", &["Debug".into()]));
    }
}
