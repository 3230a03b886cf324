//! Who is in the class: a table as a platform or a spreadsheet writes it, and by which names its students are known.

mod columns;
mod known;
mod no_student;
mod row;
mod table;
mod worksheet;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

pub(super) use self::columns::is_id_heading;
use self::columns::{Meaning, is_group, meaning, platform_number};
use self::known::Known;
pub(super) use self::known::{Evidence, Found, Person};
use self::no_student::drop_what_is_no_student;
use self::table::Table;
use super::counted::counted;
use super::handed_in::{self, HandedIn};
use super::names::{Folders, folded, harmless};
use crate::encoding;

const REMEDY: &str =
    "Give it a line of headings such as id,name,moodle: id is what names a student in the results";

/// A class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Roster {
    /// Each student's name for people, in the table's order of ids.
    pub(crate) students: BTreeMap<String, String>,
    /// When a student handed in, where the table says so.
    pub(super) handed_in: BTreeMap<String, HandedIn>,
    /// When the hand-in with a number of the platform's came, whoever's it is.
    pub(super) times: BTreeMap<String, HandedIn>,
    /// What was made of the table, in words.
    pub(crate) understood: String,
    /// The folders that its students have.
    pub(super) folders: Folders,
    known: Known,
}

impl Roster {
    /// Reads a table with a line of headings, in any encoding that spreadsheets write.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let context = || format!("{}: cannot be read as a roster", path.display());
        Self::parse(&text_of(path)?).with_context(context)
    }

    /// The same of its text.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        Columns::of(Table::parse(text)?)?.roster()
    }

    /// Takes from Moodle's worksheet of one assignment what its students are called there, and when they handed in. What
    /// was made of it, in words.
    pub(crate) fn add_worksheet(&mut self, path: &Path) -> Result<String> {
        let context = || format!("{}: cannot be read as a worksheet", path.display());
        Columns::of(Table::parse(&text_of(path)?)?)
            .map(|columns| columns.join(self))
            .with_context(context)
    }

    /// Which student a platform means with `person`.
    pub(super) fn find(&self, person: &Person) -> Found {
        self.known.find(person)
    }
}

fn text_of(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    if bytes.starts_with(b"PK\x03\x04") {
        bail!(
            "{}: is a spreadsheet. Save it as CSV, and name that file",
            path.display()
        );
    }
    Ok(encoding::decode(&bytes).into_owned())
}

/// A table whose columns are understood.
struct Columns {
    table: Table,
    meanings: Vec<Option<Meaning>>,
    id: usize,
    /// Rows that are no students, in words.
    skipped: Vec<String>,
}

impl Columns {
    fn of(mut table: Table) -> Result<Self> {
        let mut meanings: Vec<Option<Meaning>> =
            table.headings.iter().map(|heading| meaning(heading)).collect();
        if meanings.iter().all(Option::is_none) {
            bail!(
                "none of its headings ({}) is known. {REMEDY}",
                harmless(&table.headings.join(", "))
            );
        }
        let skipped = drop_what_is_no_student(&mut table, &meanings);
        if table.rows.is_empty() {
            bail!("no student stands in it. {REMEDY}");
        }
        let is_unlike = |meaning: &Option<Meaning>| meaning.is_none_or(|meaning| meaning > Meaning::Platform);
        // A first column that nobody else uses names a student if nothing else does.
        if meanings.iter().all(is_unlike)
            && meanings.first().is_some_and(Option::is_none)
            && fault(&table, 0).is_none()
        {
            meanings[0] = Some(Meaning::Id);
        }
        // Some platforms head their own numbers as a lecturer does ids.
        let is_canvas = is_canvas(&table);
        for (column, meaning) in meanings.iter_mut().enumerate() {
            let mut cells = table.rows.iter().map(|(_, row)| row[column].as_str());
            let is_platforms = is_canvas || cells.all(|cell| platform_number(cell).is_some());
            if *meaning == Some(Meaning::Id) && is_platforms {
                *meaning = Some(Meaning::Platform);
            }
        }
        // Canvas's number of a student is the same in all of its files.
        let number = meanings
            .iter()
            .position(|meaning| *meaning == Some(Meaning::Platform));
        let id = match number.filter(|number| is_canvas && fault(&table, *number).is_none()) {
            Some(number) => number,
            None => id_column(&table, &meanings)?,
        };
        Ok(Self {
            table,
            meanings,
            id,
            skipped,
        })
    }

    fn first(&self, wanted: Meaning) -> Option<usize> {
        self.meanings.iter().position(|meaning| *meaning == Some(wanted))
    }

