//! The names that learning platforms give to files and folders. What a student chose in them, a display name or a file's
//! own name, may look like a part of the platform's and must not be taken for one.

use std::sync::LazyLock;

use regex::Regex;

/// `Ada Lovelace_4711_assignsubmission_file_`, of which only the end is not the student's to choose.
static MOODLE_FOLDER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(.+)_(\d+)_assignsubmission_[a-z]+_?$").ok());
/// The same within the name of a file.
static MOODLE_FILE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"_(\d+)_assignsubmission_[a-z]+").ok());
/// `lovelaceada_LATE_4711_815_01.ipynb`
static CANVAS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^([^_]+)(_LATE)?_(\d+)_\d+_(.+)$").ok());
/// `Homework 1_lovelace_attempt_2026-01-15-10-20-30_01.ipynb`, or `.txt` in the place of the file's own name
static BLACKBOARD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(.+?)_attempt_(\d{4}(?:-\d\d){5})(?:_(.+)|\.txt)$").ok());
/// `ada+01+2026-01-15 10:20:30.123456 UTC+random`
static EXCHANGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^([^+]+)\+([^+]+)\+(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^+]*)(?:\+[^+]*)?$").ok()
});
/// The first line of Blackboard's receipt: `Name: Ada Lovelace (lovelace)`
static RECEIPT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*Name:\s*(.+?)\s*\(([^()\n]+)\)\s*(?:\n|$)").ok());

/// Name, number and own name of the file that Moodle put together. A student's file or display name may look the same: of a
/// folder the last number is Moodle's, of a file there must be only one.
pub(super) fn moodle(name: &str, is_folder: bool) -> Option<(&str, &str, &str)> {
    if is_folder {
        let found = MOODLE_FOLDER.as_ref()?.captures(name)?;
        return Some((found.get(1)?.as_str(), found.get(2)?.as_str(), ""));
    }
    let mut all = MOODLE_FILE.as_ref()?.captures_iter(name);
    let (found, None) = (all.next()?, all.next()) else {
        return None;
    };
    let (whole, number) = (found.get(0)?, found.get(1)?);
    let file = name[whole.end()..].trim_start_matches('_');
    (whole.start() > 0 && !file.is_empty()).then(|| (&name[..whole.start()], number.as_str(), file))
}

/// Name, number, whether it was late, and the file's own name.
pub(super) fn canvas(name: &str) -> Option<(&str, &str, bool, &str)> {
    let found = CANVAS.as_ref()?.captures(name)?;
    let part = |index: usize| found.get(index).map(|part| part.as_str());
    Some((part(1)?, part(3)?, part(2).is_some(), part(4)?))
}

/// Assignment and login together, the time, and the file's own name, which a receipt does not have.
pub(super) fn blackboard(name: &str) -> Option<(&str, &str, Option<&str>)> {
    let found = BLACKBOARD.as_ref()?.captures(name)?;
    let part = |index: usize| found.get(index).map(|part| part.as_str());
    let stem = part(1).filter(|stem| stem.contains('_'))?;
    Some((stem, part(2)?, part(3)))
}

/// Student, problem set and time.
pub(super) fn exchange(name: &str) -> Option<(&str, &str, &str)> {
    let found = EXCHANGE.as_ref()?.captures(name)?;
    let part = |index: usize| found.get(index).map(|part| part.as_str());
    Some((part(1)?, part(2)?, part(3)?.trim()))
}

/// Name and login of a receipt's text.
pub(super) fn receipt(text: &str) -> Option<(String, String)> {
    let found = RECEIPT.as_ref()?.captures(text)?;
    Some((found[1].to_owned(), found[2].to_owned()))
}
