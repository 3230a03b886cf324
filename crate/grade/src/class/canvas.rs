//! `canvas.csv`: Canvas's gradebook, with one assignment's grades filled in. Canvas takes it back under *Import*.

use std::sync::LazyLock;

use anyhow::Result;
use regex::Regex;

use super::owners::{Columns, Numbers, owners};
use super::platform::{Scale, Upload, note_left_empty};
use super::sheet::{Sheet, Table, as_written};
use super::table::{Ledger, written};

const FILE: &str = "canvas.csv";
/// The columns by which Canvas knows a student, which it wants back.
const STUDENT: [&str; 7] = [
    "student",
    "id",
    "sis user id",
    "sis login id",
    "integration id",
    "root account",
    "section",
];

/// An assignment's heading: `Homework 1 (99)`.
static ASSIGNMENT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^.+ \(\d+\)$").ok());

/// Whether a table is a gradebook's export.
pub(crate) fn is_gradebook(sheet: &Sheet) -> bool {
    ["student", "id", "section"]
        .iter()
        .all(|name| sheet.column(&[*name]).is_some())
}

/// The assignment that the grades belong to, where the export tells.
fn assignment(sheet: &Sheet, set: Option<&str>) -> Option<usize> {
    let is_assignment = |heading: &str| {
        ASSIGNMENT
            .as_ref()
            .is_some_and(|pattern| pattern.is_match(heading.trim()))
    };
    let all: Vec<usize> = (0..sheet.headings.len())
        .filter(|at| is_assignment(&sheet.headings[*at]))
        .collect();
    let folded = |text: &str| text.to_lowercase().replace(['_', '-'], " ");
    let is_named = |at: &&usize| set.is_some_and(|set| folded(&sheet.headings[**at]).contains(&folded(set)));
    let named: Vec<&usize> = all.iter().filter(is_named).collect();
    match (&named[..], &all[..]) {
        ([one], _) => Some(**one),
        ([], [one]) => Some(*one),
        _ => None,
    }
}

