//! Who marks which answer, and each marker's file.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use host::file;

use super::dealt::Dealt;
use super::{Answer, Key, Left, Row, page_of, path};
use crate::class::sheet::Table;
use crate::class::table::written;
use crate::printable;

const HEADINGS: [&str; 7] = ["student", "set", "question", "max", "points", "page", "answer"];
/// How many characters of an answer stand in the table; the page has all of it.
const LONGEST_ANSWER: usize = 5_000;

/// Whether a column is one that is written here.
fn is_ours(heading: &str) -> bool {
    HEADINGS.contains(&heading.to_lowercase().as_str())
}

impl Row {
    fn cell(&self, heading: &str) -> &str {
        let is_it = |(name, _): &&(String, String)| {
            name == heading || is_ours(heading) && name.to_lowercase() == heading
        };
        self.cells
            .iter()
            .find(is_it)
            .map_or("", |(_, cell)| cell.as_str())
    }

    /// Whether a marker wrote something into a column of their own.
    fn is_noted(&self) -> bool {
        let mut cells = self.cells.iter();
        cells.any(|(heading, cell)| !is_ours(heading) && !cell.is_empty())
    }
}

/// Who marks what: whoever `had` an answer keeps it while still a marker, and the others go to whoever has least, in order
/// of the questions, so that everybody gets of each.
fn assign<'k>(
    markers: &[String],
    had: impl Iterator<Item = (&'k Key, &'k str)>,
    open: impl Iterator<Item = &'k Key>,
) -> BTreeMap<&'k Key, String> {
    let mut assigned = BTreeMap::new();
    let mut load: Vec<usize> = vec![0; markers.len()];
    for (key, whose) in had {
        let place = markers.iter().position(|marker| marker == whose);
        if let Some(place) = place
            && !assigned.contains_key(key)
        {
            assigned.insert(key, whose.to_owned());
            load[place] += 1;
        }
    }
    let mut open: Vec<&Key> = open.filter(|key| !assigned.contains_key(key)).collect();
    open.sort_by_key(|(student, set, question)| (set, question, student));
    for key in open {
        let Some(least) = (0..markers.len()).min_by_key(|place| load[*place]) else {
            break;
        };
        load[least] += 1;
        assigned.insert(key, markers[least].clone());
    }
    assigned
}

/// What [`write()`] wrote.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// How many answers each marker has left.
    pub(super) left: Left,
    /// The points of the gradebook that stand in the files now.
    pub(super) shown: BTreeMap<Key, f64>,
}

/// Writes each marker's file. `rows` are those of now, and `before` those that were entered: what was typed in between is
/// left as it is, for the next grading. A row with points stays even where nobody knows its answer, and so do columns that a
/// marker has added.
pub(super) fn write(
    out: &Path,
    markers: &[String],
    before: &[Row],
    rows: &[Row],
    answers: &BTreeMap<Key, Answer>,
) -> Result<Written> {
    let open = answers
        .iter()
        .filter(|(_, answer)| answer.mark.is_unmarked())
        .map(|(key, _)| key);
    // One who joins takes of what the others have not filled in.
    let dealt = Dealt::read(out);
    let away: Vec<&String> = markers
        .iter()
        .filter(|marker| !path(out, marker).exists())
        .collect();
    let is_joined = away.iter().any(|marker| !dealt.has(marker));
    let kept = rows
        .iter()
        .filter(|row| !is_joined || !row.points.is_empty() || row.is_noted())
        .map(|row| (&row.key, row.marker.as_str()));
    // What somebody took along may be marked by now.
    let taken = dealt.of_those(|marker| away.iter().any(|one| *one == marker));
    let assigned = assign(markers, kept.chain(taken), open);
    let mut done = Written::default();
    for marker in markers {
        let typed: BTreeMap<&Key, &Row> = rows
            .iter()
            .rev()
            .filter(|row| row.marker == *marker)
            .map(|row| (&row.key, row))
            .collect();
        let own_headings = own_headings(typed.values().copied());
        let headings = HEADINGS.iter().copied().chain(own_headings.iter().copied());
        let mut table = Table::new(&headings.collect::<Vec<_>>())?;
        let mut own: Vec<&Key> = assigned
            .iter()
            .filter(|(_, whose)| *whose == marker)
            .map(|(key, _)| *key)
            .collect();
        own.sort_by_key(|(student, set, question)| (set, question, student));
        let mut count = 0;
        for key in own {
            let row = typed.get(key).copied();
            let cell = |heading: &&str| row.map_or("", |row| row.cell(heading)).to_owned();
            let mut cells = match answers.get(key) {
                Some(answer) => {
                    count += usize::from(answer.mark.is_unmarked());
                    let (cells, shown) = row_of(key, answer, row, before);
                    done.shown.extend(shown.map(|points| (key.clone(), points)));
                    cells
                }
                None if row.is_some_and(|row| !row.points.is_empty() || row.is_noted()) => {
                    HEADINGS.iter().map(cell).collect()
                }
                None => continue,
            };
            cells.extend(own_headings.iter().map(cell));
            table.row(&cells)?;
        }
        file::write(&path(out, marker), &table.finish()?)?;
        done.left.push((marker.clone(), count));
    }
    let assigned = assigned.into_iter().map(|(key, marker)| (key.clone(), marker));
    Dealt::write(out, &assigned.collect())?;
    Ok(done)
}

