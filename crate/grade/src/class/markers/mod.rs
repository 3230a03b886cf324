//! Written answers, split among those who mark them: `marking/NAME.csv` for each, whose column `points` is filled in and
//! read by the next grading.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use host::file;

use super::marks::Mark;
use super::sheet::{Sheet, Table, as_written};
use super::table::written;
use crate::printable;

const FOLDER: &str = "marking";
const HEADINGS: [&str; 7] = ["student", "set", "question", "max", "points", "page", "answer"];
/// How many characters of an answer stand in the table; the page has all of it.
const LONGEST_ANSWER: usize = 5_000;

/// Student, problem set and question.
pub(crate) type Key = (String, String, String);

/// A written answer.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) mark: &'a Mark,
    pub(crate) max: f64,
    pub(crate) text: String,
}

/// A row that an earlier grading wrote.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) marker: String,
    pub(crate) line: usize,
    pub(crate) key: Key,
    /// What stands in its column `points`.
    pub(crate) points: String,
}

/// How many answers a marker has left.
pub(crate) type Left = Vec<(String, usize)>;

/// The markers' names as files can have them.
pub(crate) fn check_names(names: &[String]) -> Result<()> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    for (index, name) in names.iter().enumerate() {
        if name.is_empty() || name.starts_with('.') || !name.chars().all(is_plain) {
            bail!("--markers: “{name}” is to be the name of a file: letters, digits, - and _");
        }
        let folded = name.to_lowercase();
        if names[..index].iter().any(|other| other.to_lowercase() == folded) {
            bail!("--markers: {name} is there twice");
        }
    }
    Ok(())
}

fn path(out: &Path, marker: &str) -> PathBuf {
    out.join(FOLDER).join(format!("{marker}.csv"))
}

/// The rows of all files in `OUT/marking`, whoever is a marker now.
pub(crate) fn read(out: &Path) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for path in tables(out) {
        if let Some(marker) = path.file_stem() {
            let sheet = Sheet::read(&path)?;
            let marker = marker.to_string_lossy();
            rows.extend(rows_of(&sheet, &marker).with_context(|| path.display().to_string())?);
        }
    }
    Ok(rows)
}

/// What a student is called now whose results of a problem set got another name.
pub(crate) type Renamed<'a> = dyn Fn(&str, &str) -> Option<String> + 'a;

/// The files of all markers.
pub(crate) fn tables(out: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(out.join(FOLDER))
        .into_iter()
        .flatten()
        .flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "csv"))
        .collect();
    paths.sort();
    paths
}

fn rows_of(sheet: &Sheet, marker: &str) -> Result<Vec<Row>> {
    let column = |name: &str| {
        sheet
            .column(&[name])
            .with_context(|| format!("its column “{name}” is missing"))
    };
    let [student, set, question, points] = [
        column("student")?,
        column("set")?,
        column("question")?,
        column("points")?,
    ];
    let rows = sheet.rows.iter().enumerate().map(|(index, row)| {
        let cell = |at: usize| row.get(at).map_or("", |cell| as_written(cell.trim())).to_owned();
        Row {
            marker: marker.to_owned(),
            line: index + 2,
            key: (cell(student), cell(set), cell(question)),
            points: cell(points),
        }
    });
    Ok(rows.filter(|row| !row.key.0.is_empty()).collect())
}

/// The points that a row gives; none where nobody has filled it in.
pub(crate) fn points(row: &Row, answers: &BTreeMap<Key, Answer>) -> Result<Option<f64>> {
    if row.points.is_empty() {
        return Ok(None);
    }
    let (student, set, question) = &row.key;
    let place = || {
        format!(
            "{FOLDER}/{}.csv, row {}: {student}, {set}/{question}",
            row.marker, row.line
        )
    };
    let Some(answer) = answers.get(&row.key) else {
        bail!("{}: there is no such answer to be marked", place());
    };
    let number = row.points.replace(',', ".").parse::<f64>();
    match number {
        Ok(points) if (0.0..=answer.max).contains(&points) => Ok(Some(points)),
        _ => bail!(
            "{}: “{}” is no number of points from 0 to {}, and was not taken",
            place(),
            row.points,
            answer.max
        ),
    }
}

/// What two rows give different points for.
pub(crate) fn disputed(rows: &[Row]) -> BTreeSet<Key> {
    let mut given: BTreeMap<&Key, &str> = BTreeMap::new();
    let filled = rows.iter().filter(|row| !row.points.is_empty());
    filled
        .filter(|row| *given.entry(&row.key).or_insert(&row.points) != row.points)
        .map(|row| row.key.clone())
        .collect()
}