    fn roster(&self) -> Result<Roster> {
        let mut roster = Roster {
            understood: self.in_words(),
            ..Roster::default()
        };
        let [name, first, last, time] = [Meaning::Name, Meaning::First, Meaning::Last, Meaning::HandedIn]
            .map(|meaning| self.first(meaning));
        for column in self.groups() {
            let groups = self.table.rows.iter().map(|(_, row)| row[column].as_str());
            groups.for_each(|group| roster.known.add_group(group));
        }
        for (line, row) in &self.table.rows {
            let cell = |column: Option<usize>| column.map_or("", |column| row[column].as_str());
            let id = roster.folders.claim(&row[self.id]);
            let (first, last) = (cell(first), cell(last));
            let full = match cell(name) {
                "" => format!("{first} {last}").trim().to_owned(),
                name => name.to_owned(),
            };
            // Students choose what a platform calls them.
            let full = harmless(&full);
            for (column, meaning) in self.meanings.iter().enumerate() {
                let cell = row[column].as_str();
                match meaning {
                    _ if cell.is_empty() => {}
                    Some(Meaning::Platform) => {
                        roster.known.add_platform(cell, &id);
                        if let Some(number) = platform_number(cell) {
                            roster.known.add_platform(number, &id);
                        }
                    }
                    Some(Meaning::Id | Meaning::Number | Meaning::Login | Meaning::Email) => {
                        roster.known.add_id(cell, &id);
                        if let Some(number) = platform_number(cell) {
                            roster.known.add_platform(number, &id);
                        }
                    }
                    _ => {}
                }
            }
            // The id of a table without any is a name as well, which was just added as such.
            if self.meanings[self.id] == Some(Meaning::Name) {
                roster.known.add_id(&row[self.id], &id);
            }
            for name in [full.clone(), format!("{first} {last}"), format!("{last} {first}")] {
                roster.known.add_name(&name, &id);
            }
            // Canvas turns names around.
            if let Some((last, first)) = full.split_once(',') {
                roster.known.add_name(&format!("{first} {last}"), &id);
            }
            if let Some(time) = handed_in::time(cell(time)) {
                let cells = row.iter().zip(&self.meanings);
                let numbers = cells.filter(|(_, meaning)| **meaning == Some(Meaning::Platform));
                for number in numbers.filter_map(|(cell, _)| platform_number(cell)) {
                    roster.times.insert(number.to_owned(), time.clone());
                }
                roster.handed_in.insert(id.clone(), time);
            }
            if roster.students.insert(id.clone(), full).is_some() {
                bail!("line {line}: {id} is there twice");
            }
        }
        Ok(roster)
    }

    /// Columns with groups, which Moodle puts before names.
    fn groups(&self) -> impl Iterator<Item = usize> {
        let headings = self.table.headings.iter().enumerate();
        headings
            .filter(|(_, heading)| is_group(heading))
            .map(|(column, _)| column)
    }

    /// What was understood, for the lecturer to look at.
    fn in_words(&self) -> String {
        let quoted = |column: usize| format!("'{}'", harmless(self.table.headings[column].trim()));
        let named = |wanted: &[Meaning]| -> Vec<usize> {
            wanted.iter().filter_map(|meaning| self.first(*meaning)).collect()
        };
        let name = match named(&[Meaning::Name])[..] {
            [] => named(&[Meaning::First, Meaning::Last]),
            ref found => found.to_vec(),
        };
        let list = |columns: &[usize], between: &str| {
            columns
                .iter()
                .map(|column| quoted(*column))
                .collect::<Vec<_>>()
                .join(between)
        };
        let mut parts = vec![format!("id = {}", quoted(self.id))];
        if !name.is_empty() {
            parts.push(format!("name = {}", list(&name, " + ")));
        }
        let time = self.first(Meaning::HandedIn);
        let (mut also, mut ignored) = (Vec::new(), Vec::new());
        for (column, meaning) in self.meanings.iter().enumerate() {
            match meaning {
                _ if column == self.id || name.contains(&column) || Some(column) == time => {}
                Some(meaning) if *meaning <= Meaning::Platform => also.push(column),
                _ => ignored.push(column),
            }
        }
        if !also.is_empty() {
            parts.push(format!("also known by {}", list(&also, ", ")));
        }
        if let Some(time) = time {
            parts.push(format!("handed in = {}", quoted(time)));
        }
        let mut words = format!(
            "{}; {}",
            counted(self.table.rows.len(), "student"),
            parts.join(", ")
        );
        if !ignored.is_empty() {
            // Writing to a String cannot fail.
            let _ = write!(words, "; ignored: {}", list(&ignored, ", "));
        }
        if !self.skipped.is_empty() {
            let _ = write!(words, "; no students: {}", self.skipped.join(", "));
        }
        words
    }
}

fn is_canvas(table: &Table) -> bool {
    let mut headings = table.headings.iter();
    headings.any(|heading| folded(heading).starts_with("sis "))
}

/// The column that names students in the results: filled in every row, and nowhere twice the same.
fn id_column(table: &Table, meanings: &[Option<Meaning>]) -> Result<usize> {
    let mut candidates: Vec<(Meaning, usize)> = meanings
        .iter()
        .enumerate()
        .filter_map(|(column, meaning)| Some(((*meaning)?, column)))
        .filter(|(meaning, _)| *meaning <= Meaning::Name)
        .collect();
    candidates.sort();
    // A name alone is an id only where there is no other.
    if candidates.iter().any(|(meaning, _)| *meaning < Meaning::Name) {
        candidates.retain(|(meaning, _)| *meaning < Meaning::Name);
    }
    let mut first_fault = None;
    for (_, column) in &candidates {
        match fault(table, *column) {
            None => return Ok(*column),
            Some(fault) => {
                first_fault.get_or_insert(fault);
            }
        }
    }
    match first_fault {
        Some(fault) => bail!("{fault}, and no other column tells all students apart. {REMEDY}"),
        None => bail!(
            "none of its headings ({}) names a column that tells students apart. {REMEDY}",
            harmless(&table.headings.join(", "))
        ),
    }
}

/// Why this column does not tell students apart.
fn fault(table: &Table, column: usize) -> Option<String> {
    let heading = harmless(&table.headings[column]);
    let mut seen = BTreeMap::new();
    for (line, row) in &table.rows {
        if row[column].is_empty() {
            return Some(format!("the column '{heading}' is empty in line {line}"));
        }
        if let Some(before) = seen.insert(&row[column], line) {
            let cell = harmless(&row[column]);
            return Some(format!(
                "“{cell}” is in the column '{heading}' twice, in lines {before} and {line}"
            ));
        }
    }
    None
}

#[cfg(test)]
mod tests;
