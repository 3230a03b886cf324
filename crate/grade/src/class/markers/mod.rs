//! Written answers, split among those who mark them: `marking/NAME.csv` for each, whose column `points` is filled in and
//! read by the next grading.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::marks::Mark;
use super::sheet::{Sheet, as_written};

mod dealing;
mod dealt;
mod entering;

pub(super) use entering::rename;

const FOLDER: &str = "marking";
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
    /// All of its cells by their headings, a marker's own columns among them.
    pub(crate) cells: Vec<(String, String)>,
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
    for path in tables(out)? {
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
pub(crate) fn tables(out: &Path) -> Result<Vec<PathBuf>> {
    let folder = out.join(FOLDER);
    let context = || format!("{}: cannot be read", folder.display());
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(context)?,
    };
    let paths = entries.map(|entry| Ok(entry?.path()));
    let paths: Vec<PathBuf> = paths.collect::<std::io::Result<_>>().with_context(context)?;
    let mut paths: Vec<PathBuf> = paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "csv") && !is_programs(path))
        .collect();
    paths.sort();
    Ok(paths)
}

/// Whether a program keeps this beside a table that it has open: Emacs `.#anna.csv`, which leads nowhere, Macs `._anna.csv`.
/// No marker is called so.
fn is_programs(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.starts_with("~$")
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
        let cell = |at: usize| {
            row.get(at)
                .map_or_else(String::new, |cell| as_written(cell.trim()).into_owned())
        };
        Row {
            marker: marker.to_owned(),
            line: index + 2,
            key: (cell(student), cell(set), cell(question)),
            points: cell(points),
            cells: (0..sheet.headings.len())
                .map(|at| (sheet.headings[at].trim().to_owned(), cell(at)))
                .collect(),
        }
    });
    Ok(rows.filter(|row| !row.key.0.is_empty()).collect())
}

/// Where the page of an answer lies.
fn page_of((student, set, question): &Key) -> String {
    format!("feedback/{student}/{set}/{set}.html#{question}")
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
    // Spreadsheets make 7 of 007, and sort one column without the others.
    let is_page = |(heading, cell): &&(String, String)| heading.to_lowercase() == "page" && !cell.is_empty();
    let page = row.cells.iter().find(is_page);
    if let Some((_, page)) = page.filter(|(_, cell)| *cell != page_of(&row.key)) {
        bail!(
            "{}: its page is {page}, which is another answer's, and its points were not taken. Put right whose row it is",
            place()
        );
    }
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
    let mut given: BTreeMap<&Key, String> = BTreeMap::new();
    // 1,5 and 1.50 are the same points.
    let number = |row: &Row| {
        let points = row.points.replace(',', ".");
        points.parse::<f64>().map_or(points, |number| number.to_string())
    };
    let filled = rows.iter().filter(|row| !row.points.is_empty());
    filled
        .filter(|row| *given.entry(&row.key).or_insert_with(|| number(row)) != number(row))
        .map(|row| row.key.clone())
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::class::marks::tests::mark;

    pub(super) fn key(student: &str) -> Key {
        (student.into(), "01".into(), "w".into())
    }

    pub(super) fn answers(marks: &[Mark]) -> BTreeMap<Key, Answer<'_>> {
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
        let same = [
            rows[0].clone(),
            Row {
                points: "1.50".into(),
                ..rows[0].clone()
            },
        ];
        assert!(disputed(&same).is_empty());
        assert_eq!(disputed(&rows[..3]).into_iter().collect::<Vec<_>>(), [key("a")]);
        // Another's row, of whom a spreadsheet changed the name.
        let table = "set,question,student,points,page\n01,w,a,1,feedback/a/01/01.html#w\n01,w,a,1,feedback/00a/01/01.html#w\n";
        let rows = rows_of(&Sheet::parse(table.as_bytes()).unwrap(), "anna").unwrap();
        assert_eq!(points(&rows[0], &answers).unwrap(), Some(1.0));
        let error = points(&rows[1], &answers).unwrap_err().to_string();
        assert!(
            error.contains("row 3: a, 01/w: its page is feedback/00a/01/01.html#w"),
            "{error}"
        );
        let missing = Sheet::parse(b"student,set\n").unwrap();
        assert!(
            rows_of(&missing, "anna")
                .unwrap_err()
                .to_string()
                .contains("“question”")
        );
    }

    #[test]
    fn what_programs_leave_beside_a_table_stops_nobodys_points() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        std::fs::create_dir(out.join(FOLDER)).unwrap();
        std::fs::write(path(out, "anna"), "student,set,question,points\na,01,w,1\n").unwrap();
        std::os::unix::fs::symlink("root@host.123:456", path(out, ".#anna")).unwrap();
        std::fs::write(path(out, "._anna"), [0, 5, 0x16, 7]).unwrap();
        let rows = read(out).unwrap();
        assert_eq!((rows.len(), tables(out).unwrap()), (1, vec![path(out, "anna")]));
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
