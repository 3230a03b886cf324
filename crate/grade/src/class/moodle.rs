//! `moodle.csv`: Moodle's grading worksheet, with grades and comments filled in. Moodle takes it back under *Upload grading
//! worksheet*.

use std::sync::LazyLock;

use anyhow::Result;
use regex::Regex;

use super::collect::Origin;
use super::owners::{Columns, Numbers, owners};
use super::platform::{Comments, Scale, Upload, by_student, note_left_empty};
use super::sheet::{Sheet, Table, as_written};
use super::table::written;

const FILE: &str = "moodle.csv";
/// What ends a line, as Moodle gives a comment back.
static BREAK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)<br\s*/?>|</?p>|\r?\n").ok());
/// What stands behind the name of a problem set or a question in ours.
static OURS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(-?[0-9.]+ of [0-9.]+ points|not marked yet|not graded yet)").ok());
// As Moodle heads them in English and German.
const IDENTIFIER: &[&str] = &["identifier", "id"];
const NAME: &[&str] = &["full name", "vollständiger name"];
const GRADE: &[&str] = &["grade", "bewertung"];
const MAXIMUM: &[&str] = &["maximum grade", "bestwertung"];
const COMMENTS: &[&str] = &["feedback comments", "feedback als kommentar"];

/// Whether a table is a grading worksheet.
pub(crate) fn is_worksheet(sheet: &Sheet) -> bool {
    sheet.column(IDENTIFIER).is_some() && sheet.column(NAME).is_some() && sheet.column(GRADE).is_some()
}

/// The class's own worksheet, its columns and its order kept. `numbers` are Moodle's of whoever handed in.
pub(crate) fn fill(sheet: &Sheet, comments: &Comments, numbers: &Numbers) -> Result<Upload> {
    let lines = comments.ledger.lines();
    let columns = Columns::of(sheet, IDENTIFIER, NAME);
    let owners = owners(FILE, sheet, &columns, numbers, comments.ledger.roster, &lines);
    let (grade, maximum) = (sheet.column(GRADE), sheet.column(MAXIMUM));
    let mut headings = sheet.headings.clone();
    let said = sheet.column(COMMENTS).unwrap_or_else(|| {
        headings.push("Feedback comments".to_owned());
        headings.len() - 1
    });
    let mut table = Table::new(&headings)?;
    let mut scale = Scale::new(comments.ledger.max());
    let mut left_empty = 0;
    for (row, line) in sheet.rows.iter().zip(owners.lines) {
        let mut row: Vec<String> = row.iter().map(|cell| as_written(cell).into_owned()).collect();
        row.resize(headings.len(), String::new());
        if let Some(line) = line.filter(|line| line.has_handed_in()) {
            let is_complete = line.is_complete();
            if is_complete {
                let max = maximum.map_or("", |at| row[at].as_str());
                let points = scale.convert(line.reached(), max);
                if let Some(at) = grade {
                    row[at] = written((points * 100.0).round() / 100.0);
                }
            } else {
                left_empty += 1;
            }
            // Of whom the grade stays as it is, the comment does.
            if is_complete || row[said].trim().is_empty() {
                row[said] = beside(&row[said], &comments.of(line));
            }
        }
        table.row(&row)?;
    }
    Ok(Upload {
        table: table.finish()?,
        notes: owners
            .notes
            .into_iter()
            .chain(scale.note(FILE))
            .chain(note_left_empty(FILE, left_empty))
            .collect(),
    })
}

/// Ours after what a tutor wrote into the cell, in the place of ours from an earlier upload: lines that begin as ours do, with
/// the problem set's or a question's points. Whatever else is there stays.
fn beside(cell: &str, ours: &str) -> String {
    let all = lines(ours);
    let begins: Vec<&str> = all
        .iter()
        .filter_map(|line| Some(line.split_once(": ")?.0))
        .collect();
    let is_ours = |line: &&str| {
        let line = line.trim();
        begins.iter().any(|begin| {
            let rest = line.strip_prefix(begin).and_then(|rest| rest.strip_prefix(": "));
            rest.is_some_and(|rest| OURS.as_ref().is_some_and(|ours| ours.is_match(rest)))
        })
    };
    let mut kept = lines(cell);
    // A tutor's own words alone stay as they were written.
    if !kept.iter().any(is_ours) {
        kept = vec![cell];
    }
    kept.retain(|line| !is_ours(line) && !line.trim().is_empty());
    let kept = kept.iter().map(|line| line.trim());
    kept.chain([ours]).collect::<Vec<_>>().join("<br>")
}

