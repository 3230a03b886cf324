//! What lateness costs the class: computed anew by each run from the times that are known, so that a corrected due date or
//! an extension counts for everybody, whatever this run looks at.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};
use host::file;
use serde::{Deserialize, Serialize};

use super::due::{Due, Lateness};
use super::handed_in::HandedIn;
use super::markers::Renamed;
use super::marks::Mark;
use super::table::{Penalties, written};
use crate::problem_set::ProblemSet;

const FILE: &str = "late.json";

/// A submission whose time is known, or which cost something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct One {
    student: String,
    set: String,
    #[serde(default)]
    handed_in: Option<String>,
    /// The points that were subtracted when it was last counted.
    #[serde(default)]
    points: f64,
}

/// What a class's lateness costs.
#[derive(Debug, Default)]
pub(crate) struct Late {
    all: Vec<One>,
    /// None where lateness costs nothing.
    pub(crate) penalties: Option<Penalties>,
    pub(crate) notes: Vec<String>,
    /// How much too late, and what that costs as a share of the problem set's points.
    shares: BTreeMap<(String, String), (String, f64)>,
    extensions: BTreeMap<String, String>,
}

/// Gives what is known to the students' new names.
pub(super) fn rename(out: &Path, renamed: &Renamed) -> Result<()> {
    let path = out.join(FILE);
    let bytes = match std::fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        bytes => bytes.with_context(|| format!("{}: cannot be read", path.display()))?,
    };
    let mut all: Vec<One> = serde_json::from_slice(&bytes).unwrap_or_default();
    for one in &mut all {
        if let Some(to) = renamed(&one.student, &one.set) {
            one.student = to;
        }
    }
    file::write(&path, &serde_json::to_vec_pretty(&all)?)
}

/// A submission: student, problem set, and when it was handed in, where that is known.
pub(super) type Submission<'a> = (&'a str, &'a str, Option<&'a HandedIn>);

/// Points that lateness cost at the last run and costs now: student, problem set, before, now.
pub(crate) type Moved = (String, String, f64, f64);

impl Late {
    /// Looks at the submissions of this run, and at what is known of earlier ones.
    pub(super) fn of(out: &Path, due: Option<&Due>, submissions: &[Submission]) -> Self {
        let known = std::fs::read(out.join(FILE)).ok();
        let mut all: Vec<One> = known
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let mut late = Self::default();
        let mut unknown = Vec::new();
        for (student, set, handed_in) in submissions {
            let index = all
                .iter()
                .position(|one| one.student == *student && one.set == *set);
            let index = index.unwrap_or_else(|| {
                all.push(One {
                    student: (*student).to_owned(),
                    set: (*set).to_owned(),
                    handed_in: None,
                    points: 0.0,
                });
                all.len() - 1
            });
            all[index].handed_in = match handed_in {
                Some(HandedIn::At(time)) => Some(time.clone()),
                Some(HandedIn::Late) if due.is_some() => {
                    late.notes.push(format!(
                        "{student}, {set}: was handed in late as the platform says, but not when: no penalty"
                    ));
                    None
                }
                _ => None,
            };
            let is_told = matches!(handed_in, Some(HandedIn::Late));
            let time = all[index].handed_in.as_deref();
            if due.is_some_and(|due| due.lateness(student, set, time) == Lateness::Unknown) && !is_told {
                unknown.push(format!("{student}, {set}"));
            }
        }
        late.all = all;
        let Some(due) = due else { return late };
        late.penalties = due.has_penalty().then(Penalties::new);
        for one in &late.all {
            if let Some(until) = due.extension(&one.student) {
                late.extensions.insert(one.student.clone(), until);
            }
            let lateness = due.lateness(&one.student, &one.set, one.handed_in.as_deref());
            if let Lateness::Late { by, share } = lateness {
                late.shares
                    .insert((one.student.clone(), one.set.clone()), (by, share));
            }
        }
        if !unknown.is_empty() {
            let whose = if unknown.len() == submissions.len() {
                "any submission".to_owned()
            } else {
                unknown.join("; ")
            };
            late.notes.push(format!(
                "there are due dates, but no time of handing in is known for {whose}: no penalty there"
            ));
        }
        late
    }

    /// Turns shares into points. Nobody loses more than was reached. What differs from what was counted last.
    pub(crate) fn count(&mut self, sets: &[ProblemSet], marks: &[Mark]) -> Vec<Moved> {
        let mut reached: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        for mark in marks {
            *reached.entry((&mark.student, &mark.set)).or_default() += mark.points().unwrap_or_default();
        }
        let mut moved = Vec::new();
        for one in &mut self.all {
            let key = (one.student.clone(), one.set.clone());
            let set = sets.iter().find(|set| set.name == one.set);
            let share = self.shares.get(&key);
            let mut points = 0.0;
            if let (Some(set), Some((by, share)), Some(penalties)) = (set, share, &mut self.penalties) {
                let reached = reached.get(&(one.student.as_str(), one.set.as_str()));
                points = (share * set.points()).min(reached.copied().unwrap_or_default().max(0.0));
                penalties.insert(key, points);
                self.notes.push(format!(
                    "{}, {}: was handed in late, by {by}: {} points less",
                    one.student,
                    one.set,
                    written(points)
                ));
            } else if let Some((by, _)) = share {
                self.notes.push(format!(
                    "{}, {}: was handed in late, by {by}",
                    one.student, one.set
                ));
            }
            if (points - one.points).abs() > 1e-9 {
                moved.push((one.student.clone(), one.set.clone(), one.points, points));
            }
            one.points = points;
        }
        moved
    }

