//! What decides how a value lies in memory, and who mentions whom.
//!
//! To the compiler two types of one name are one type in a notebook, whichever cell each comes from: a variable that was
//! made by the first would be read as if it were the second.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, Meta, TraitItem, Visibility};

/// The names that an item gives to types, or to what types are made of, each with all that decides their memory.
pub(super) fn shapes(item: &Item) -> Vec<(String, TokenStream)> {
    let one = |name: &syn::Ident, tokens: TokenStream| vec![(name.to_string(), tokens)];
    match item {
        Item::Struct(item) => {
            let mut bare = item.clone();
            bare.attrs.retain(decides_layout);
            bare.vis = Visibility::Inherited;
            for field in &mut bare.fields {
                field.attrs.clear();
                field.vis = Visibility::Inherited;
            }
            one(&item.ident, bare.to_token_stream())
        }
        Item::Enum(item) => {
            let mut bare = item.clone();
            bare.attrs.retain(decides_layout);
            bare.vis = Visibility::Inherited;
            for variant in &mut bare.variants {
                variant.attrs.clear();
                variant.fields.iter_mut().for_each(|field| field.attrs.clear());
            }
            one(&item.ident, bare.to_token_stream())
        }
        Item::Union(item) => {
            let mut bare = item.clone();
            bare.attrs.retain(decides_layout);
            bare.vis = Visibility::Inherited;
            one(&item.ident, bare.to_token_stream())
        }
        Item::Type(item) => one(&item.ident, item.ty.to_token_stream()),
        Item::Const(item) => one(&item.ident, item.to_token_stream()),
        Item::Trait(item) => {
            // The order of its functions is the order of a `dyn`'s table; what they do is not in it.
            let mut bare = item.clone();
            bare.attrs.clear();
            bare.vis = Visibility::Inherited;
            for item in &mut bare.items {
                if let TraitItem::Fn(function) = item {
                    function.attrs.clear();
                    function.default = None;
                }
            }
            one(&item.ident, bare.to_token_stream())
        }
        Item::Mod(module) => {
            let items = module.content.iter().flat_map(|(_, items)| items);
            let mut inner: Vec<(String, TokenStream)> = items.flat_map(shapes).collect();
            let all = inner.iter().map(|(_, tokens)| tokens.clone()).collect();
            inner.push((module.ident.to_string(), all));
            inner
        }
        _ => Vec::new(),
    }
}

/// Only `repr` does.
fn decides_layout(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("repr")
}

/// The traits that a type's definition derives, by their last names.
pub(super) fn derived(item: &Item) -> Vec<String> {
    let attributes = match item {
        Item::Struct(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        _ => return Vec::new(),
    };
    let mut traits = Vec::new();
    for attribute in attributes {
        if let Meta::List(list) = &attribute.meta
            && list.path.is_ident("derive")
        {
            let _ = list.parse_nested_meta(|meta| {
                traits.extend(meta.path.segments.last().map(|last| last.ident.to_string()));
                Ok(())
            });
        }
    }
    traits
}

/// The types that items of the notebook have named, each with its shape.
#[derive(Debug, Clone, Default)]
pub(super) struct Shapes(BTreeMap<String, TokenText>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct TokenText {
    text: String,
    mentions: BTreeSet<String>,
}

impl Shapes {
    /// Whether any type of that name has been defined.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Takes a definition; true if it differs from the one before.
    pub(super) fn define(&mut self, name: String, tokens: TokenStream) -> bool {
        let new = TokenText {
            text: tokens.to_string(),
            mentions: words(tokens),
        };
        let old = self.0.insert(name, new.clone());
        old.is_some_and(|old| old != new)
    }

    /// `changed`, and every type that is made of one of them, or of one that is.
    pub(super) fn made_of(&self, changed: &BTreeSet<String>) -> BTreeSet<String> {
        let mut found = changed.clone();
        loop {
            let more: Vec<String> = self
                .0
                .iter()
                .filter(|(name, shape)| !found.contains(*name) && !shape.mentions.is_disjoint(&found))
                .map(|(name, _)| name.clone())
                .collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }
}

/// Every name in some tokens.
pub(super) fn words(tokens: TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => found.extend(words(group.stream())),
            TokenTree::Ident(name) => {
                found.insert(name.to_string());
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn define(shapes: &mut Shapes, code: &str) -> bool {
        let item: Item = syn::parse_str(code).unwrap();
        let all: Vec<bool> = super::shapes(&item)
            .into_iter()
            .map(|(name, tokens)| shapes.define(name, tokens))
            .collect();
        all.contains(&true)
    }

    #[test]
    fn only_what_decides_the_memory_is_a_change() {
        for (old, new, changes) in [
            (
                "struct A { w: f64 }",
                "#[derive(Debug)]\n/// Why.\npub struct A { pub w: f64, }",
                false,
            ),
            ("struct A { w: f64 }", "struct A { w: f32 }", true),
            ("struct A { w: f64, b: f64 }", "struct A { b: f64, w: f64 }", true),
            ("struct A(u8);", "#[repr(C)] struct A(u8);", true),
            ("enum A { B, C }", "enum A { B, C, D }", true),
            (
                "trait A { fn f(&self) { } }",
                "trait A { fn f(&self) { g() } }",
                false,
            ),
            (
                "trait A { fn f(&self); }",
                "trait A { fn e(&self); fn f(&self); }",
                true,
            ),
            (
                "mod m { struct A(u8); fn f() {} }",
                "mod m { struct A(u8); fn f() { 1; } }",
                false,
            ),
            ("mod m { struct A(u8); }", "mod m { struct A(u16); }", true),
        ] {
            let mut shapes = Shapes::default();
            assert!(!define(&mut shapes, old), "{old} is new");
            // A comma at the end is no change, the formatter puts it there.
            let new = new.replace(", }", " }");
            assert_eq!(define(&mut shapes, &new), changes, "{old} {new}");
        }
    }

    #[test]
    fn what_is_made_of_a_changed_type_changes_too() {
        let mut shapes = Shapes::default();
        for code in [
            "const N: usize = 4;",
            "struct Layer { w: [f32; N] }",
            "struct Net { layers: Vec<Layer> }",
            "type Nets = Vec<Net>;",
            "struct Other(u8);",
        ] {
            define(&mut shapes, code);
        }
        let changed = BTreeSet::from(["N".to_owned()]);
        let made: Vec<String> = shapes.made_of(&changed).into_iter().collect();
        assert_eq!(made, ["Layer", "N", "Net", "Nets"]);
    }

    #[test]
    fn derived_traits_are_known_by_their_last_names() {
        let item = syn::parse_str("#[derive(Debug, std::clone::Clone)] struct A;").unwrap();
        assert_eq!(derived(&item), ["Debug", "Clone"]);
    }
}
