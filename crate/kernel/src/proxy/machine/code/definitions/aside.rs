//! What steps aside when a type changes, until its cell runs again.

use proc_macro2::TokenStream;

use super::super::outdated::{Aside, Change};
use super::{Definitions, Work, marker};

impl Definitions {
    /// Takes away what does not fit the changed types, until its cell runs again.
    pub(super) fn step_aside(&mut self, changes: &[Change], work: &mut Work) {
        if changes.is_empty() {
            return;
        }
        let (mut aside, mut names) = (Aside::default(), Vec::new());
        loop {
            let found = names.len();
            self.implementations.retain(|number, known| {
                let what = &known.what;
                let fits = known.run == work.run
                    || !aside.concerns(changes, Some(what.of()), &what.mentions(), &what.body());
                if !fits {
                    work.before.push(marker(*number));
                    names.push((known.cell, what.title()));
                    aside.add(what.names());
                    if what.is_traits() {
                        aside.add_trait_of(what.of());
                    }
                }
                fits
            });
            self.values.retain(|name, known| {
                let body: TokenStream = known.what.body.parse().unwrap_or_default();
                let fits =
                    known.run == work.run || !aside.concerns(changes, None, &known.what.mentions, &body);
                if !fits {
                    work.before.push(format!("mod {name} {{}}"));
                    names.push((known.cell, name.clone()));
                    aside.add([name.clone()]);
                }
                fits
            });
            if names.len() == found {
                break;
            }
        }
        if !names.is_empty() {
            names.sort();
            let list: Vec<String> = names
                .iter()
                .map(|(cell, name)| format!("{name} (In [{cell}])"))
                .collect();
            let types: Vec<&str> = changes.iter().map(|change| change.name.as_str()).collect();
            work.notes.push(format!(
                "note: {} is another type now. What does not fit it is gone until its cell runs again: {}",
                types.join(", "),
                list.join(", ")
            ));
        }
    }
}