    /// What is subtracted from a student's points of a problem set.
    pub(crate) fn penalty(&self, student: &str, set: &str) -> f64 {
        let key = (student.to_owned(), set.to_owned());
        self.penalties
            .as_ref()
            .and_then(|all| all.get(&key))
            .copied()
            .unwrap_or_default()
    }

    /// What the student is told: an extension that counted, and what lateness cost.
    pub(crate) fn words(&self, student: &str, set: &str) -> Vec<String> {
        let extension = self
            .extensions
            .get(student)
            .map(|until| format!("you had an extension, until {until}"));
        let share = self.shares.get(&(student.to_owned(), set.to_owned()));
        let late = share.filter(|_| self.penalties.is_some()).map(|(by, share)| {
            format!(
                "handed in late, by {by}: {} points are subtracted ({} % of the problem set's, and no more than were reached)",
                written(self.penalty(student, set)),
                written(share * 100.0)
            )
        });
        extension.into_iter().chain(late).collect()
    }

    /// Keeps it for runs that see other submissions.
    pub(crate) fn save(&self, out: &Path) -> Result<()> {
        if self.all.is_empty() && !out.join(FILE).exists() {
            return Ok(());
        }
        file::write(&out.join(FILE), &serde_json::to_vec_pretty(&self.all)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::marks::tests::mark;
    use crate::class::table::tests::sets;

    fn due(out: &Path, text: &str) -> Due {
        std::fs::write(out.join("due.toml"), text).unwrap();
        Due::read(out, &["01"]).unwrap().unwrap()
    }

    #[test]
    fn a_penalty_is_a_share_of_the_set_and_never_more_than_was_reached() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let text = "due = 2026-12-01T00:00:00Z\npenalty = 25\n[extension]\ncy = 2026-12-09T00:00:00Z";
        let first_due = due(out, text);
        let at = HandedIn::At("2026-12-01T10:00:00Z".into());
        let late = Some(&at);
        let submissions = [
            ("ada", "01", late),
            ("bea", "01", late),
            ("cy", "01", late),
            ("dan", "01", None),
            ("eve", "01", Some(&HandedIn::Late)),
        ];
        let marks = [
            mark("ada", "q", Some(1.5)),
            mark("bea", "q", Some(0.5)),
            mark("dan", "q", Some(2.0)),
        ];
        let sets = sets();
        let mut first = Late::of(out, Some(&first_due), &submissions);
        let moved = first.count(&sets, &marks);
        assert_eq!(moved[0], ("ada".into(), "01".into(), 0.0, 1.0));
        let of =
            |late: &Late| ["ada", "bea", "cy", "dan"].map(|student| late.penalty(student, "01").to_string());
        assert_eq!(of(&first), ["1", "0.5", "0", "0"]);
        for part in [
            "ada, 01: was handed in late, by 10 h 0 min: 1 points less",
            "eve, 01: was handed in late as the platform says",
            "is known for dan, 01: no penalty",
        ] {
            assert!(
                first.notes.iter().any(|note| note.contains(part)),
                "{:?}",
                first.notes
            );
        }
        assert_eq!(
            first.words("ada", "01"),
            [
                "handed in late, by 10 h 0 min: 1 points are subtracted (25 % of the problem set's, and no more than were reached)"
            ]
        );
        assert_eq!(
            first.words("cy", "01"),
            ["you had an extension, until 2026-12-09 00:00"]
        );
        first.save(out).unwrap();
        // Another run sees another submission.
        let mut second = Late::of(out, Some(&first_due), &submissions[3..4]);
        assert_eq!(second.count(&sets, &marks), []);
        assert_eq!(of(&second), ["1", "0.5", "0", "0"]);
        assert!(
            second.notes[0].contains("for any submission"),
            "{:?}",
            second.notes
        );
        second.save(out).unwrap();
        // Another due date counts for those whom this run does not see, and none costs nothing.
        let half = due(out, &text.replace("25", "12.5").replace("cy =", "ada ="));
        let mut third = Late::of(out, Some(&half), &submissions[3..4]);
        let moved = third.count(&sets, &marks);
        assert_eq!(moved, [("ada".into(), "01".into(), 1.0, 0.0)]);
        let mut off = Late::of(out, None, &submissions);
        assert_eq!(off.count(&sets, &marks).len(), 2);
        assert_eq!(off.penalties, None);
    }
}
