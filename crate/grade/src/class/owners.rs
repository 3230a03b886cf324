//! Which student each row of a platform's table is about. A column counts for what it is there for alone: what students write
//! into others, or call themselves, gives nobody another's points.

use std::collections::BTreeMap;

use super::names::harmless;
use super::roster::{Evidence, Found, Roster, is_id_heading};
use super::sheet::{Sheet, as_written};
use super::table::Line;

/// Students by the number that the platform gave them, as this run's hand-in has it. They may be in no roster.
pub(crate) type Numbers<'a> = BTreeMap<&'a str, &'a str>;

/// The columns of a platform's table that tell who a student is.
#[derive(Debug)]
pub(crate) struct Columns {
    /// The platform's own number, perhaps behind a word.
    pub(crate) number: Option<usize>,
    /// Numbers of the university's, logins and addresses.
    ids: Vec<usize>,
    name: Option<usize>,
}

impl Columns {
    /// Where the number and the name are headed by these, in small letters.
    pub(crate) fn of(sheet: &Sheet, number: &[&str], name: &[&str]) -> Self {
        let (number, name) = (sheet.column(number), sheet.column(name));
        let others = (0..sheet.headings.len()).filter(|at| ![number, name].contains(&Some(*at)));
        Self {
            number,
            ids: others.filter(|at| is_id_heading(&sheet.headings[*at])).collect(),
            name,
        }
    }

    /// Whether nothing but a name says who a row is about, as of no student's.
    pub(crate) fn is_nameless(&self, row: &[String]) -> bool {
        let mut told = self.number.iter().chain(&self.ids);
        told.all(|at| row.get(*at).is_none_or(|cell| cell.trim().is_empty()))
    }

    fn cell(row: &[String], at: Option<usize>) -> String {
        let cell = at.and_then(|at| row.get(at));
        cell.map_or_else(String::new, |cell| as_written(cell.trim()).into_owned())
    }

    fn number(&self, row: &[String]) -> String {
        let cell = Self::cell(row, self.number);
        cell.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned()
    }

    /// Who a row is about, and how sure that is; nothing is as sure as that this very number handed in.
    fn whose(
        &self,
        row: &[String],
        numbers: &Numbers,
        roster: &Roster,
    ) -> Option<(Option<Evidence>, String)> {
        let number = self.number(row);
        if let Some(student) = numbers.get(number.as_str()) {
            return Some((None, (*student).to_owned()));
        }
        let ids: Vec<String> = self.ids.iter().map(|at| Self::cell(row, Some(*at))).collect();
        match roster.find_row(&number, &ids, &Self::cell(row, self.name)) {
            Found::Student { id, evidence, .. } => Some((Some(evidence), id)),
            Found::Tie(_) | Found::Nobody => None,
        }
    }
}

/// The lines of the students, row by row, and what to say of rows that more than one student may be.
#[derive(Debug)]
pub(crate) struct Owners<'a> {
    pub(crate) lines: Vec<Option<&'a Line<'a>>>,
    pub(crate) notes: Vec<String>,
}

