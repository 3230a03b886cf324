//! What a path tells in its layout: whose the file is, when it came, and which problem set it may be.

use std::collections::BTreeMap;

use super::layout::{Decided, Layout};
use super::platform::{blackboard, canvas, exchange, moodle};
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

/// What `path` tells, or why it tells nothing.
pub(super) fn place(path: &str, decided: &Decided, receipts: &Receipts) -> Result<Place, String> {
    let Some(inner) = path.strip_prefix(decided.prefix.as_str()) else {
        return Err(format!("lies beside {}, and was not looked at", decided.prefix));
    };
    let (top, rest) = inner.split_once('/').unwrap_or((inner, ""));
    if matches!(decided.layout, Layout::Folders | Layout::Nbgrader) {
        return match rest {
            "" => Err("lies in no student's folder: put it into STUDENT/SET/".to_owned()),
            rest => Ok(of_folder(top, rest)),
        };
    }
    if decided.layout == Layout::Sets {
        let student = rest
            .split_once('/')
            .map(|(student, rest)| of_folder(student, rest));
        let mut place = student.ok_or("lies in no student's folder: put it into SET/STUDENT/")?;
        place.hints.push(top.to_owned());
        return Ok(place);
    }
    let (found, example) = match decided.layout {
        Layout::Canvas => (of_canvas(top, rest), "lovelaceada_4711_815_kit.ipynb"),
        Layout::Blackboard => (
            of_blackboard(top, rest, receipts),
            "Homework_lovelace_attempt_2026-01-15-10-20-30_kit.ipynb",
        ),
        Layout::Exchange => (
            of_exchange(top, rest),
            "ada+kit+2026-01-15 10:20:30 UTC/kit.ipynb",
        ),
        _ => (
            of_moodle(top, rest),
            "Ada Lovelace_4711_assignsubmission_file_/kit.ipynb",
        ),
    };
    found.ok_or_else(|| {
        let platform = decided.layout.name();
        format!("is not named as {platform} names files, such as {example}")
    })
}

/// The parts of paths, the nearest to the file first.
fn hints(paths: &[&str]) -> Vec<String> {
    let nearest = paths.iter().rev().flat_map(|path| path.rsplit('/'));
    nearest
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn of_folder(top: &str, rest: &str) -> Place {
    Place {
        key: top.to_owned(),
        shown: top.to_owned(),
        person: Person {
            login: Some(top.to_owned()),
            name: Some(top.to_owned()),
            ..Person::default()
        },
        hints: hints(&[rest]),
        handed_in: None,
    }
}

fn of_moodle(top: &str, rest: &str) -> Option<Place> {
    let (name, number, file) = moodle(top, !rest.is_empty())?;
    Some(Place {
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

fn of_canvas(top: &str, rest: &str) -> Option<Place> {
    let (name, number, is_late, file) = canvas(top).filter(|_| rest.is_empty())?;
    Some(Place {
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

fn of_blackboard(top: &str, rest: &str, receipts: &Receipts) -> Option<Place> {
    let (stem, time, file) = blackboard(top).filter(|_| rest.is_empty())?;
    // Only the receipt tells where a login begins that has a separator in it.
    let told = receipts
        .get(stem)
        .filter(|(_, login)| stem.ends_with(&format!("_{login}")));
    let login = told.map(|(_, login)| login.as_str());
    Some(Place {
        // Without it two logins may end alike, and only the whole is one person's.
        key: login.unwrap_or(stem).to_owned(),
        shown: login.or(stem.rsplit('_').next()).unwrap_or(stem).to_owned(),
        person: Person {
            login: login.map(str::to_owned),
            name: told.map(|(name, _)| name.clone()).filter(|name| !name.is_empty()),
            ..Person::default()
        },
        hints: hints(&[file.unwrap_or_default()]),
        handed_in: handed_in::time(time),
    })
}

fn of_exchange(top: &str, rest: &str) -> Option<Place> {
    let (login, set, time) = exchange(top).filter(|_| !rest.is_empty())?;
    Some(Place {
        key: login.to_owned(),
        shown: login.to_owned(),
        person: Person {
            login: Some(login.to_owned()),
            ..Person::default()
        },
        hints: hints(&[set, rest]),
        handed_in: handed_in::time(time),
    })
}

#[cfg(test)]
mod tests {
    use super::super::platform::receipt;
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
        // Without receipts, whose logins end alike are two.
        let key = |name: &str| {
            place(
                &format!("{name}_attempt_2026-01-15-10-20-30_a.ipynb"),
                &decided,
                &receipts,
            )
        };
        assert_ne!(key("H_cy_b").unwrap().key, key("H_di_b").unwrap().key);
    }
}
