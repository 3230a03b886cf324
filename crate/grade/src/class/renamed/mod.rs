//! Students who are called otherwise than at an earlier run, because somebody corrected the roster: whose results, and whose
//! points that people gave, go along.
//!
//! A hand-in is known again by what its layout says of it (`Origin`). Nothing is taken from anybody who is still in the class,
//! but where names went round: each of them has another's, and all have one. What is not sure is not moved but told, and
//! `--renamed OLD=NEW` decides.

mod begun;
mod moving;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

use super::collect::Work;
use super::roster::Roster;
use super::store::Known;
use crate::problem_set::ProblemSet;

pub(super) use moving::{carry_out, finish};

/// The results of one problem set that get another name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Move {
    pub(crate) student: String,
    pub(crate) set: String,
    pub(crate) to: String,
}

/// What is moved, and what a person should know of it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Plan {
    pub(super) moves: Vec<Move>,
    pub(super) notes: Vec<String>,
}

/// `OLD=NEW`
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((old, new)) if !old.is_empty() && !new.is_empty() && old != new => {
            Ok((old.to_owned(), new.to_owned()))
        }
        _ => Err("write it as OLD=NEW, the student's name in grades.csv before and now".to_owned()),
    }
}

/// An error where somebody is named who does not exist.
pub(super) fn check(
    named: &[(String, String)],
    known: &[Known],
    works: &[Work],
    roster: &Roster,
) -> Result<()> {
    for (old, new) in named {
        if !known.iter().any(|known| known.student == *old) {
            bail!(
                "--renamed {old}={new}: no earlier run knows {old}. Names are those of grades.csv's first column"
            );
        }
        let is_here = works.iter().any(|work| work.student == *new);
        if !is_here && !roster.students.contains_key(new) {
            bail!("--renamed {old}={new}: nobody is called {new}, in this hand-in or in the roster");
        }
    }
    Ok(())
}

/// Who is whom: `known` is what earlier runs graded, `named` what the lecturer says.
pub(super) fn plan(
    known: &[Known],
    works: &[Work],
    sets: &[ProblemSet],
    roster: &Roster,
    named: &[(String, String)],
) -> Plan {
    let now = known_again(works, sets);
    let here: BTreeSet<&str> = works.iter().map(|work| work.student.as_str()).collect();
    let mut moves = Vec::new();
    let mut doubtful = Vec::new();
    for one in known {
        let by_word = named
            .iter()
            .find(|(old, _)| *old == one.student)
            .map(|(_, new)| new.as_str());
        let same = now.get(&(one.from.clone(), one.set.as_str())).copied();
        let is_gone = !here.contains(one.student.as_str()) && !roster.students.contains_key(&one.student);
        let to = match by_word {
            Some(to) => Some(to),
            // What this run does not see goes where all that it sees of the student goes.
            None if is_gone => same.or_else(|| only_name(&one.student, known, &now)),
            None => same.filter(|same| {
                let is_sure = *same == one.student || is_exchanged(one, known, &now);
                if !is_sure {
                    let (old, set) = (&one.student, &one.set);
                    doubtful.push(format!(
                        "{old}, {set}: what was {old}'s is handed in by {same} now, and {old} is still in the class, so nothing was \
                         moved. If it shall go along, say --renamed {old}={same}"
                    ));
                }
                is_sure
            }),
        };
        if let Some(to) = to.filter(|to| *to != one.student) {
            moves.push(Move {
                student: one.student.clone(),
                set: one.set.clone(),
                to: to.to_owned(),
            });
        }
    }
    let mut plan = without_collisions(moves, known);
    plan.notes.extend(doubtful);
    plan
}

/// Whose each hand-in is now, by what it is known by and the problem set. What two have tells nothing of either.
fn known_again<'w>(works: &'w [Work], sets: &'w [ProblemSet]) -> BTreeMap<(String, &'w str), &'w str> {
    let mut students: BTreeMap<(String, &str), BTreeSet<&str>> = BTreeMap::new();
    for work in works {
        let key = (work.origin.identity(), sets[work.set].name.as_str());
        students.entry(key).or_default().insert(&work.student);
    }
    let alone = students.into_iter().filter(|(_, students)| students.len() == 1);
    alone
        .filter_map(|(key, students)| Some((key, *students.first()?)))
        .collect()
}

