//! Which student of the class each person of a hand-in is. Where that is not sure, nobody is guessed: whoever is not known
//! has a row of their own, and the lecturer is told.

use std::collections::BTreeMap;

use super::place::Place;
use crate::class::counted::counted;
use crate::class::names::{folder, harmless};
use crate::class::roster::{Evidence, Found, Roster};

/// Whose is what.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Assigned {
    /// The student of each person, by the person's key.
    pub(super) students: BTreeMap<String, String>,
    /// What a lecturer should know.
    pub(super) notes: Vec<String>,
}

/// Finds the student of each person, of whom `persons` has one file's place each.
pub(super) fn assign(persons: &BTreeMap<String, Place>, roster: &Roster) -> Assigned {
    let mut assigned = Assigned::default();
    let mut folders = roster.folders.clone();
    let mut claims: BTreeMap<String, Vec<(Evidence, &str)>> = BTreeMap::new();
    let mut by_name: Vec<&str> = Vec::new();
    let mut unknown: Vec<(&str, String)> = Vec::new();
    for (key, place) in persons {
        match roster.find(&place.person) {
            Found::Student { id, evidence, named } => {
                if let Some(named) = named {
                    assigned.notes.push(format!(
                        "“{}” is {id} by number or id, and has the name of {named}: the number counts",
                        harmless(&place.shown)
                    ));
                }
                if evidence == Evidence::Name && place.person.number.is_some() {
                    by_name.push(key);
                }
                claims.entry(id).or_default().push((evidence, key));
            }
            Found::Tie(ids) => unknown.push((
                key,
                format!("may be {}, and nothing tells which", ids.join(" or ")),
            )),
            Found::Nobody => unknown.push((key, "is not in the roster".to_owned())),
        }
    }
    for (id, mut claimed) in claims {
        claimed.sort();
        let best = claimed[0].0;
        let mut winners = claimed.iter().filter(|(evidence, _)| *evidence == best);
        let winner = winners.next().filter(|_| winners.next().is_none());
        if let Some((_, key)) = winner {
            assigned.students.insert((*key).to_owned(), id.clone());
        }
        let rivals = claimed.iter().filter(|claim| Some(*claim) != winner);
        for (_, key) in rivals {
            let reason = match winner {
                Some((_, winner)) => format!(
                    "may be {id}, who “{}” is more surely",
                    harmless(&persons[*winner].shown)
                ),
                None => format!("may be {id}, as others may who handed in"),
            };
            unknown.push((key, reason));
        }
    }
    let by_name = by_name
        .into_iter()
        .filter(|key| assigned.students.contains_key(*key))
        .count();
    if by_name > 0 {
        assigned.notes.push(format!(
            "{} known by name alone, which students may change: the roster lacks the platform's number",
            counted(by_name, "student")
        ));
    }
    unknown.sort();
    for (key, reason) in unknown {
        let own = folders.claim(&persons[key].shown);
        let plain = folder(&persons[key].shown);
        if own != plain {
            assigned.notes.push(format!(
                "“{}” has the results {own}, for another has {plain}",
                harmless(&persons[key].shown)
            ));
        }
        if !roster.students.is_empty() {
            assigned.notes.push(format!(
                "“{}” {reason}: graded as {own}. Put the platform's number or id into the roster to change that",
                harmless(&persons[key].shown)
            ));
        }
        assigned.students.insert(key.to_owned(), own);
    }
    assigned
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::roster::Person;

    fn moodle(number: &str, name: &str) -> Place {
        Place {
            key: number.into(),
            shown: format!("{name}_{number}"),
            person: Person {
                number: Some(number.into()),
                name: Some(name.into()),
                ..Person::default()
            },
            ..Place::default()
        }
    }

    fn by_folder(name: &str) -> Place {
        Place {
            key: name.into(),
            shown: name.into(),
            person: Person {
                login: Some(name.into()),
                name: Some(name.into()),
                ..Person::default()
            },
            ..Place::default()
        }
    }

    fn assigned(places: Vec<Place>, roster: &str) -> (Vec<String>, Vec<String>) {
        let persons = places
            .into_iter()
            .map(|place| (place.key.clone(), place))
            .collect();
        let roster = match roster {
            "" => Roster::default(),
            text => Roster::parse(text).unwrap(),
        };
        let found = assign(&persons, &roster);
        let pairs = found
            .students
            .iter()
            .map(|(key, student)| format!("{key}: {student}"));
        (pairs.collect(), found.notes)
    }

    #[test]
    fn a_taken_name_takes_no_row() {
        let roster = "id,name,moodle\ns1,Zoe Zed,900\ns2,Mal Lory,666\n";
        let (students, notes) = assigned(vec![moodle("900", "Zoe Zed"), moodle("666", "Zoe Zed")], roster);
        assert_eq!(students, ["666: s2", "900: s1"]);
        assert!(
            notes.len() == 1 && notes[0].contains("has the name of s1"),
            "{notes:?}"
        );
        // Without its number in the roster, it is a stranger.
        let (students, notes) = assigned(vec![moodle("900", "Zoe Zed"), moodle("7", "Zoe Zed")], roster);
        assert_eq!(students, ["7: Zoe_Zed_7", "900: s1"]);
        assert!(notes.len() == 1 && notes[0].contains("more surely"), "{notes:?}");
        // With names alone in the roster, nobody can say.
        let (students, notes) = assigned(vec![moodle("1", "Zoe Zed")], "id,name\ns1,Zoe Zed\n");
        assert_eq!(students, ["1: s1"]);
        assert!(
            notes.len() == 1 && notes[0].starts_with("1 student known by name alone"),
            "{notes:?}"
        );
        let (students, notes) = assigned(
            vec![moodle("1", "Zoe Zed"), moodle("2", "zoe zed")],
            "id,name\ns1,Zoe Zed\n",
        );
        assert_eq!(students, ["1: Zoe_Zed_1", "2: zoe_zed_2"]);
        assert_eq!(notes.len(), 2);
    }

    #[test]
    fn two_students_of_one_name_are_reported() {
        let (students, notes) = assigned(
            vec![by_folder("Anna Meier")],
            "id,name\ns1,Anna Meier\ns2,Anna Meier\n",
        );
        assert_eq!(students, ["Anna Meier: Anna_Meier"]);
        assert!(notes[0].contains("may be s1 or s2"), "{notes:?}");
    }

    #[test]
    fn names_of_macs_and_strangers_are_told() {
        let (students, notes) = assigned(
            vec![by_folder("Zoe\u{308} Mu\u{308}ller"), by_folder("\u{1b}[2Jmal")],
            "id,name\ns1,Zoë Müller\n",
        );
        assert_eq!(
            students,
            ["\u{1b}[2Jmal: __2Jmal", "Zoe\u{308} Mu\u{308}ller: s1"]
        );
        assert!(
            notes.len() == 1 && notes[0].contains("is not in the roster: graded as __2Jmal"),
            "{notes:?}"
        );
        assert!(!notes[0].contains('\u{1b}'));
    }

    #[test]
    fn folders_that_differ_in_case_are_two_students() {
        let (students, notes) = assigned(vec![by_folder("ada"), by_folder("Ada")], "");
        assert!(
            students[0] == "Ada: Ada" && students[1].starts_with("ada: ada-"),
            "{students:?}"
        );
        assert!(
            notes.len() == 1 && notes[0].contains("for another has ada"),
            "{notes:?}"
        );
        let (students, _) = assigned(vec![by_folder("ada"), by_folder("Ada")], "id,name\nada,A\n");
        assert!(
            students[0].starts_with("Ada: Ada-") && students[1] == "ada: ada",
            "{students:?}"
        );
    }
}
