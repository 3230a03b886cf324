//! Whom a row of a platform's table is about.

use std::collections::BTreeSet;

use super::{Evidence, Found, Person, Roster};

impl Roster {
    /// By the platform's number, where the roster has it; else by numbers of the university's and addresses; else by the name.
    /// Each counts as what it is: a name is no number, though somebody's number may read so.
    pub(in super::super) fn find_row(&self, number: &str, ids: &[String], name: &str) -> Found {
        if self.known.has_platform(number) {
            return self.find(&Person {
                number: Some(number.to_owned()),
                name: Some(name.to_owned()),
                ..Person::default()
            });
        }
        let mut students = BTreeSet::new();
        let mut surest = None;
        for id in ids.iter().filter(|id| !id.is_empty()) {
            match self.find(&Person {
                login: Some(id.clone()),
                ..Person::default()
            }) {
                Found::Student { id, evidence, .. } => {
                    surest = surest.min(Some(evidence)).or(Some(evidence));
                    students.insert(id);
                }
                Found::Tie(ids) => students.extend(ids),
                Found::Nobody => {}
            }
        }
        if students.len() > 1 {
            return Found::Tie(students.into_iter().collect());
        }
        if let Some(id) = students.pop_first() {
            return Found::Student {
                id,
                evidence: surest.unwrap_or(Evidence::Id),
                named: None,
            };
        }
        self.find_name(name)
    }

    /// Canvas turns names around.
    fn find_name(&self, name: &str) -> Found {
        let turned = name
            .split_once(',')
            .map(|(last, first)| format!("{first} {last}"));
        let found = std::iter::once(name.to_owned()).chain(turned).map(|name| {
            self.find(&Person {
                name: Some(name),
                ..Person::default()
            })
        });
        found
            .into_iter()
            .find(|found| *found != Found::Nobody)
            .unwrap_or(Found::Nobody)
    }
}