/// The columns that a marker has added.
fn own_headings<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<&'r str> {
    let mut found = Vec::new();
    for (heading, _) in rows.flat_map(|row| &row.cells) {
        if !heading.is_empty() && !is_ours(heading) && !found.contains(&heading.as_str()) {
            found.push(heading.as_str());
        }
    }
    found
}

/// A row's cells, and the points of the gradebook where they stand in it.
fn row_of(key: &Key, answer: &Answer, row: Option<&Row>, before: &[Row]) -> (Vec<String>, Option<f64>) {
    let (student, set, question) = key;
    let page = page_of(key);
    let is_same = |old: &&Row| row.is_some_and(|row| (&row.marker, &row.key) == (&old.marker, &old.key));
    let typed = row.map_or("", |row| row.points.as_str());
    // Typed since the rows were read, it is still to be entered.
    let is_new = typed != before.iter().find(is_same).map_or("", |old| old.points.as_str());
    let given = answer.mark.manual.filter(|_| !is_new).map(written);
    let cells = vec![
        student.clone(),
        set.clone(),
        question.clone(),
        answer.max.to_string(),
        given.clone().unwrap_or_else(|| typed.to_owned()),
        page,
        printable::beginning(&printable::text(&answer.text), LONGEST_ANSWER),
    ];
    (cells, given.and_then(|points| points.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answers, key};
    use super::super::{Row, read};
    use super::*;
    use crate::class::marks::Mark;
    use crate::class::marks::tests::mark;

    #[test]
    fn the_answers_are_split_evenly_and_stay_with_whom_they_were_given_to() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let names = ["anna", "ben"].map(str::to_owned);
        let mut marks: Vec<Mark> = ["a", "b", "c", "d", "e"].map(|name| mark(name, "w", None)).into();
        let write = |names: &[String], rows: &[Row], marks: &[Mark]| {
            write(out, names, rows, rows, &answers(marks)).unwrap().left
        };
        let left = write(&names, &[], &marks);
        assert_eq!(left, [("anna".into(), 3), ("ben".into(), 2)]);
        let rows = read(out).unwrap();
        let of = |marker: &str, rows: &[Row]| -> String {
            rows.iter()
                .filter(|row| row.marker == marker)
                .map(|row| row.key.0.clone())
                .collect()
        };
        assert_eq!((of("anna", &rows), of("ben", &rows)), ("ace".into(), "bd".into()));
        // One is marked, one is new.
        marks[0].manual = Some(1.5);
        marks.push(mark("0", "w", None));
        let left = write(&names, &rows, &marks);
        assert_eq!(left, [("anna".into(), 2), ("ben".into(), 3)]);
        let rows = read(out).unwrap();
        assert_eq!(
            (of("anna", &rows), of("ben", &rows)),
            ("ace".into(), "0bd".into())
        );
        assert_eq!(rows[0].points, "1.5");
        // One who joins takes of what is open.
        let more = ["anna", "ben", "cleo"].map(str::to_owned);
        let left = write(&more, &rows, &marks);
        assert_eq!(
            left.iter().map(|(_, count)| *count).collect::<Vec<_>>(),
            [1, 2, 2]
        );
        let rows = read(out).unwrap();
        // One who goes leaves the open answers to the others.
        write(&names[..1], &rows, &marks);
        let text = std::fs::read_to_string(path(out, "anna")).unwrap();
        assert_eq!(text.lines().count(), 7, "{text}");
        assert!(
            text.contains("0,01,w,2,,feedback/0/01/01.html#w,'- because\n"),
            "{text}"
        );
    }

    #[test]
    fn what_a_marker_typed_is_never_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let names = ["anna".to_owned()];
        let table = "student,set,question,max,points,remark\nold,02,w,2,1.5,\na,01,w,2,1,see me\nb,01,w,2,,\ngone,02,w,2,,\n";
        std::fs::create_dir_all(out.join("marking")).unwrap();
        std::fs::write(path(out, "anna"), table).unwrap();
        let before = read(out).unwrap();
        // While pages were written, anna typed on, and somebody changed a point in the formgrader.
        std::fs::write(path(out, "anna"), table.replace("b,01,w,2,,", "b,01,w,2,0.5,")).unwrap();
        let mut marks = [mark("a", "w", None), mark("b", "w", None), mark("c", "w", None)];
        marks[0].manual = Some(2.0);
        marks[1].manual = Some(2.0);
        let done = write(out, &names, &before, &read(out).unwrap(), &answers(&marks)).unwrap();
        let rows = read(out).unwrap();
        let found: Vec<(&str, &str, &str)> = rows
            .iter()
            .map(|row| (row.key.0.as_str(), row.points.as_str(), row.cell("remark")))
            .collect();
        assert_eq!(
            found,
            [
                ("a", "2", "see me"),
                ("b", "0.5", ""),
                ("c", "", ""),
                ("old", "1.5", "")
            ]
        );
        // What the column has of the gradebook counts as entered; what was typed since does not.
        assert_eq!(done.shown.into_iter().collect::<Vec<_>>(), [(key("a"), 2.0)]);
        assert_eq!(done.left, [("anna".to_owned(), 1)]);
    }

    #[test]
    fn who_took_the_file_along_keeps_its_answers_and_nobody_elses_are_dealt_anew() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let names = ["anna", "ben"].map(str::to_owned);
        let mut marks: Vec<Mark> = ["a", "b", "c", "d"].map(|name| mark(name, "w", None)).into();
        write(out, &names, &[], &[], &answers(&marks)).unwrap();
        let of = |marker: &str| -> String {
            let rows = read(out).unwrap();
            let own = rows.iter().filter(|row| row.marker == marker);
            own.map(|row| row.key.0.clone()).collect()
        };
        assert_eq!((of("anna"), of("ben")), ("ac".into(), "bd".into()));
        let taken = std::fs::read(path(out, "anna")).unwrap();
        std::fs::remove_file(path(out, "anna")).unwrap();
        marks.push(mark("0", "w", None));
        let rows = read(out).unwrap();
        write(out, &names, &rows, &rows, &answers(&marks)).unwrap();
        assert_eq!((of("anna"), of("ben")), ("0ac".into(), "bd".into()));
        // She puts hers back, and nothing is there twice.
        std::fs::write(path(out, "anna"), taken).unwrap();
        let rows = read(out).unwrap();
        write(out, &names, &rows, &rows, &answers(&marks)).unwrap();
        assert_eq!((of("anna"), of("ben")), ("0ac".into(), "bd".into()));
    }
}
