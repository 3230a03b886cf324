//! What lateness costs the class.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use host::file;
use serde::{Deserialize, Serialize};

use super::due::{Due, Lateness};
use super::handed_in::HandedIn;
use super::marks::Mark;
use super::table::Penalties;
use crate::problem_set::ProblemSet;

const FILE: &str = "late.json";

/// A submission that was late.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct One {
    student: String,
    set: String,
    /// What it costs, as a share of the problem set's points.
    share: f64,
}

/// What a class's lateness costs.
#[derive(Debug, Default)]
pub(crate) struct Late {
    all: Vec<One>,
    /// None where lateness costs nothing.
    pub(crate) penalties: Option<Penalties>,
    pub(crate) notes: Vec<String>,
}

/// A submission: student, problem set, and when it was handed in, where that is known.
pub(super) type Submission<'a> = (&'a str, &'a str, Option<&'a HandedIn>);

impl Late {
    /// Looks at the submissions of this run, and keeps what is known of earlier ones.
    pub(super) fn of(out: &Path, due: Option<&Due>, submissions: &[Submission]) -> Self {
        let Some(due) = due else {
            return Self::default();
        };
        let known = std::fs::read(out.join(FILE)).ok();
        let earlier: Vec<One> = known
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let is_here = |one: &One| {
            submissions
                .iter()
                .any(|(student, set, _)| one.student == *student && one.set == *set)
        };
        let mut late = Self {
            all: earlier.into_iter().filter(|one| !is_here(one)).collect(),
            penalties: due.has_penalty().then(Penalties::new),
            notes: Vec::new(),
        };
        let mut unknown = Vec::new();
        for (student, set, handed_in) in submissions {
            let time = match handed_in {
                Some(HandedIn::At(time)) => Some(time.as_str()),
                Some(HandedIn::Late) => {
                    late.notes.push(format!(
                        "{student}, {set}: was handed in late as the platform says, but not when: no penalty"
                    ));
                    continue;
                }
                None => None,
            };
            match due.lateness(student, set, time) {
                Lateness::InTime => {}
                Lateness::Unknown => unknown.push(format!("{student}, {set}")),
                Lateness::Late { by, share } => {
                    late.notes
                        .push(format!("{student}, {set}: was handed in late, by {by}"));
                    late.all.push(One {
                        student: (*student).to_owned(),
                        set: (*set).to_owned(),
                        share,
                    });
                }
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

    /// Turns shares into points. Nobody loses more than was reached.
    pub(crate) fn count(&mut self, sets: &[ProblemSet], marks: &[Mark]) {
        let Some(penalties) = &mut self.penalties else {
            return;
        };
        let mut reached: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        for mark in marks {
            *reached.entry((&mark.student, &mark.set)).or_default() += mark.points().unwrap_or_default();
        }
        for one in &self.all {
            let Some(set) = sets.iter().find(|set| set.name == one.set) else {
                continue;
            };
            let reached = reached.get(&(one.student.as_str(), one.set.as_str()));
            let points = (one.share * set.points()).min(reached.copied().unwrap_or_default().max(0.0));
            penalties.insert((one.student.clone(), one.set.clone()), points);
        }
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

    #[test]
    fn a_penalty_is_a_share_of_the_set_and_never_more_than_was_reached() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        std::fs::write(
            out.join("due.toml"),
            "due = 2026-12-01T00:00:00Z\npenalty = 25\n[extension]\ncy = 2026-12-09T00:00:00Z",
        )
        .unwrap();
        let due = Due::read(out, &["01"]).unwrap().unwrap();
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
        let mut first = Late::of(out, Some(&due), &submissions);
        first.count(&sets, &marks);
        let of =
            |late: &Late| ["ada", "bea", "cy", "dan"].map(|student| late.penalty(student, "01").to_string());
        assert_eq!(of(&first), ["1", "0.5", "0", "0"]);
        assert!(
            first.notes[0].contains("ada, 01: was handed in late, by 10 h"),
            "{:?}",
            first.notes
        );
        assert!(
            first.notes[2].contains("eve, 01: was handed in late as the platform says"),
            "{:?}",
            first.notes
        );
        assert!(
            first.notes[3].contains("is known for dan, 01: no penalty"),
            "{:?}",
            first.notes
        );
        first.save(out).unwrap();
        // Another run sees another submission.
        let mut second = Late::of(out, Some(&due), &submissions[3..4]);
        second.count(&sets, &marks);
        assert_eq!(of(&second), ["1", "0.5", "0", "0"]);
        assert!(
            second.notes[0].contains("for any submission"),
            "{:?}",
            second.notes
        );
        assert_eq!(Late::of(out, None, &submissions).penalties, None);
    }
}