/// Who marks what: whoever had one of `rows` keeps it while still a marker, and the others go to whoever has least, in order
/// of the questions, so that everybody gets of each.
fn assign<'k>(
    markers: &[String],
    rows: impl Iterator<Item = &'k Row>,
    open: impl Iterator<Item = &'k Key>,
) -> BTreeMap<&'k Key, String> {
    let mut assigned = BTreeMap::new();
    let mut load: Vec<usize> = vec![0; markers.len()];
    for row in rows {
        let place = markers.iter().position(|marker| *marker == row.marker);
        if let Some(place) = place
            && assigned.insert(&row.key, row.marker.clone()).is_none()
        {
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

/// Writes each marker's file; how many answers each has left.
pub(crate) fn write(
    out: &Path,
    markers: &[String],
    rows: &[Row],
    answers: &BTreeMap<Key, Answer>,
) -> Result<Left> {
    let open = answers
        .iter()
        .filter(|(_, answer)| answer.mark.is_unmarked())
        .map(|(key, _)| key);
    // One who joins takes of what the others have not filled in.
    let is_joined = markers.iter().any(|marker| !path(out, marker).exists());
    let kept = rows.iter().filter(|row| !is_joined || !row.points.is_empty());
    let assigned = assign(markers, kept, open);
    let mut left = Vec::new();
    for marker in markers {
        let mut table = Table::new(&HEADINGS)?;
        let mut own: Vec<&Key> = assigned
            .iter()
            .filter(|(_, whose)| *whose == marker)
            .map(|(key, _)| *key)
            .collect();
        own.sort_by_key(|(student, set, question)| (set, question, student));
        let mut count = 0;
        for key in own {
            let Some(answer) = answers.get(key) else { continue };
            count += usize::from(answer.mark.is_unmarked());
            let (student, set, question) = key;
            let typed = rows.iter().find(|row| row.key == *key && row.marker == *marker);
            let typed = typed.map_or("", |row| row.points.as_str());
            let points = answer.mark.manual.map_or_else(|| typed.to_owned(), written);
            table.row(&[
                student,
                set,
                question,
                &answer.max.to_string(),
                &points,
                &format!("feedback/{student}/{set}/{set}.html#{question}"),
                &printable::beginning(&printable::text(&answer.text), LONGEST_ANSWER),
            ])?;
        }
        file::write(&path(out, marker), &table.finish()?)?;
        left.push((marker.clone(), count));
    }
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::marks::tests::mark;

    fn key(student: &str) -> Key {
        (student.into(), "01".into(), "w".into())
    }

    fn answers(marks: &[Mark]) -> BTreeMap<Key, Answer<'_>> {
        marks
            .iter()
            .map(|mark| {
                let answer = Answer {
                    mark,
                    max: 2.0,
                    text: "- because\u{7}".into(),
                };
                (key(&mark.student), answer)
            })
            .collect()
    }

    #[test]
    fn the_answers_are_split_evenly_and_stay_with_whom_they_were_given_to() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let names = ["anna", "ben"].map(str::to_owned);
        let mut marks: Vec<Mark> = ["a", "b", "c", "d", "e"].map(|name| mark(name, "w", None)).into();
        let left = write(out, &names, &[], &answers(&marks)).unwrap();
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
        let left = write(out, &names, &rows, &answers(&marks)).unwrap();
        assert_eq!(left, [("anna".into(), 2), ("ben".into(), 3)]);
        let rows = read(out).unwrap();
        assert_eq!(
            (of("anna", &rows), of("ben", &rows)),
            ("ace".into(), "0bd".into())
        );
        assert_eq!(rows[0].points, "1.5");
        // One who joins takes of what is open.
        let more = ["anna", "ben", "cleo"].map(str::to_owned);
        let left = write(out, &more, &rows, &answers(&marks)).unwrap();
        assert_eq!(
            left.iter().map(|(_, count)| *count).collect::<Vec<_>>(),
            [1, 2, 2]
        );
        let rows = read(out).unwrap();
        // One who goes leaves the open answers to the others.
        write(out, &names[..1], &rows, &answers(&marks)).unwrap();
        let text = std::fs::read_to_string(path(out, "anna")).unwrap();
        assert_eq!(text.lines().count(), 7, "{text}");
        assert!(
            text.contains("0,01,w,2,,feedback/0/01/01.html#w,'- because\n"),
            "{text}"
        );
    }

    #[test]
    fn points_that_cannot_be_are_named_with_their_place() {
        let marks = [mark("a", "w", None)];
        let answers = answers(&marks);
        let table = "set;question;student;points\n01;w;a;1,5\n01;w;a;\n01;w;a;3\n01;w;a;-1\n01;w;a;NaN\n01;w;nobody;1\n";
        let rows = rows_of(&Sheet::parse(table.as_bytes()).unwrap(), "anna").unwrap();
        let read: Vec<String> = rows
            .iter()
            .map(|row| match points(row, &answers) {
                Ok(points) => format!("{points:?}"),
                Err(error) => error.to_string(),
            })
            .collect();
        assert_eq!(read[..2], ["Some(1.5)", "None"]);
        assert_eq!(
            read[2],
            "marking/anna.csv, row 4: a, 01/w: “3” is no number of points from 0 to 2, and was not taken"
        );
        assert!(read[3].contains("“-1”") && read[4].contains("“NaN”"), "{read:?}");
        assert!(
            read[5].contains("nobody, 01/w: there is no such answer"),
            "{read:?}"
        );
        assert!(disputed(&rows[..2]).is_empty());
        assert_eq!(disputed(&rows[..3]).into_iter().collect::<Vec<_>>(), [key("a")]);
        let missing = Sheet::parse(b"student,set\n").unwrap();
        assert!(
            rows_of(&missing, "anna")
                .unwrap_err()
                .to_string()
                .contains("“question”")
        );
    }

    #[test]
    fn a_marker_is_a_file_name() {
        let check =
            |names: &[&str]| check_names(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert!(check(&["anna", "Bên-2"]).is_ok());
        for names in [&["../x"][..], &[""], &["anna", "Anna"], &[".hidden"]] {
            assert!(check(names).is_err(), "{names:?}");
        }
    }
}
