//! What each question counts: what grading found, and what people gave in its place.

use std::collections::{BTreeMap, BTreeSet};

use super::roster::Roster;
use crate::graded::Graded;
use crate::nbgrader::Grade;
use protocol::verdict::Status;

/// One question of one student.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    pub(crate) student: String,
    pub(crate) set: String,
    pub(crate) question: String,
    /// What grading found.
    pub(crate) auto: Option<f64>,
    /// What a person gave in its place.
    pub(crate) manual: Option<f64>,
    /// What a person gave besides.
    pub(crate) extra: f64,
    /// Why the machine could not grade it.
    pub(crate) not_graded: Option<String>,
}

impl Mark {
    /// What counts; none where a person still has to look.
    pub(crate) fn points(&self) -> Option<f64> {
        self.manual.or(self.auto).map(|points| points + self.extra)
    }

    /// Nobody has given points yet.
    pub(crate) fn is_unmarked(&self) -> bool {
        self.points().is_none() && self.not_graded.is_none()
    }

    /// The machine failed, and nobody has given points in its place.
    pub(crate) fn is_not_graded(&self) -> bool {
        self.points().is_none() && self.not_graded.is_some()
    }

    fn of(grade: &Grade) -> Self {
        Self {
            student: grade.student.clone(),
            set: grade.set.clone(),
            question: grade.question.clone(),
            auto: grade.auto,
            manual: grade.manual,
            extra: grade.extra,
            not_graded: None,
        }
    }

    /// Whose it is.
    pub(crate) fn key(&self) -> Key<'_> {
        (&self.student, &self.set, &self.question)
    }
}

/// Student, problem set and question.
pub(crate) type Key<'a> = (&'a str, &'a str, &'a str);

/// What this run knows of the results, and the gradebook's for submissions of earlier runs. The points that people gave are
/// the gradebook's; so a gradebook that could not take a result costs nobody any points.
pub(crate) fn join<'a>(
    results: impl Iterator<Item = (&'a str, &'a str, &'a Graded)>,
    grades: &[Grade],
) -> Vec<Mark> {
    let from_book = grades.iter().map(Mark::of);
    let mut marks: BTreeMap<(String, String, String), Mark> = from_book
        .map(|mark| {
            (
                (mark.student.clone(), mark.set.clone(), mark.question.clone()),
                mark,
            )
        })
        .collect();
    for (student, set, graded) in results {
        let key = (student.to_owned(), set.to_owned(), graded.id.clone());
        let given = marks.remove(&key);
        let mark = Mark {
            student: student.to_owned(),
            set: set.to_owned(),
            question: graded.id.clone(),
            auto: graded.points,
            manual: given.as_ref().and_then(|mark| mark.manual),
            extra: given.map_or(0.0, |mark| mark.extra),
            not_graded: (graded.standing == Status::NotGraded).then(|| graded.reason.clone()),
        };
        marks.insert(key, mark);
    }
    marks.into_values().collect()
}

/// The marks of a gradebook alone.
pub(crate) fn of_book(grades: &[Grade]) -> Vec<Mark> {
    grades.iter().map(Mark::of).collect()
}

/// Everybody with a mark and everybody in the roster.
pub(crate) fn students<'a>(marks: &'a [Mark], roster: &'a Roster) -> BTreeSet<&'a str> {
    let marked = marks.iter().map(|mark| mark.student.as_str());
    marked.chain(roster.students.keys().map(String::as_str)).collect()
}

/// One question whose points differ from an earlier grading's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    pub(crate) student: String,
    pub(crate) set: String,
    pub(crate) question: String,
    pub(crate) old: f64,
    /// None where the machine failed this time, and where a person has to look now.
    pub(crate) new: Option<f64>,
}

/// What stands in the place of a question where lateness costs more or less than before.
const LATENESS: &str = "(lateness)";

impl Change {
    /// What lateness subtracts: student, problem set, before and now.
    pub(crate) fn of_lateness((student, set, before, now): (String, String, f64, f64)) -> Self {
        Self {
            student,
            set,
            question: LATENESS.to_owned(),
            old: -before,
            new: Some(-now),
        }
    }
}

/// Whose points differ from `before`. An answer that had none yet has not changed.
pub(crate) fn changes(before: &[Mark], after: &[Mark]) -> Vec<Change> {
    let before: BTreeMap<Key, &Mark> = before.iter().map(|mark| (mark.key(), mark)).collect();
    after
        .iter()
        .filter_map(|mark| {
            let old = before.get(&mark.key())?.points()?;
            let new = mark.points();
            let differs = new.is_none_or(|new| (old - new).abs() > 1e-9);
            differs.then(|| Change {
                student: mark.student.clone(),
                set: mark.set.clone(),
                question: mark.question.clone(),
                old,
                new,
            })
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn mark(student: &str, question: &str, auto: Option<f64>) -> Mark {
        Mark {
            student: student.into(),
            set: "01".into(),
            question: question.into(),
            auto,
            manual: None,
            extra: 0.0,
            not_graded: None,
        }
    }

    fn grade(student: &str, question: &str, auto: Option<f64>, manual: Option<f64>) -> Grade {
        Grade {
            id: "n".into(),
            student: student.into(),
            set: "01".into(),
            question: question.into(),
            auto,
            manual,
            extra: 0.5,
        }
    }

    #[test]
    fn a_result_counts_though_the_gradebook_did_not_take_it_and_what_people_gave_stays() {
        let found = Graded {
            points: Some(2.0),
            ..Graded::nothing("q", 2.0, Status::Full, "right")
        };
        let failed = Graded::nothing("r", 2.0, Status::NotGraded, "the disk is full");
        let results = [
            ("ada", "01", &found),
            ("ada", "01", &failed),
            ("bea", "01", &found),
        ];
        let grades = [
            grade("bea", "q", Some(1.0), Some(1.5)),
            grade("earlier", "q", Some(1.0), None),
        ];
        let marks = join(results.into_iter(), &grades);
        let points: Vec<_> = marks
            .iter()
            .map(|mark| (&*mark.student, &*mark.question, mark.points()))
            .collect();
        assert_eq!(
            points,
            [
                ("ada", "q", Some(2.0)),
                ("ada", "r", None),
                ("bea", "q", Some(2.0)),
                ("earlier", "q", Some(1.5))
            ]
        );
        assert!(marks[1].is_not_graded() && !marks[1].is_unmarked());
    }

    #[test]
    fn only_points_that_moved_are_changes() {
        let before = [
            mark("ada", "q", Some(1.0)),
            mark("bea", "q", Some(1.0)),
            mark("dan", "q", None),
            mark("eve", "q", Some(1.0)),
        ];
        let after = [
            mark("ada", "q", Some(2.0)),
            mark("bea", "q", Some(1.0)),
            mark("cy", "q", Some(2.0)),
            mark("dan", "q", Some(2.0)),
            Mark {
                not_graded: Some("no room".into()),
                ..mark("eve", "q", None)
            },
        ];
        let moved: Vec<_> = changes(&before, &after)
            .into_iter()
            .map(|change| (change.student, change.old, change.new))
            .collect();
        assert_eq!(moved, [("ada".into(), 1.0, Some(2.0)), ("eve".into(), 1.0, None)]);
    }
}