/// Of a cell the lines, as Moodle parts them.
fn lines(cell: &str) -> Vec<&str> {
    BREAK
        .as_ref()
        .map_or_else(|| vec![cell], |pattern| pattern.split(cell).collect())
}

/// A worksheet made from the folders that Moodle exported, each with its student; none where there are no such.
pub(in crate::class) fn make(submissions: &[(&Origin, &str)], comments: &Comments) -> Result<Option<Upload>> {
    let lines = comments.ledger.lines();
    let students = by_student(&lines);
    let mut table = Table::new(&["Identifier", "Full name", "Grade", "Feedback comments"])?;
    let (mut left_empty, mut done) = (0, std::collections::BTreeSet::new());
    for (origin, student) in submissions {
        let (Origin::Moodle { name, number }, Some(line)) = (origin, students.get(student)) else {
            continue;
        };
        if !done.insert(number) {
            continue;
        }
        let grade = if line.is_complete() {
            written(line.reached())
        } else {
            left_empty += 1;
            String::new()
        };
        table.row(&[
            &format!("Participant {number}"),
            name.as_str(),
            &grade,
            &comments.of(line),
        ])?;
    }
    if done.is_empty() {
        return Ok(None);
    }
    Ok(Some(Upload {
        table: table.finish()?,
        notes: note_left_empty(FILE, left_empty).into_iter().collect(),
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::class::marks::tests::mark;
    use crate::class::outputs::Private;
    use crate::class::roster::Roster;
    use crate::class::table::{Ledger, tests::sets};
    use crate::graded::Graded;
    use protocol::verdict::Status;

    const WORKSHEET: &str = "Identifier,Full name,Status,Grade,Maximum Grade,Last modified (submission)\n\
        Participant 4711,Ada L.,Submitted,,100.00,Monday\nParticipant 4712,Bea B.,Submitted,7,100.00,Monday\n\
        Participant 4713,Cy C.,No submission,,100.00,-\n";

    fn with_comments(work: impl FnOnce(&Comments)) {
        let marks = [
            mark("ada", "q", Some(1.0)),
            mark("ada", "w", Some(2.0)),
            mark("bea", "q", Some(2.0)),
            mark("bea", "w", None),
        ];
        let sets = sets();
        let ledger = Ledger {
            sets: &sets,
            marks: &marks,
            roster: &Roster::parse("id,name,moodle\nada,Ada L.,4711\nbea,Bea B.,4712\ncy,Cy C.,4713\n")
                .unwrap(),
            penalties: None,
        };
        let graded = Graded::nothing("q", 2.0, Status::Partial, "Vec<f64>\nin /srv/out");
        work(&Comments {
            ledger: &ledger,
            results: &BTreeMap::from([(("ada", "01", "q"), &graded)]),
            private: &Private::of(&[std::path::Path::new("/srv/out")]),
        });
    }

    fn of_moodle() -> Origin {
        Origin::Moodle {
            name: "Ada L.".into(),
            number: "4711".into(),
        }
    }

    #[test]
    fn the_classs_own_worksheet_is_filled_in() {
        with_comments(|comments| {
            let sheet = Sheet::parse(WORKSHEET.as_bytes()).unwrap();
            assert!(is_worksheet(&sheet));
            let upload = fill(&sheet, comments, &Numbers::new()).unwrap();
            let text = String::from_utf8(upload.table).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            assert!(
                lines[0].ends_with("Last modified (submission),Feedback comments"),
                "{text}"
            );
            assert_eq!(
                lines[1],
                "Participant 4711,Ada L.,Submitted,75,100.00,Monday,01: 3 of 4 points<br>q: 1 of 2 points – Vec&lt;f64&gt; in …<br>w: 2 of 2 points"
            );
            // What is not marked has no grade of ours, and keeps what was there.
            assert!(
                lines[2].starts_with("Participant 4712,Bea B.,Submitted,7,100.00,Monday,01: 2 of 2 points so far; answers worth 2 more are not marked yet<br>q: 2 of 2 points<br>w: not marked yet"),
                "{text}"
            );
            assert_eq!(lines[3], "Participant 4713,Cy C.,No submission,,100.00,-,");
            assert_eq!(upload.notes.len(), 2, "{:?}", upload.notes);
            assert!(upload.notes[0].contains("4 points of ours are 100.00 there"));
        });
    }

    #[test]
    fn a_tutors_words_stay_and_ours_are_renewed() {
        let ours = "01_a: 3 of 4 points<br>q: 1 of 2 points";
        assert_eq!(beside("", ours), ours);
        assert_eq!(beside("Well done.", ours), format!("Well done.<br>{ours}"));
        for earlier in [
            "01_a: 2.5 of 4 points<br>q: 0 of 2 points",
            "<p>01_a: -1 of 4 points</p>",
        ] {
            assert_eq!(beside(earlier, ours), ours);
        }
        let both = format!("Well done.<br />{ours}");
        assert_eq!(beside(&both, ours), format!("Well done.<br>{ours}"));
        // What a tutor wrote below, or between, stays as well.
        let earlier = "<p>Hello,</p><p>01_a: 1 of 4 points so far; answers worth 2 more are not marked yet<br>q: 1 of 2 points \
            – because<br>q: I like this one.<br>other: not marked yet<br>See me on Monday. Your idea was good.</p>";
        let kept =
            "Hello,<br>q: I like this one.<br>other: not marked yet<br>See me on Monday. Your idea was good.";
        assert_eq!(beside(earlier, ours), format!("{kept}<br>{ours}"));
        let twice = beside(&beside(earlier, ours), ours);
        assert_eq!(twice, format!("{kept}<br>{ours}"));
        assert_eq!(
            beside("<p>One.</p>\n<p>Two.</p>", ours),
            format!("<p>One.</p>\n<p>Two.</p><br>{ours}")
        );
        assert_eq!(
            beside("See 02: 1 of 4 points", ours),
            format!("See 02: 1 of 4 points<br>{ours}")
        );
    }

    #[test]
    fn grade_and_comment_are_both_after_the_penalty() {
        with_comments(|comments| {
            let late = (("ada".to_owned(), "01".to_owned()), 0.4);
            let ledger = Ledger {
                penalties: Some(BTreeMap::from([late])),
                ..*comments.ledger
            };
            let comments = Comments {
                ledger: &ledger,
                ..*comments
            };
            let ada = of_moodle();
            let folders = [(&ada, "ada")];
            let text = String::from_utf8(make(&folders, &comments).unwrap().unwrap().table).unwrap();
            assert!(
                text.contains("Ada L.,2.6,01: 2.6 of 4 points (3 less 0.4 for handing in late)<br>"),
                "{text}"
            );
        });
    }

    #[test]
    fn without_a_worksheet_moodles_folders_tell_who_is_who() {
        with_comments(|comments| {
            // A file in a folder of another layout may be called as one of Moodle's.
            let (ada, bea) = (
                of_moodle(),
                Origin::Path("bea/Ada L._4711_assignsubmission_file_01.ipynb".into()),
            );
            let folders = [(&bea, "bea"), (&ada, "ada")];
            let upload = make(&folders, comments).unwrap().unwrap();
            let text = String::from_utf8(upload.table).unwrap();
            assert!(text.contains("\nParticipant 4711,Ada L.,3,01: 3 of 4"), "{text}");
            assert!(!text.contains("bea") && make(&folders[..1], comments).unwrap().is_none());
        });
    }
}
