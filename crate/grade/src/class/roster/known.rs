//! By which numbers and names the students of a roster are known.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::super::names::folded;

/// Somebody as a platform names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Person {
    /// The platform's own number.
    pub(in super::super) number: Option<String>,
    /// What may be an id, a login or an address.
    pub(in super::super) login: Option<String>,
    /// The name for people, which they may have given themselves.
    pub(in super::super) name: Option<String>,
    /// The same in small letters and without what stands between, the family's name first.
    pub(in super::super) squeezed: Option<String>,
}

/// How sure it is who is meant; the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Evidence {
    /// A number, id or address as it stands in the table.
    Exact,
    /// The same, with other capitals or separators.
    Id,
    /// A name.
    Name,
}

/// Who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Found {
    /// One student, and perhaps another whose name it has.
    Student {
        id: String,
        evidence: Evidence,
        named: Option<String>,
    },
    /// These, of whom none is more likely.
    Tie(Vec<String>),
    Nobody,
}

/// What a name stands for.
type Names = BTreeMap<String, BTreeSet<String>>;

/// All ways of naming the students of a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Known {
    platform: Names,
    /// The platform's numbers of whoever has such a name there; of several students, or of one whom several rows name, nobody
    /// has the number for sure.
    platform_by_name: Names,
    doubtful: Names,
    exact: Names,
    ids: Names,
    names: Names,
    squeezed: Names,
    groups: BTreeSet<String>,
}

fn add(names: &mut Names, name: String, student: &str) {
    if !name.is_empty() {
        names.entry(name).or_default().insert(student.to_owned());
    }
}

fn exact(name: &str) -> String {
    name.trim().nfc().collect()
}

impl Known {
    pub(super) fn add_platform(&mut self, number: &str, student: &str) {
        add(&mut self.platform, exact(number), student);
        // Logins stand in such columns too.
        self.add_id(number, student);
    }

    /// Whether the table has this number as the platform's.
    pub(super) fn has_platform(&self, number: &str) -> bool {
        self.platform.contains_key(&exact(number))
    }

    /// A number of whoever is called so by the platform, which is no surer than a name.
    pub(super) fn add_platform_by_name(&mut self, number: &str, student: &str) {
        add(&mut self.platform_by_name, exact(number), student);
    }

    /// A number that is one of these students', or nobody's of the class.
    pub(super) fn add_doubtful(&mut self, number: &str, student: &str) {
        add(&mut self.doubtful, exact(number), student);
    }

    pub(super) fn add_id(&mut self, id: &str, student: &str) {
        add(&mut self.exact, exact(id), student);
        add(&mut self.ids, folded(id), student);
    }

    pub(super) fn add_name(&mut self, name: &str, student: &str) {
        let name = folded(name);
        add(&mut self.squeezed, name.replace(' ', ""), student);
        // Canvas puts the family's name first.
        if let Some((first, last)) = name.rsplit_once(' ') {
            add(
                &mut self.squeezed,
                format!("{last}{first}").replace(' ', ""),
                student,
            );
        }
        add(&mut self.names, name, student);
    }

    /// Moodle writes “Group A-Ada Lovelace” where students are in groups.
    pub(super) fn add_group(&mut self, group: &str) {
        self.groups.insert(folded(group));
    }

    fn by_name(&self, name: &str) -> Option<&BTreeSet<String>> {
        let without_group = || {
            let mut dashes = name.match_indices('-');
            let (dash, _) = dashes.find(|(dash, _)| self.groups.contains(&folded(&name[..*dash])))?;
            self.names.get(&folded(&name[dash..]))
        };
        self.names.get(&folded(name)).or_else(without_group)
    }

    pub(super) fn find(&self, person: &Person) -> Found {
        // Where the table has the platform's numbers, another number that looks the same is none of them.
        let has_none = [&self.platform, &self.platform_by_name, &self.doubtful]
            .iter()
            .all(|numbers| numbers.is_empty());
        let numbers = if has_none { &self.exact } else { &self.platform };
        let number = person.number.as_deref().map(exact);
        let login = person.login.as_deref();
        let by_name = || {
            let squeezed = person
                .squeezed
                .as_deref()
                .map(|name| folded(name).replace(' ', ""));
            person
                .name
                .as_deref()
                .and_then(|name| self.by_name(name))
                .or_else(|| squeezed.and_then(|name| self.squeezed.get(&name)))
        };
        let found = [
            (
                Evidence::Exact,
                number.as_ref().and_then(|number| numbers.get(number)),
            ),
            (
                Evidence::Exact,
                login.and_then(|login| self.exact.get(&exact(login))),
            ),
            (Evidence::Id, login.and_then(|login| self.ids.get(&folded(login)))),
            (
                Evidence::Name,
                number
                    .as_ref()
                    .and_then(|number| self.platform_by_name.get(number)),
            ),
            (Evidence::Name, by_name()),
        ];
        let mut found = found
            .into_iter()
            .filter_map(|(evidence, students)| Some((evidence, students?)));
        let Some((evidence, students)) = found.next() else {
            return Found::Nobody;
        };
        let doubtful = number.as_ref().and_then(|number| self.doubtful.get(number));
        let students = doubtful
            .filter(|_| evidence == Evidence::Name)
            .unwrap_or(students);
        if students.len() > 1 || doubtful == Some(students) {
            return Found::Tie(students.iter().cloned().collect());
        }
        let id = students.iter().next().cloned().unwrap_or_default();
        let named = by_name().filter(|named| !named.contains(&id));
        // A platform's number that is only like one of the lecturer's own says nothing against a name, and a name of the
        // platform's worksheet nothing against one of its files.
        let is_like = person.number.is_some() && has_none && evidence == Evidence::Exact;
        if let Some(named) = named.filter(|_| is_like || evidence == Evidence::Name) {
            return Found::Tie(std::iter::once(&id).chain(named).cloned().collect());
        }
        Found::Student {
            evidence,
            named: named.and_then(|named| named.first().cloned()),
            id,
        }
    }
}
