//! Due dates: who was late, and what it costs. Off unless the course folder has a `due.toml`:
//!
//! ```toml
//! due = "2026-12-01T23:59:00+01:00[Europe/Berlin]"    # or without the zone: clocks are never changed then
//! grace = "15 minutes"         # later than this is late, and counts from the due date
//! penalty = 10                 # percent of a problem set's points …
//! per = "day"                  # … for each day or hour that has begun
//! most = 50                    # percent, at most
//!
//! [set.02_softmax]             # where one has a due date of its own
//! due = "2026-12-08T23:59:00+01:00"
//!
//! [extension]                  # for one student, where it is later than the due date
//! s4711 = "2026-12-15T23:59:00+01:00"
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use jiff::SignedDuration;
use serde::{Deserialize, Deserializer};

mod time;

use time::Time;

const FILE: &str = "due.toml";

/// When problem sets are due.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Due {
    #[serde(rename = "due")]
    whole: Option<Time>,
    #[serde(default, deserialize_with = "duration")]
    grace: SignedDuration,
    #[serde(default)]
    penalty: f64,
    #[serde(default)]
    per: Per,
    #[serde(default = "all")]
    most: f64,
    #[serde(default)]
    set: BTreeMap<String, Set>,
    #[serde(default)]
    extension: BTreeMap<String, Time>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    due: Time,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Per {
    #[default]
    Day,
    Hour,
}

impl Per {
    fn seconds(self) -> i64 {
        match self {
            Per::Day => 24 * 60 * 60,
            Per::Hour => 60 * 60,
        }
    }
}

/// How a submission stands to its due date.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Lateness {
    /// There is no due date, or it was kept.
    InTime,
    /// Nobody knows when it was handed in, which costs nothing.
    Unknown,
    /// It came after the due date.
    Late {
        /// How much, in words.
        by: String,
        /// What it costs, as a share of the problem set's points.
        share: f64,
    },
}

impl Due {
    /// The due dates of a course; none where it has no `due.toml`.
    pub(crate) fn read(course: &Path, sets: &[&str]) -> Result<Option<Self>> {
        let path = course.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            other => other.with_context(|| format!("{}: cannot be read", path.display()))?,
        };
        let due = Self::parse(&text, sets).with_context(|| format!("{}: is wrong", path.display()))?;
        Ok(Some(due))
    }

    fn parse(text: &str, sets: &[&str]) -> Result<Self> {
        let due: Self = toml::from_str(text)?;
        if let Some(name) = due.set.keys().find(|name| !sets.contains(&name.as_str())) {
            bail!("there is no problem set {name}. There are: {}", sets.join(", "));
        }
        for (name, percent) in [("penalty", due.penalty), ("most", due.most)] {
            if !(0.0..=100.0).contains(&percent) {
                bail!("{name} = {percent} is no share: it is given in percent, from 0 to 100");
            }
        }
        Ok(due)
    }

    /// The students who are named in it.
    pub(crate) fn students(&self) -> impl Iterator<Item = &str> {
        self.extension.keys().map(String::as_str)
    }

    /// Whether lateness costs anything.
    pub(crate) fn has_penalty(&self) -> bool {
        self.penalty > 0.0
    }

    /// Until when `student` has time, by an extension of their own, in words.
    pub(crate) fn extension(&self, student: &str) -> Option<String> {
        let time = self.extension.get(student)?;
        let at = time.zone.to_datetime(time.at);
        Some(at.strftime("%Y-%m-%d %H:%M").to_string())
    }

    /// How `student`'s submission to `set` stands. A time is as RFC 3339 writes it; one without its offset is told by
    /// the clocks of the due date, as a platform of the same place writes it.
    pub(crate) fn lateness(&self, student: &str, set: &str, handed_in: Option<&str>) -> Lateness {
        let own = self.extension.get(student);
        let of_set = self.set.get(set).map(|set| &set.due);
        // An extension gives time and never takes any.
        let usual = of_set.or(self.whole.as_ref());
        let later = |own| usual.into_iter().chain([own]).max_by_key(|time: &&Time| time.at);
        let Some(due) = own.and_then(later).or(usual) else {
            return Lateness::InTime;
        };
        // All are told by the same clocks, and one with a zone knows when they are changed.
        let all = [Some(due), usual, self.whole.as_ref()].into_iter().flatten();
        let clock = all.into_iter().find(|time| time.has_zone()).unwrap_or(due);
        let Some(handed_in) = handed_in.and_then(|time| clock.same_clock(time)) else {
            return Lateness::Unknown;
        };
        let late = handed_in.duration_since(due.at);
        if late <= self.grace || late <= SignedDuration::ZERO {
            return Lateness::InTime;
        }
        let begun = late.as_secs().max(1).div_euclid(self.per.seconds())
            + i64::from(late.as_secs().max(1).rem_euclid(self.per.seconds()) > 0);
        let percent = (self.penalty * begun as f64).min(self.most);
        Lateness::Late {
            by: in_words(late),
            share: percent / 100.0,
        }
    }
}