/// The gradebook's students, with one column of grades. `numbers` are Canvas's of whoever handed in.
pub(crate) fn fill(sheet: &Sheet, ledger: &Ledger, numbers: &Numbers) -> Result<Upload> {
    let lines = ledger.lines();
    let columns = Columns::of(sheet, &["id"], &["student"]);
    let owners = owners(FILE, sheet, &columns, numbers, ledger.roster, &lines);
    let own: Vec<usize> = (0..sheet.headings.len())
        .filter(|at| STUDENT.contains(&sheet.headings[*at].trim().to_lowercase().as_str()))
        .collect();
    let set = match ledger.sets {
        [one] => Some(one.name.as_str()),
        _ => None,
    };
    let column = assignment(sheet, set);
    let heading = column.map_or_else(
        || set.unwrap_or("Exercises").to_owned(),
        |at| sheet.headings[at].clone(),
    );
    let mut notes = Vec::new();
    if column.is_none() {
        notes.push(format!(
            "{FILE}: the roster does not tell which assignment this is; Canvas will make a new one, “{heading}”, unless you head \
             its column as in the export"
        ));
    }
    let headings: Vec<&str> = own
        .iter()
        .map(|at| sheet.headings[*at].as_str())
        .chain([heading.as_str()])
        .collect();
    let mut table = Table::new(&headings)?;
    let cell = |row: &[String], at: usize| {
        row.get(at)
            .map_or_else(String::new, |cell| as_written(cell).into_owned())
    };
    // Students may call themselves so, but have a number.
    let is_possible = |row: &[String]| {
        let name = sheet.column(&["student"]).map(|at| cell(row, at));
        let is_called = name.is_some_and(|name| name.trim().eq_ignore_ascii_case("points possible"));
        is_called && columns.is_nameless(row)
    };
    let possible = sheet.rows.iter().find(|row| is_possible(row));
    let max = match (possible, column) {
        (Some(row), Some(at)) => cell(row, at),
        _ => written(ledger.max()),
    };
    let mut scale = Scale::new(ledger.max());
    let mut left_empty = 0;
    if possible.is_none() {
        let mut row = vec![String::new(); headings.len()];
        "    Points Possible".clone_into(&mut row[0]);
        row[headings.len() - 1].clone_from(&max);
        table.row(&row)?;
    }
    for (row, line) in sheet.rows.iter().zip(owners.lines) {
        let mut filled: Vec<String> = own.iter().map(|at| cell(row, *at)).collect();
        if is_possible(row) {
            filled.push(max.clone());
            table.row(&filled)?;
            continue;
        }
        let line = line.filter(|line| line.has_handed_in());
        let before = column.map_or_else(String::new, |at| cell(row, at));
        let grade = match line {
            Some(line) if line.is_complete() => {
                let points = scale.convert(line.reached(), &max);
                written((points * 100.0).round() / 100.0)
            }
            Some(_) => {
                left_empty += 1;
                before
            }
            None => before,
        };
        filled.push(grade);
        table.row(&filled)?;
    }
    notes.extend(owners.notes);
    notes.extend(scale.note(FILE));
    notes.extend(note_left_empty(FILE, left_empty));
    Ok(Upload {
        table: table.finish()?,
        notes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::marks::tests::mark;
    use crate::class::roster::Roster;
    use crate::class::table::tests::sets;

    const EXPORT: &str = "Student,ID,SIS User ID,SIS Login ID,Section,Quiz (98),Week 01 (99),Current Score\n\
        \"    Points Possible\",,,,,5,8,(read only)\n\"Lovelace, Ada\",4711,s1,ada,\"A, 1\",4,,50\n\
        \"Bell, Bea\",4712,s2,bea,\"A, 1\",,6,\n\"Student, Test\",9,,x,\"A, 1\",,,\n";

    fn fill_in(export: &str) -> (String, Vec<String>) {
        let marks = [
            mark("ada", "q", Some(1.0)),
            mark("ada", "w", Some(2.0)),
            mark("bea", "q", Some(2.0)),
            mark("bea", "w", None),
            mark("mal", "q", Some(0.0)),
            mark("mal", "w", Some(0.5)),
        ];
        let sheet = Sheet::parse(export.as_bytes()).unwrap();
        assert!(is_gradebook(&sheet));
        let ledger = Ledger {
            sets: &sets(),
            marks: &marks,
            roster: &Roster::parse("id,name,canvas\nada,Ada,4711\nbea,Bea,4712\n").unwrap(),
            penalties: None,
        };
        let upload = fill(&sheet, &ledger, &Numbers::from([("4713", "mal")])).unwrap();
        (String::from_utf8(upload.table).unwrap(), upload.notes)
    }

    #[test]
    fn canvas_gets_its_own_columns_back_with_one_assignment() {
        let (text, notes) = fill_in(EXPORT);
        assert_eq!(
            text,
            "Student,ID,SIS User ID,SIS Login ID,Section,Week 01 (99)\n    Points Possible,,,,,8\n\
             \"Lovelace, Ada\",4711,s1,ada,\"A, 1\",6\n\"Bell, Bea\",4712,s2,bea,\"A, 1\",6\n\"Student, Test\",9,,x,\"A, 1\",\n"
        );
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(notes[0].contains("4 points of ours are 8 there"), "{notes:?}");
    }

    #[test]
    fn a_student_who_is_called_as_the_points_possible_has_none_of_them() {
        for name in ["Points Possible", "    points possible"] {
            let row = format!("{name},4713,s3,mal,A,,,\n");
            let (text, _) = fill_in(&format!("{EXPORT}{row}"));
            assert!(text.ends_with(&format!("{name},4713,s3,mal,A,1\n")), "{text}");
            let before = EXPORT.replace("\"    Points", &format!("{row}\"    Points"));
            let (text, _) = fill_in(&before);
            assert!(
                text.contains(&format!("{name},4713,s3,mal,A,1\n    Points Possible,,,,,8\n")),
                "{text}"
            );
        }
    }

    #[test]
    fn an_assignment_that_cannot_be_told_is_new_and_said() {
        let (text, notes) = fill_in("Student,ID,Section\n\"Lovelace, Ada\",4711,A\n");
        assert_eq!(
            text,
            "Student,ID,Section,01\n    Points Possible,,,4\n\"Lovelace, Ada\",4711,A,3\n"
        );
        assert!(notes[0].contains("will make a new one"), "{notes:?}");
    }
}