/// Whether the names went round: whoever has the hand-in of `one` now, their own has another, and so on until somebody has that
/// name.
fn is_exchanged(one: &Known, known: &[Known], now: &BTreeMap<(String, &str), &str>) -> bool {
    let mut at = one;
    for _ in known {
        let Some(next) = now.get(&(at.from.clone(), one.set.as_str())) else {
            return false;
        };
        if *next == one.student {
            return true;
        }
        let of_next = |known: &&Known| known.student == *next && known.set == one.set;
        let Some(found) = known.iter().find(of_next) else {
            return false;
        };
        at = found;
    }
    false
}

/// The one name that all hand-ins of `student` have now, as far as this run sees them.
fn only_name<'n>(student: &str, known: &[Known], now: &BTreeMap<(String, &str), &'n str>) -> Option<&'n str> {
    let own = known.iter().filter(|one| one.student == student);
    let names: BTreeSet<&str> = own
        .filter_map(|one| now.get(&(one.from.clone(), one.set.as_str())).copied())
        .collect();
    match names.into_iter().collect::<Vec<_>>()[..] {
        [one] => Some(one),
        _ => None,
    }
}

/// Leaves out what would take the place of other results.
fn without_collisions(mut moves: Vec<Move>, known: &[Known]) -> Plan {
    let mut notes = Vec::new();
    loop {
        let leaves =
            |student: &str, set: &str| moves.iter().any(|one| one.student == student && one.set == set);
        let is_taken = |one: &Move| {
            let is_there = known
                .iter()
                .any(|known| known.student == one.to && known.set == one.set);
            let rivals = moves
                .iter()
                .filter(|other| other.to == one.to && other.set == one.set);
            (is_there && !leaves(&one.to, &one.set)) || rivals.count() > 1
        };
        let Some(at) = moves.iter().position(is_taken) else {
            break;
        };
        let Move { student, set, to } = moves.remove(at);
        notes.push(format!(
            "{student}, {set}: is {to}'s now, who has results of that set already; those of {student}, and points that people \
             gave there, are kept as they were"
        ));
    }
    let mut told: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for one in &moves {
        told.entry((&one.student, &one.to)).or_default().push(&one.set);
    }
    notes.extend(told.iter().map(|((old, new), sets)| {
        format!(
            "{old} is called {new} now: the results of {}, and the points that people gave there, went along",
            sets.join(", ")
        )
    }));
    Plan { moves, notes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::collect::Origin;
    use crate::class::table::tests::sets;

    /// By a path, or by a number of Moodle's.
    fn origin(from: &str) -> Origin {
        match from.strip_prefix("moodle ") {
            Some(number) => Origin::Moodle {
                name: String::new(),
                number: number.into(),
            },
            None => Origin::Path(from.into()),
        }
    }

    fn known(student: &str, set: &str, from: &str) -> Known {
        Known {
            student: student.into(),
            set: set.into(),
            from: origin(from).identity(),
        }
    }

    fn work(student: &str, from: &str) -> Work {
        Work {
            student: student.into(),
            set: 0,
            notebook: Err("none".into()),
            path: String::new(),
            origin: origin(from),
            notes: Vec::new(),
            handed_in: None,
        }
    }

    fn planned(earlier: &[Known], works: &[Work], named: &[(String, String)]) -> Vec<String> {
        let roster = Roster::parse("id,name\ns1,Ada\ns2,Bea\ns3,Cy\n").unwrap();
        let plan = plan(earlier, works, &sets(), &roster, named);
        let moves = plan.moves.iter();
        moves
            .map(|one| format!("{}/{} → {}", one.student, one.set, one.to))
            .chain(
                plan.notes
                    .iter()
                    .filter(|note| note.contains("as they were"))
                    .cloned(),
            )
            .collect()
    }

    #[test]
    fn the_same_hand_in_of_another_name_is_the_same_student() {
        let earlier = [
            known("x1", "01", "ada/01.ipynb"),
            known("x1", "02", "ada/02.ipynb"),
        ];
        let works = [work("s1", "ada/01.ipynb")];
        // What this run does not see goes along, for x1 is nobody any more.
        assert_eq!(planned(&earlier, &works, &[]), ["x1/01 → s1", "x1/02 → s1"]);
        let earlier = [known("x1", "01", "moodle 7")];
        assert_eq!(planned(&earlier, &[work("s1", "moodle 7")], &[]), ["x1/01 → s1"]);
        assert!(planned(&earlier, &[work("x1", "moodle 7")], &[]).is_empty());
        // A file's name that looks like it is another thing.
        let file = Origin::Path("moodle 7".into());
        assert_ne!(file.identity(), origin("moodle 7").identity());
    }

    #[test]
    fn two_whose_names_were_exchanged_are_exchanged() {
        let earlier = [known("s1", "01", "a.ipynb"), known("s2", "01", "b.ipynb")];
        let works = [work("s2", "a.ipynb"), work("s1", "b.ipynb")];
        assert_eq!(planned(&earlier, &works, &[]), ["s1/01 → s2", "s2/01 → s1"]);
        // Three as well, but not where one is missing.
        let earlier = ["s1", "s2", "s3"].map(|student| known(student, "01", &format!("{student}.ipynb")));
        let works = [
            work("s2", "s1.ipynb"),
            work("s3", "s2.ipynb"),
            work("s1", "s3.ipynb"),
        ];
        let round = ["s1/01 → s2", "s2/01 → s3", "s3/01 → s1"];
        assert_eq!(planned(&earlier, &works, &[]), round);
        assert!(planned(&earlier, &works[..2], &[]).is_empty());
    }

    #[test]
    fn nothing_is_taken_from_whoever_is_still_in_the_class() {
        let roster = Roster::parse("id,name\ns1,Ada\ns2,Bea\n").unwrap();
        for works in [
            vec![work("s2", "a.ipynb")],
            vec![work("s1", "b.ipynb"), work("s2", "a.ipynb")],
        ] {
            let told = plan(&[known("s1", "01", "a.ipynb")], &works, &sets(), &roster, &[]);
            assert!(told.moves.is_empty());
            assert!(told.notes[0].contains("say --renamed s1=s2"), "{:?}", told.notes);
        }
        // Not in the roster, but in the hand-in.
        let works = [work("x1", "b.ipynb"), work("s2", "a.ipynb")];
        assert!(planned(&[known("x1", "01", "a.ipynb")], &works, &[]).is_empty());
    }

    #[test]
    fn what_two_have_tells_nothing_of_either() {
        let works = [work("s1", "moodle 7"), work("s2", "moodle 7")];
        assert!(planned(&[known("x1", "01", "moodle 7")], &works, &[]).is_empty());
    }

    #[test]
    fn nothing_takes_the_place_of_other_results() {
        let earlier = [
            known("x1", "01", "a.ipynb"),
            known("s1", "01", "b.ipynb"),
            known("x1", "02", "c.ipynb"),
        ];
        let works = [work("s1", "a.ipynb")];
        let said = planned(&earlier, &works, &[]);
        assert_eq!(said[0], "x1/02 → s1");
        assert!(
            said[1].starts_with("x1, 01: is s1's now") && said.len() == 2,
            "{said:?}"
        );
    }

    #[test]
    fn what_cannot_be_known_is_for_the_lecturer_to_say() {
        let earlier = [known("x1", "01", "a.ipynb")];
        let works = [work("s1", "other.ipynb")];
        assert!(planned(&earlier, &works, &[]).is_empty());
        let named = [pair("x1=s1").unwrap()];
        assert_eq!(planned(&earlier, &works, &named), ["x1/01 → s1"]);
        let roster = Roster::default();
        assert!(check(&named, &earlier, &works, &roster).is_ok());
        for (wrong, part) in [
            ("x2=s1", "no earlier run knows x2"),
            ("x1=s9", "nobody is called s9"),
        ] {
            let error = check(&[pair(wrong).unwrap()], &earlier, &works, &roster).unwrap_err();
            assert!(error.to_string().contains(part), "{error}");
        }
        assert!(pair("x1").is_err() && pair("=x").is_err() && pair("a=a").is_err());
    }
}