fn in_words(late: SignedDuration) -> String {
    let minutes = late.as_secs().div_euclid(60).max(1);
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

fn all() -> f64 {
    100.0
}

fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SignedDuration, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse()
        .map_err(|_| serde::de::Error::custom(format!("{text} is no duration: write it as “15 minutes”")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUE: &str = "due = \"2026-12-01T23:59:00+01:00\"\n";

    fn due(rest: &str) -> Due {
        Due::parse(&format!("{DUE}{rest}"), &["01", "02"]).unwrap()
    }

    /// What it costs, in percent.
    fn percent(due: &Due, student: &str, set: &str, at: &str) -> i64 {
        match due.lateness(student, set, Some(at)) {
            Lateness::Late { share, .. } => (share * 100.0).round() as i64,
            Lateness::InTime => 0,
            Lateness::Unknown => -1,
        }
    }

    #[test]
    fn each_day_that_has_begun_costs_its_share_up_to_the_most() {
        let due = due("grace = \"15 minutes\"\npenalty = 10\nmost = 25");
        for (at, expected) in [
            ("2026-12-01T22:59:00Z", 0),
            ("2026-12-01T23:13:59Z", 0),
            // Past the grace, it counts from the due date.
            ("2026-12-01T23:14:01Z", 10),
            ("2026-12-02T23:59:00+01:00", 10),
            ("2026-12-02T23:59:01+01:00", 20),
            ("2026-12-31T00:00:00+01:00", 25),
        ] {
            assert_eq!(percent(&due, "ada", "01", at), expected, "{at}");
        }
    }

    #[test]
    fn an_extension_comes_before_a_sets_own_date_and_that_before_the_courses() {
        let due = due(
            "penalty = 1\nper = \"hour\"\n[set.02]\ndue = 2026-12-02T23:59:00+01:00\n[extension]\nbea = \"2026-12-03T23:59:00+01:00\"",
        );
        let at = "2026-12-03T01:00:00+01:00";
        assert_eq!(percent(&due, "ada", "01", at), 26);
        assert_eq!(percent(&due, "ada", "02", at), 2);
        assert_eq!(percent(&due, "bea", "01", at), 0);
        // It takes no time away where a set is due later.
        let later = self::due(
            "penalty = 1\n[set.02]\ndue = 2027-01-31T23:59:00+01:00\n[extension]\nbea = \"2026-12-15T23:59:00+01:00\"",
        );
        assert_eq!(percent(&later, "bea", "02", "2027-01-20T00:00:00+01:00"), 0);
        assert_eq!(due.students().collect::<Vec<_>>(), ["bea"]);
        assert_eq!(due.extension("bea").as_deref(), Some("2026-12-03 23:59"));
        assert_eq!(due.extension("ada"), None);
        let late = due.lateness("ada", "01", Some(at));
        assert!(matches!(late, Lateness::Late { by, .. } if by == "1 d 1 h"));
    }

    #[test]
    fn a_time_without_its_place_is_of_the_due_dates_place() {
        let due = due("penalty = 10");
        assert_eq!(percent(&due, "ada", "01", "2026-12-01T23:58:00"), 0);
        assert_eq!(percent(&due, "ada", "01", "2026-12-02T00:10:00"), 10);
        assert_eq!(percent(&due, "ada", "01", "2026-12-01T23:10:00Z"), 10);
    }

    #[test]
    fn a_zone_knows_when_its_clocks_are_changed() {
        let at = "2027-03-29T00:30:00";
        let of = |due: &str| {
            let due = Due::parse(&format!("due = \"{due}\"\npenalty = 1\nper = \"hour\""), &["01"]).unwrap();
            percent(&due, "ada", "01", at)
        };
        // In that night an hour is left out.
        assert_eq!(of("2027-03-27T23:59:00+01:00[Europe/Berlin]"), 24);
        assert_eq!(of("2027-03-27T23:59:00[Europe/Berlin]"), 24);
        assert_eq!(of("2027-03-27T23:59:00+01:00"), 25);
        let extended = Due::parse(
            "due = \"2027-03-01T23:59:00+01:00[Europe/Berlin]\"\npenalty = 1\nper = \"hour\"\n\
             [extension]\nada = \"2027-03-27T23:59:00+01:00\"",
            &["01"],
        );
        assert_eq!(percent(&extended.unwrap(), "ada", "01", at), 24);
    }

    #[test]
    fn without_a_time_there_is_no_penalty() {
        let with_date = due("penalty = 10");
        assert_eq!(with_date.lateness("ada", "01", None), Lateness::Unknown);
        assert_eq!(
            with_date.lateness("ada", "01", Some("yesterday")),
            Lateness::Unknown
        );
        let only = Due::parse(
            "penalty = 10\n[set.02]\ndue = 2026-12-02T23:59:00Z",
            &["01", "02"],
        )
        .unwrap();
        assert_eq!(only.lateness("ada", "01", None), Lateness::InTime);
    }

    #[test]
    fn what_a_new_course_has_of_it_is_off_and_right_once_filled_in() {
        let example = include_str!("../../course/due.toml");
        let sets = &["01_sisters"];
        let untouched = Due::parse(example, sets).unwrap();
        let late = Some("2027-12-31T00:00:00Z");
        assert_eq!(untouched.lateness("ada", "01_sisters", late), Lateness::InTime);
        let lines = example.lines().filter_map(|line| line.strip_prefix("# "));
        let filled: Vec<&str> = lines
            .filter(|line| line.contains(" = ") || line.starts_with('['))
            .collect();
        let filled = Due::parse(&filled.join("\n"), sets).unwrap();
        assert!(filled.has_penalty() && filled.students().eq(["s4711"]));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, part) in [
            ("due = \"2026-12-01 23:59\"", "2026-12-01T23:59:00+01:00"),
            ("due = 2026-12-01", "2026-12-01T23:59:00+01:00"),
            (
                "due = \"2026-12-01T23:59:00+01:00[Europe/Atlantis]\"",
                "[Europe/Berlin]",
            ),
            (
                "due = \"2026-12-01T23:59:00+05:00[Europe/Berlin]\"",
                "[Europe/Berlin]",
            ),
            ("penalty = 110", "penalty = 110"),
            ("grace = \"soon\"", "15 minutes"),
            ("[set.03]\ndue = 2026-12-02T23:59:00Z", "There are: 01, 02"),
            ("deu = \"x\"", "unknown field `deu`"),
            ("per = \"week\"", "expected `day` or `hour`"),
        ] {
            let error = format!("{:#}", Due::parse(text, &["01", "02"]).unwrap_err());
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
