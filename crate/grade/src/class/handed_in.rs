//! When something was handed in, as far as the hand-in tells.

use jiff::Timestamp;
use jiff::civil::DateTime;

/// What a platform says about the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HandedIn {
    /// As `2026-01-15T10:20:30`, in the platform's own time, or with a `Z` in UTC.
    At(String),
    /// After the platform's due date; when, it does not say.
    Late,
}

/// As platforms write times: Blackboard, nbgrader, Moodle, spreadsheets.
const FORMATS: [&str; 14] = [
    "%Y-%m-%d-%H-%M-%S",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %I:%M %p",
    "%Y-%m-%d %I:%M:%S %p",
    "%d %B %Y, %I:%M %p",
    "%d %B %Y, %I:%M:%S %p",
    "%d %B %Y, %H:%M",
    "%d %B %Y, %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%B %d, %Y, %I:%M %p",
    "%B %d, %Y, %I:%M:%S %p",
];
const MONTHS: [(&str, &str); 7] = [
    ("Januar ", "January "),
    ("Februar ", "February "),
    ("März ", "March "),
    ("Mai ", "May "),
    ("Juni ", "June "),
    ("Juli ", "July "),
    ("Oktober ", "October "),
];

/// Reads a time as platforms write it, in English and German.
pub(super) fn time(text: &str) -> Option<HandedIn> {
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(HandedIn::At(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()));
    }
    let is_utc = text.ends_with(" UTC");
    let mut plain = text
        .trim_end_matches(" UTC")
        .replace(". ", " ")
        .replace("Dezember ", "December ")
        .replace("a.m.", "AM")
        .replace("p.m.", "PM");
    for (german, english) in MONTHS {
        // “Januar ” is no part of “January ”, nor the others of theirs.
        plain = plain.replace(german, english);
    }
    // Moodle begins with the day of the week, nbgrader may end with the name of a zone.
    let without_day = plain
        .split_once("day, ")
        .or_else(|| plain.split_once("tag, "))
        .or_else(|| plain.split_once("woch, "));
    let without_day = without_day.map_or(plain.as_str(), |(_, rest)| rest);
    for format in FORMATS {
        for offset in ["%z", "%:z"] {
            if let Ok(time) = Timestamp::strptime(format!("{format} {offset}"), without_day) {
                return Some(HandedIn::At(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()));
            }
        }
    }
    let named = without_day.rsplit_once(' ').filter(|(_, word)| is_zone(word));
    let without_zone = named.map_or("", |(time, _)| time);
    let parsed = [without_day, without_zone].into_iter().find_map(|text| {
        FORMATS
            .iter()
            .find_map(|format| DateTime::strptime(format, text).ok())
    })?;
    let zone = if is_utc { "Z" } else { "" };
    Some(HandedIn::At(format!(
        "{}{zone}",
        parsed.strftime("%Y-%m-%dT%H:%M:%S")
    )))
}

/// Whether this is what a zone is called, such as “Europe/Berlin” or “CET”; half of the day is none.
fn is_zone(word: &str) -> bool {
    let is_path = word.contains('/')
        && word
            .chars()
            .all(|c| c.is_ascii_alphabetic() || "/_-+".contains(c));
    let is_short = (3..=5).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase());
    is_path || is_short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_all_platforms_are_one() {
        for text in [
            "2025-03-03-14-05-00",
            "2025-03-03 14:05:00.948203",
            "2025-03-03 14:05:00 America/Los_Angeles",
            "Monday, 3 March 2025, 2:05 PM",
            "Montag, 3. März 2025, 14:05",
            "Mittwoch, 3. März 2025, 14:05",
            "3 March 2025, 02:05 PM",
            "03.03.2025 14:05",
            "2025-03-03 02:05 PM",
            "2025-03-03 2:05:00 PM",
            "3 March 2025, 2:05:00 p.m.",
            "2025-03-03 14:05:00 CET",
        ] {
            assert_eq!(
                time(text),
                Some(HandedIn::At("2025-03-03T14:05:00".into())),
                "{text}"
            );
        }
        assert_eq!(
            time("2025-12-03 14:05:00 UTC"),
            Some(HandedIn::At("2025-12-03T14:05:00Z".into()))
        );
        assert_eq!(
            time("2025-12-03T14:05:00+02:00"),
            Some(HandedIn::At("2025-12-03T12:05:00Z".into()))
        );
        assert_eq!(
            time("Freitag, 5. Dezember 2025, 08:00"),
            Some(HandedIn::At("2025-12-05T08:00:00".into()))
        );
        for text in ["2025-12-03 14:05:00 +0200", "3 December 2025, 2:05 PM +02:00"] {
            assert_eq!(
                time(text),
                Some(HandedIn::At("2025-12-03T12:05:00Z".into())),
                "{text}"
            );
        }
        for text in ["", "-", "soon", "99.99.2025 14:05", "2025-03-03 2:05 nachm"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
