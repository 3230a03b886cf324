//! Who is in the class: a table whose first column names a student in the results, and whose other columns are what
//! learning platforms call the same student.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Roster {
    /// Each student's name for people, in the table's order of ids.
    pub(crate) students: BTreeMap<String, String>,
    /// Every way of naming a student, in small letters.
    names: BTreeMap<String, String>,
}

impl Roster {
    /// Reads a table (CSV) with a line of headings, such as `id,name,moodle`.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let context = || format!("{}: cannot be read as a roster", path.display());
        let text = std::fs::read_to_string(path).with_context(context)?;
        Self::parse(&text).with_context(context)
    }

    /// The same of its text.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        // Spreadsheets in some languages write semicolons.
        let first = text.lines().next().unwrap_or_default();
        let delimiter = if first.contains(';') && !first.contains(',') {
            b';'
        } else {
            b','
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let mut roster = Self::default();
        for record in reader.records() {
            let record = record?;
            let Some(id) = record.get(0).filter(|id| !id.is_empty()) else {
                continue;
            };
            let id = safe(id);
            let name = record.get(1).unwrap_or_default().to_owned();
            if roster.students.insert(id.clone(), name).is_some() {
                bail!("{id} is there twice");
            }
            for name in record.iter().filter(|name| !name.is_empty()) {
                if let Some(other) = roster.names.insert(folded(name), id.clone())
                    && other != id
                {
                    bail!("“{name}” is the name of {other} and of {id}");
                }
            }
        }
        Ok(roster)
    }

    /// The student whom a platform calls by `names`; where the table does not tell, all of them together, since two
    /// students may share one.
    pub(crate) fn student(&self, names: &[&str]) -> String {
        let known = names.iter().find_map(|name| self.names.get(&folded(name)));
        known.cloned().unwrap_or_else(|| safe(&names.join("_")))
    }
}

fn folded(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// A name that can be a folder's: nothing in it leads elsewhere.
fn safe(name: &str) -> String {
    let name: String = name
        .trim()
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || "-_.@".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    match name.trim_start_matches('.') {
        "" => "unnamed".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_names_the_student_of_the_first() {
        let roster = Roster::parse("id,name,moodle\ns1,Ada Lovelace,4711\ns2,Émile  Borel,\n").unwrap();
        assert_eq!(roster.student(&["ada lovelace"]), "s1");
        assert_eq!(roster.student(&["nobody", "4711"]), "s1");
        assert_eq!(roster.student(&["ÉMILE Borel"]), "s2");
        assert_eq!(roster.student(&["../../etc"]), "_.._etc");
        assert_eq!(roster.student(&["Ann Unknown", "12"]), "Ann_Unknown_12");
        assert_eq!(roster.students["s2"], "Émile  Borel");
        assert!(Roster::parse("id\na\na\n").is_err());
        assert!(
            Roster::parse("id,x\na,n\nb,n\n")
                .unwrap_err()
                .to_string()
                .contains("of a and of b")
        );
        assert_eq!(Roster::parse("id;name\na;B\n").unwrap().student(&["b"]), "a");
    }
}
