//! What the columns of a roster mean, by the headings that platforms and people give them, in English and German.

use super::super::names::folded;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    /// What the lecturer calls the student.
    Id,
    /// The university's number.
    Number,
    /// What the student logs in with.
    Login,
    /// An address.
    Email,
    /// The platform's own number, which stands in the names of its files. Moodle's is another for each assignment.
    Platform,
    /// The whole name.
    Name,
    /// Names by which people are called.
    First,
    /// Names of families.
    Last,
    /// When something was handed in.
    HandedIn,
}

/// Headings as they are folded.
const HEADINGS: &[(Meaning, &[&str])] = &[
    (
        Meaning::Id,
        &[
            "id",
            "student id",
            "studentid",
            "student number",
            "studentnumber",
            "key",
            "kürzel",
        ],
    ),
    (
        Meaning::Number,
        &[
            "id number",
            "idnumber",
            "id nummer",
            "matrikelnummer",
            "matrikelnr",
            "matrikel nr",
            "matrikel",
            "matr nr",
            "matriculation number",
            "registration number",
            "sis user id",
            "integration id",
        ],
    ),
    (
        Meaning::Login,
        &[
            "username",
            "user name",
            "user",
            "login",
            "login id",
            "sis login id",
            "anmeldename",
            "benutzername",
            "benutzerkennung",
            "nutzername",
            "kennung",
            "account",
            "github",
        ],
    ),
    (
        Meaning::Platform,
        &[
            "identifier",
            "identifikation",
            "moodle",
            "moodle id",
            "canvas",
            "canvas id",
            "blackboard",
            "blackboard id",
            "platform",
            "platform id",
            "participant",
            "teilnehmer",
            "teilnehmer in",
        ],
    ),
    (
        Meaning::Email,
        &[
            "email",
            "e mail",
            "mail",
            "email address",
            "e mail address",
            "e mail adresse",
            "email adresse",
            "mailadresse",
        ],
    ),
    (
        Meaning::Name,
        &[
            "name",
            "full name",
            "fullname",
            "student",
            "student name",
            "display name",
            "vollständiger name",
            "anzeigename",
            "name given",
        ],
    ),
    (
        Meaning::First,
        &[
            "first name",
            "first name s",
            "firstname",
            "given name",
            "given names",
            "vorname",
            "vorname n",
            "vornamen",
            "rufname",
        ],
    ),
    (
        Meaning::Last,
        &[
            "last name",
            "last name s",
            "lastname",
            "surname",
            "family name",
            "nachname",
            "nachname n",
            "familienname",
            "zuname",
        ],
    ),
    (
        Meaning::HandedIn,
        &[
            "last modified submission",
            "zuletzt geändert abgabe",
            "submitted",
            "submission time",
            "abgabezeit",
        ],
    ),
];

/// What a column with this heading holds; none where it is of no use here, as a group or a grade.
pub(super) fn meaning(heading: &str) -> Option<Meaning> {
    let heading = folded(heading);
    let known = HEADINGS
        .iter()
        .find(|(_, headings)| headings.contains(&heading.as_str()));
    known.map(|(meaning, _)| *meaning)
}

/// Whether what stands under this heading tells students apart, and comes from the platform or the university.
pub(in super::super) fn is_id_heading(heading: &str) -> bool {
    meaning(heading).is_some_and(|meaning| meaning < Meaning::Platform)
}

/// Whether a column with this heading holds groups.
pub(super) fn is_group(heading: &str) -> bool {
    ["group", "groups", "gruppe", "gruppen"].contains(&folded(heading).as_str())
}

/// What Moodle puts before its numbers.
const PARTICIPANT: [&str; 4] = ["participant", "teilnehmer in", "teilnehmer", "teilnehmerin"];

/// Of “Participant 4711” the number, as the names of files have it.
pub(super) fn platform_number(cell: &str) -> Option<&str> {
    let words = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &cell[words.len()..];
    (!number.is_empty() && PARTICIPANT.contains(&folded(words).as_str())).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_platforms_are_known_in_both_languages() {
        for (heading, expected) in [
            ("ID number", Meaning::Number),
            ("Matrikelnummer", Meaning::Number),
            ("SIS Login ID", Meaning::Login),
            ("first_name", Meaning::First),
            ("Vorname", Meaning::First),
            ("Surname", Meaning::Last),
            ("E-Mail-Adresse", Meaning::Email),
            ("Vollsta\u{308}ndiger Name", Meaning::Name),
            ("Last modified (submission)", Meaning::HandedIn),
            ("Zuletzt geändert (Abgabe)", Meaning::HandedIn),
            ("Identifier", Meaning::Platform),
        ] {
            assert_eq!(meaning(heading), Some(expected), "{heading}");
        }
        for heading in [
            "Group",
            "Gruppen",
            "Section",
            "Status",
            "Homework 1 (99)",
            "Grade",
            "Last modified (grade)",
        ] {
            assert_eq!(meaning(heading), None, "{heading}");
        }
    }

    #[test]
    fn a_participants_number_is_taken_out_of_its_words() {
        assert_eq!(platform_number("Participant 4711"), Some("4711"));
        assert_eq!(platform_number("Teilnehmer/in4711"), Some("4711"));
        assert_eq!(platform_number("4711"), None);
        assert_eq!(platform_number("Participant"), None);
        // A number of the university's is none of the platform's.
        assert_eq!(platform_number("s4711"), None);
    }
}
