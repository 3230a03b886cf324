//! A worksheet of one assignment beside the roster of the class: Moodle numbers participants anew for each assignment, so its
//! numbers say who handed in, and nobody is called by them.

use super::columns::{Meaning, platform_number};
use super::{Columns, Found, Person, Roster};
use crate::class::counted::counted;
use crate::class::handed_in;
use crate::class::names::harmless;

/// How many of those who are in no roster are named.
const NAMED: usize = 8;

impl Columns {
    /// Gives the platform's numbers and times to the roster's students; what was understood, in words.
    pub(super) fn join(&self, roster: &mut Roster) -> String {
        let mut strangers = Vec::new();
        let mut joined = Vec::new();
        for (_, row) in &self.table.rows {
            match self.whose(row, roster) {
                Some(student) => joined.push((student, row)),
                None => strangers.push(harmless(&self.name(row))),
            }
        }
        let is = |wanted: Meaning| move |meaning: &Option<Meaning>| *meaning == Some(wanted);
        let numbers: Vec<usize> = (0..self.meanings.len())
            .filter(|column| is(Meaning::Platform)(&self.meanings[*column]))
            .collect();
        let time = self.first(Meaning::HandedIn);
        for (student, row) in &joined {
            for cell in numbers.iter().map(|column| row[*column].as_str()) {
                roster.known.add_platform(cell, student);
                if let Some(number) = platform_number(cell) {
                    roster.known.add_platform(number, student);
                }
            }
            if let Some(time) = time.and_then(|time| handed_in::time(&row[time])) {
                roster.handed_in.insert(student.clone(), time);
            }
        }
        let mut words = format!("{} of the roster", counted(joined.len(), "student"));
        if !strangers.is_empty() {
            let more = strangers.len().saturating_sub(NAMED);
            strangers.truncate(NAMED);
            words = format!("{words}; not in the roster: {}", strangers.join(", "));
            if more > 0 {
                words = format!("{words} and {more} more");
            }
        }
        words
    }

    /// Whom a row is about: by a number of the university's or an address, else by the name.
    fn whose(&self, row: &[String], roster: &Roster) -> Option<String> {
        let is_id = |meaning: &Option<Meaning>| meaning.is_some_and(|meaning| meaning < Meaning::Platform);
        let ids = row
            .iter()
            .zip(&self.meanings)
            .filter(|(_, meaning)| is_id(meaning));
        let mut persons: Vec<Person> = ids
            .map(|(cell, _)| Person {
                login: Some(cell.clone()),
                ..Person::default()
            })
            .collect();
        persons.push(Person {
            name: Some(self.name(row)),
            ..Person::default()
        });
        persons.iter().find_map(|person| match roster.find(person) {
            Found::Student { id, .. } => Some(id),
            Found::Tie(_) | Found::Nobody => None,
        })
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
}
