//! A worksheet of one assignment beside the roster of the class: Moodle numbers participants anew for each assignment, so its
//! numbers say who handed in, and nobody is called by them.

use std::collections::BTreeMap;

use super::columns::{Meaning, platform_number};
use super::{Columns, Evidence, Found, Roster};
use crate::class::counted::counted;
use crate::class::handed_in;
use crate::class::names::harmless;

/// How many of those who are in no roster are named.
const NAMED: usize = 8;

/// Whose the rows are.
#[derive(Default)]
struct Rows {
    /// The students, and how sure that is.
    joined: Vec<(String, Evidence, usize)>,
    /// Rows that somebody may be, as others may.
    doubtful: Vec<(String, Vec<usize>)>,
    strangers: Vec<usize>,
}

impl Columns {
    /// Gives the platform's numbers and times to the roster's students; what was understood, in words.
    pub(super) fn join(&self, roster: &mut Roster) -> String {
        let rows = self.rows(roster);
        let time = self.first(Meaning::HandedIn);
        for (index, (_, row)) in self.table.rows.iter().enumerate() {
            let Some(time) = time.and_then(|time| handed_in::time(&row[time])) else {
                continue;
            };
            for number in self.numbers(index) {
                roster.times.insert(number.to_owned(), time.clone());
            }
        }
        for (student, evidence, index) in &rows.joined {
            for number in self.numbers(*index) {
                if *evidence == Evidence::Name {
                    roster.known.add_platform_by_name(number, student);
                } else {
                    roster.known.add_platform(number, student);
                }
            }
            let cell = time.map(|time| self.table.rows[*index].1[time].as_str());
            if let Some(time) = cell.and_then(handed_in::time) {
                roster.handed_in.insert(student.clone(), time);
            }
        }
        for (student, indices) in &rows.doubtful {
            for number in indices.iter().flat_map(|index| self.numbers(*index)) {
                roster.known.add_doubtful(number, student);
            }
        }
        self.in_words_of(&rows)
    }

    /// By a number of the university's or an address, else by the name. Of several rows that may be one student's the surer is.
    fn rows(&self, roster: &Roster) -> Rows {
        let mut rows = Rows::default();
        let mut claims: BTreeMap<String, Vec<(Evidence, usize)>> = BTreeMap::new();
        for (index, (_, row)) in self.table.rows.iter().enumerate() {
            let number = self.numbers(index).last().copied().unwrap_or_default();
            let is_id =
                |meaning: &Option<Meaning>| meaning.is_some_and(|meaning| meaning < Meaning::Platform);
            let ids = row.iter().zip(&self.meanings);
            let ids: Vec<String> = ids
                .filter(|(_, meaning)| is_id(meaning))
                .map(|(cell, _)| cell.clone())
                .collect();
            match roster.find_row(number, &ids, &self.name(row)) {
                Found::Student { id, evidence, .. } => claims.entry(id).or_default().push((evidence, index)),
                Found::Tie(ids) => {
                    let doubtful = ids.into_iter().map(|id| (id, vec![index]));
                    rows.doubtful.extend(doubtful);
                }
                Found::Nobody => rows.strangers.push(index),
            }
        }
        for (student, claimed) in claims {
            let by_name = claimed.iter().filter(|(evidence, _)| *evidence == Evidence::Name);
            let by_name: Vec<usize> = by_name.map(|(_, index)| *index).collect();
            let is_doubtful = claimed.len() > 1 && !by_name.is_empty();
            let joined = claimed
                .iter()
                .filter(|(evidence, _)| !is_doubtful || *evidence != Evidence::Name)
                .map(|(evidence, index)| (student.clone(), *evidence, *index));
            rows.joined.extend(joined);
            if is_doubtful {
                rows.doubtful.push((student, by_name));
            }
        }
        rows
    }

    /// The platform's numbers of a row, as they stand there and without the words before them.
    fn numbers(&self, index: usize) -> Vec<&str> {
        let cells = self.table.rows[index].1.iter().zip(&self.meanings);
        let cells = cells.filter(|(_, meaning)| **meaning == Some(Meaning::Platform));
        cells
            .flat_map(|(cell, _)| [Some(cell.as_str()), platform_number(cell)])
            .flatten()
            .collect()
    }

    /// What was understood, for the lecturer to look at.
    fn in_words_of(&self, rows: &Rows) -> String {
        let shown = |index: usize| harmless(&self.name(&self.table.rows[index].1));
        let mut words = format!("{} of the roster", counted(rows.joined.len(), "student"));
        let by_name = rows
            .joined
            .iter()
            .filter(|(_, evidence, _)| *evidence == Evidence::Name);
        match by_name.count() {
            0 => {}
            count => words = format!("{words}, {count} by the name alone, which students may change"),
        }
        if !rows.strangers.is_empty() {
            let named = rows.strangers.iter().take(NAMED).map(|index| shown(*index));
            let named = named.collect::<Vec<_>>().join(", ");
            words = format!("{words}; not in the roster: {named}");
            let more = rows.strangers.len().saturating_sub(NAMED);
            if more > 0 {
                words = format!("{words} and {more} more");
            }
        }
        for (student, indices) in &rows.doubtful {
            let who = indices.iter().map(|index| {
                let number = self.numbers(*index).first().copied().unwrap_or_default();
                format!("“{}” ({})", shown(*index), harmless(number))
            });
            let who = who.collect::<Vec<_>>().join(" and ");
            words = format!("{words}; {who} may be {student}, and nothing but a name tells");
        }
        words
    }