/// Finds whose each row of a table is. Of several that may be one student's the surest is, and none where two are as sure.
pub(crate) fn owners<'a>(
    file: &str,
    sheet: &Sheet,
    columns: &Columns,
    numbers: &Numbers,
    roster: &Roster,
    lines: &'a [Line<'a>],
) -> Owners<'a> {
    let mut claims: BTreeMap<String, Vec<(Option<Evidence>, usize)>> = BTreeMap::new();
    for (index, row) in sheet.rows.iter().enumerate() {
        if let Some((evidence, student)) = columns.whose(row, numbers, roster) {
            claims.entry(student).or_default().push((evidence, index));
        }
    }
    let mut owners = Owners {
        lines: vec![None; sheet.rows.len()],
        notes: Vec::new(),
    };
    for line in lines {
        let Some(claimed) = claims.get_mut(line.student) else {
            continue;
        };
        claimed.sort();
        let number = |index: usize| columns.number(&sheet.rows[index]);
        let (best, first) = claimed[0];
        let winners = claimed.iter().filter(|(evidence, _)| *evidence == best);
        // The platform's number stands for one person, in however many rows.
        let is_one = |(_, index): &(_, usize)| {
            *index == first || !number(*index).is_empty() && number(*index) == number(first)
        };
        let is_sure = winners.clone().all(is_one);
        if is_sure {
            winners.for_each(|(_, index)| owners.lines[*index] = Some(line));
        }
        let left: Vec<String> = claimed
            .iter()
            .filter(|(_, index)| owners.lines[*index].is_none())
            .map(|(_, index)| {
                let row = &sheet.rows[*index];
                let cell = |at| harmless(&Columns::cell(row, at));
                format!("“{}, {}”", cell(columns.number), cell(columns.name))
            })
            .collect();
        if !left.is_empty() && line.has_handed_in() {
            let why = if is_sure {
                "another row is more surely"
            } else {
                "nothing tells which"
            };
            owners.notes.push(format!(
                "{file}: {} may be {}, but {why}; what was there stays",
                left.join(" and "),
                line.student
            ));
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::marks::tests::mark;
    use crate::class::table::{Ledger, tests::sets};

    const HEADINGS: &str = "Identifier,Full name,Email address,Grade,Online text\n";

    /// The students of the rows, `-` for nobody's, and the notes. Everybody has handed in.
    fn told(roster: &str, numbers: &[(&str, &str)], rows: &str) -> (Vec<String>, Vec<String>) {
        let roster = Roster::parse(roster).unwrap();
        let strangers = numbers.iter().map(|(_, student)| *student);
        let students = roster.students.keys().map(String::as_str).chain(strangers);
        let marks: Vec<_> = students.map(|student| mark(student, "q", Some(1.0))).collect();
        let ledger = Ledger {
            sets: &sets(),
            marks: &marks,
            roster: &roster,
            penalties: None,
        };
        let sheet = Sheet::parse(format!("{HEADINGS}{rows}").as_bytes()).unwrap();
        let columns = Columns::of(&sheet, &["identifier"], &["full name"]);
        let lines = ledger.lines();
        let numbers = numbers.iter().copied().collect();
        let found = owners("moodle.csv", &sheet, &columns, &numbers, &roster, &lines);
        let students = found
            .lines
            .iter()
            .map(|line| line.map_or("-", |line| line.student).to_owned());
        (students.collect(), found.notes)
    }

    #[test]
    fn what_a_student_may_write_is_nobodys_number() {
        let roster = "id,name\nzoe,Zoe Zed\nada,Ada Ay\n12,Bea Bell\n";
        let rows = "Participant 4713,zoe,m@x,,\nParticipant 4714,Str Anger,s@x,,ada\nParticipant 12,Old Timer,o@x,12,\n\
            Participant 4715,12,b@x,,\nParticipant 4711,Zoe Zed,ada,,\n";
        let (students, notes) = told(roster, &[], rows);
        // An address that is an id is the platform's word.
        assert_eq!(students, ["-", "-", "-", "-", "ada"]);
        assert!(notes.is_empty(), "{notes:?}");
        // Strangers who handed in have what they earned.
        let (students, _) = told(roster, &[("4713", "zoe_4713"), ("4714", "Str_Anger_4714")], rows);
        assert_eq!(students[..3], ["zoe_4713", "Str_Anger_4714", "-"]);
    }

    #[test]
    fn of_two_rows_for_one_student_the_surer_counts() {
        let rows = "Participant 1,Zoe Zed,,,\nParticipant 2,zoe  zed,,,\n";
        for (roster, numbers, students, said) in [
            (
                "id,name\ns1,Zoe Zed\n",
                &[][..],
                ["-", "-"],
                "nothing tells which",
            ),
            (
                "id,name\ns1,Zoe Zed\n",
                &[("2", "s1")],
                ["-", "s1"],
                "“Participant 1, Zoe Zed” may be s1",
            ),
            ("id,name,moodle\ns1,Zoe Zed,2\n", &[], ["-", "s1"], "more surely"),
            ("id,name,moodle\ns1,Zoe Zed,1\ns2,Mal,2\n", &[], ["s1", "s2"], ""),
        ] {
            let (found, notes) = told(roster, numbers, rows);
            assert_eq!(found, students, "{roster} {numbers:?}");
            assert_eq!(notes.len(), usize::from(!said.is_empty()), "{notes:?}");
            assert!(notes.iter().all(|note| note.contains(said)), "{notes:?}");
        }
        // A person in two rows has both.
        let twice = "Participant 1,Zoe Zed,,,\nParticipant 1,Zoe Zed,,,\n";
        assert_eq!(told("id,name\ns1,Zoe Zed\n", &[], twice).0, ["s1", "s1"]);
    }

    #[test]
    fn an_address_counts_before_a_name() {
        let roster = "id,name,email\ns1,Zoe Zed,zoe@x\ns2,Ada Ay,ada@x\n";
        let (students, _) = told(
            roster,
            &[],
            "Participant 1,Zoe Zed,ADA@x,,\nParticipant 2,Ada Ay,,,\n",
        );
        assert_eq!(students, ["s2", "-"]);
    }
}
