//! What a path tells in its layout: whose the file is, when it came, and which problem set it may be.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::layout::{Decided, Layout};
use crate::class::handed_in::{self, HandedIn};
use crate::class::roster::Person;

/// What a path tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// What is the same for all files of one person, and for nobody else's.
    pub(super) key: String,
    /// Who it is, where nobody knows better.
    pub(super) shown: String,
    pub(super) person: Person,
    /// What may name the problem set, the nearest first.
    pub(super) hints: Vec<String>,
    pub(super) handed_in: Option<HandedIn>,
}

/// Names and logins that Blackboard's receipts tell, by the beginning of the files' names.
pub(super) type Receipts = BTreeMap<String, (String, String)>;

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

/// What `path` tells, or why it tells nothing.
pub(super) fn place(path: &str, decided: &Decided, receipts: &Receipts) -> Result<Place, String> {
    let Some(inner) = path.strip_prefix(decided.prefix.as_str()) else {
        return Err(format!("lies beside {}, and was not looked at", decided.prefix));
    };
    let (top, rest) = match inner.split_once('/') {
        Some((top, rest)) => (top, Some(rest)),
        None => (inner, None),
    };
    let rest = rest.unwrap_or_default();
    let unlike = |example: &str| {
        format!(
            "is not named as {} names files, such as {example}",
            decided.layout.name()
        )
    };
    let hints = |parts: &[&str]| -> Vec<String> {
        let nearest = parts.iter().rev().flat_map(|part| part.rsplit('/'));
        nearest
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let by_login = |login: &str| Person {
        login: Some(login.to_owned()),
        ..Person::default()
    };
    match decided.layout {
        Layout::Folders | Layout::Nbgrader if rest.is_empty() => {
            Err("lies in no student's folder: put it into STUDENT/SET/".to_owned())
        }
        Layout::Folders | Layout::Nbgrader => Ok(Place {
            key: top.to_owned(),
            shown: top.to_owned(),
            person: Person {
                name: Some(top.to_owned()),
                ..by_login(top)
            },
            hints: hints(&[rest]),
            handed_in: None,
        }),
        Layout::Moodle => {
            let (name, number, file) = moodle(top, !rest.is_empty())
                .ok_or_else(|| unlike("Ada Lovelace_4711_assignsubmission_file_/kit.ipynb"))?;
            Ok(Place {
                key: number.to_owned(),
                shown: format!("{name}_{number}"),
                person: Person {
                    number: Some(number.to_owned()),
                    name: Some(name.to_owned()),
                    ..Person::default()
                },
                hints: hints(&[file, rest]),
                handed_in: None,
            })
        }
        Layout::Canvas => {
            let parts = canvas(top).filter(|_| rest.is_empty());
            let (name, number, is_late, file) =
                parts.ok_or_else(|| unlike("lovelaceada_4711_815_kit.ipynb"))?;
            Ok(Place {
                key: number.to_owned(),
                shown: format!("{name}_{number}"),
                person: Person {
                    number: Some(number.to_owned()),
                    squeezed: Some(name.to_owned()),
                    ..Person::default()
                },
                hints: hints(&[file]),
                handed_in: is_late.then_some(HandedIn::Late),
            })
        }
        Layout::Blackboard => {
            let parts = blackboard(top).filter(|_| rest.is_empty());
            let (stem, time, file) =
                parts.ok_or_else(|| unlike("Homework_lovelace_attempt_2026-01-15-10-20-30_kit.ipynb"))?;
            let last = stem.rsplit_once('_').map_or(stem, |(_, login)| login);
            // Only the receipt tells where a login begins that has a separator in it.
            let told = receipts
                .get(stem)
                .filter(|(_, login)| stem.ends_with(&format!("_{login}")));
            let login = told.map_or(last, |(_, login)| login.as_str());
            Ok(Place {
                key: login.to_owned(),
                shown: login.to_owned(),
                person: Person {
                    name: told.map(|(name, _)| name.clone()),
                    ..by_login(login)
                },
                hints: hints(&[file.unwrap_or_default()]),
                handed_in: handed_in::time(time),
            })
        }
        Layout::Exchange => {
            let (login, set, time) = exchange(top)
                .filter(|_| !rest.is_empty())
                .ok_or_else(|| unlike("ada+kit+2026-01-15 10:20:30 UTC/kit.ipynb"))?;
            Ok(Place {
                key: login.to_owned(),
                shown: login.to_owned(),
                person: by_login(login),
                hints: hints(&[set, rest]),
                handed_in: handed_in::time(time),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(layout: Layout, path: &str) -> (String, Vec<String>) {
        let decided = Decided {
            layout,
            prefix: String::new(),
        };
        match place(path, &decided, &Receipts::new()) {
            Ok(place) => (place.shown, place.hints),
            Err(reason) => (reason, Vec::new()),
        }
    }

    #[test]
    fn each_platforms_names_are_taken_apart() {
        for (layout, path, shown, hints) in [
            (
                Layout::Folders,
                "ada/kit/hw_2026_02_14.ipynb",
                "ada",
                &["hw_2026_02_14.ipynb", "kit"][..],
            ),
            (
                Layout::Moodle,
                "A B_12_assignsubmission_file_/kit/a.ipynb",
                "A B_12",
                &["a.ipynb", "kit"],
            ),
            (
                Layout::Moodle,
                "A_B_12_assignsubmission_file_a.ipynb",
                "A_B_12",
                &["a.ipynb"],
            ),
            (
                Layout::Canvas,
                "doec_LATE_3_4_my_5_6_a.ipynb",
                "doec_3",
                &["my_5_6_a.ipynb"],
            ),
            (
                Layout::Blackboard,
                "H_1_ada_attempt_2026-01-15-10-20-30_a.ipynb",
                "ada",
                &["a.ipynb"],
            ),
            (
                Layout::Exchange,
                "ada+kit+2026-01-15 10:20:30 UTC+x/a.ipynb",
                "ada",
                &["a.ipynb", "kit"],
            ),
        ] {
            let hints: Vec<String> = hints.iter().map(|hint| (*hint).to_owned()).collect();
            assert_eq!(told(layout, path), (shown.to_owned(), hints), "{path}");
        }
    }

    #[test]
    fn nobody_takes_anothers_name_by_naming_a_file_or_themselves() {
        let zoe = "Zoe_9_assignsubmission_file_";
        // In a folder of their own, in a display name, in a file's name.
        assert_eq!(
            told(
                Layout::Moodle,
                &format!("Mal_6_assignsubmission_file_/{zoe}/a.ipynb")
            )
            .0,
            "Mal_6"
        );
        assert_eq!(
            told(Layout::Moodle, &format!("{zoe}_6_assignsubmission_file_/a.ipynb")).0,
            format!("{zoe}_6")
        );
        assert_eq!(
            told(
                Layout::Moodle,
                "Zoe_9_assignsubmission_file_6_assignsubmission_file_/a.ipynb"
            )
            .0,
            "Zoe_9_assignsubmission_file_6"
        );
        assert!(
            told(
                Layout::Moodle,
                &format!("Mal_6_assignsubmission_file_{zoe}a.ipynb")
            )
            .0
            .contains("not named as")
        );
        assert_eq!(told(Layout::Canvas, "mal_6_1_zoe_9_2_a.ipynb").0, "mal_6");
        let name = "H_mal_attempt_2026-01-15-10-20-30_H_zoe_attempt_2026-01-15-10-20-30_a.ipynb";
        assert_eq!(told(Layout::Blackboard, name).0, "mal");
    }

    #[test]
    fn a_receipt_tells_a_login_with_a_separator_and_the_file_its_time() {
        let text = "Name: Ada Lovelace (ada_l)\nAssignment: H\nName: Zoe (zoe)\n";
        assert_eq!(receipt(text), Some(("Ada Lovelace".into(), "ada_l".into())));
        let receipts = Receipts::from([("H_ada_l".to_owned(), receipt(text).unwrap())]);
        let decided = Decided {
            layout: Layout::Blackboard,
            prefix: String::new(),
        };
        let found = place("H_ada_l_attempt_2026-01-15-10-20-30_a.ipynb", &decided, &receipts).unwrap();
        assert_eq!(
            (found.key.as_str(), found.person.name.as_deref()),
            ("ada_l", Some("Ada Lovelace"))
        );
        assert_eq!(found.handed_in, Some(HandedIn::At("2026-01-15T10:20:30".into())));
    }
}