    fn name(&self, row: &[String]) -> String {
        let cell = |meaning| self.first(meaning).map_or("", |column| row[column].as_str());
        match cell(Meaning::Name) {
            "" => format!("{} {}", cell(Meaning::First), cell(Meaning::Last))
                .trim()
                .to_owned(),
            name => name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Person;
    use super::super::Table;
    use super::*;
    use crate::class::handed_in::HandedIn;

    fn joined(roster: &mut Roster, worksheet: &str) -> String {
        Columns::of(Table::parse(worksheet).unwrap())
            .unwrap()
            .join(roster)
    }

    #[test]
    fn a_student_stays_the_same_though_moodle_numbers_each_assignment_anew() {
        let class = "id,name,email\ns1,Zoë Zed,zoe@uni.vn\ns2,Bea Bell,bea@uni.vn\n";
        let head = "Identifier,Full name,Email address,Grade,Last modified (submission)\n";
        for (rows, number, student) in [
            (
                "Participant 4711,Zoë Zed,zoe@uni.vn,,-\nParticipant 4712,Cy,cy@uni.vn,,-\n",
                "4711",
                "s1",
            ),
            (
                "Participant 4711,B. Bell,bea@uni.vn,,2026-01-15 10:20\n",
                "4711",
                "s2",
            ),
        ] {
            let mut roster = Roster::parse(class).unwrap();
            let words = joined(&mut roster, &format!("{head}{rows}"));
            assert!(words.starts_with("1 student of the roster"), "{words}");
            assert_eq!(
                words.contains("not in the roster: Cy"),
                student == "s1",
                "{words}"
            );
            let found = roster.find(&Person {
                number: Some(number.into()),
                ..Person::default()
            });
            assert!(matches!(found, Found::Student { id, .. } if id == student));
            assert_eq!(roster.students.keys().collect::<Vec<_>>(), ["s1", "s2"]);
            let time = HandedIn::At("2026-01-15T10:20:00".into());
            assert_eq!(roster.handed_in.get("s2"), (student == "s2").then_some(&time));
        }
    }

    /// Who hands in under a number and a name, and how sure that is.
    fn who(roster: &Roster, number: &str, name: &str) -> String {
        let person = Person {
            number: Some(number.into()),
            name: Some(name.into()),
            ..Person::default()
        };
        match roster.find(&person) {
            Found::Student { id, evidence, .. } => format!("{id} {evidence:?}"),
            Found::Tie(ids) => format!("perhaps {}", ids.join(" or ")),
            Found::Nobody => "nobody".to_owned(),
        }
    }

    #[test]
    fn a_number_that_a_name_gave_is_no_surer_than_the_name() {
        let class = "id,name\nzoe,Zoe Zed\nmal,Mal Lory\n4713,Bea Bell\n";
        let head = "Identifier,Full name,Email address\n";
        let row = "Participant 4713,Zoe Zed,m@x\n";
        let mut roster = Roster::parse(class).unwrap();
        let words = joined(
            &mut roster,
            &format!("{head}{row}Participant 4714,Mal Lory,l@x\n"),
        );
        assert!(
            words.starts_with("2 students of the roster, 2 by the name alone"),
            "{words}"
        );
        for (number, name, expected) in [
            ("4713", "Zoe Zed", "zoe Name"),
            ("4713", "Zoë", "zoe Name"),
            ("4713", "Mal Lory", "perhaps zoe or mal"),
            ("4711", "Zoe Zed", "zoe Name"),
            ("4711", "Cy", "nobody"),
        ] {
            assert_eq!(who(&roster, number, name), expected, "{number} {name}");
        }
    }

    #[test]
    fn of_two_rows_that_a_name_gives_to_one_student_neither_is_sure() {
        let class = "id,name,email\nzoe,Zoe Zed,\nmal,Mal Lory,mal@x\n";
        let head = "Identifier,Full name,Email address,Last modified (submission)\n";
        let rows = "Participant 4711,Zoe Zed,z@x,-\nParticipant 4713,zoe  zed,m@x,2026-01-15 10:20\n";
        let mut roster = Roster::parse(class).unwrap();
        let words = joined(&mut roster, &format!("{head}{rows}"));
        assert_eq!(
            words,
            "0 students of the roster; “Zoe Zed” (Participant 4711) and “zoe  zed” (Participant 4713) may be zoe, and nothing \
             but a name tells"
        );
        assert!(roster.handed_in.is_empty());
        // Whoever it is: it came when it came.
        let late = HandedIn::At("2026-01-15T10:20:00".into());
        assert_eq!(roster.times.get("4713"), Some(&late));
        assert_eq!(who(&roster, "4713", "Zoe Zed"), "perhaps zoe");
        // An address tells, and the other is not hers by the name.
        let mut roster = Roster::parse(&class.replace("Zoe Zed,", "Zoe Zed,z@x")).unwrap();
        joined(&mut roster, &format!("{head}{rows}"));
        assert_eq!(who(&roster, "4711", "Zoe Zed"), "zoe Exact");
        assert_eq!(who(&roster, "4713", "Zoe Zed"), "perhaps zoe");
        assert!(roster.handed_in.is_empty());
    }
}
