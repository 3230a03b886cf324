//! Tables as learning platforms take them back: `moodle.csv` and `canvas.csv`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::marks::{Key, Mark};
use super::outputs::{Private, escape};
use super::roster::{Found, Person, Roster};
use super::table::{Ledger, Line, earned, known, sum, written};
use crate::graded::Graded;
use crate::printable;
use crate::problem_set::ProblemSet;

/// How many characters of a reason stand in a comment.
const LONGEST_REASON: usize = 300;

/// A table for a platform, and what a person should know of it.
#[derive(Debug, PartialEq)]
pub(crate) struct Upload {
    pub(crate) table: Vec<u8>,
    pub(crate) notes: Vec<String>,
}

/// The lines of a class by student.
pub(crate) fn by_student<'a>(lines: &'a [Line<'a>]) -> BTreeMap<&'a str, &'a Line<'a>> {
    lines.iter().map(|line| (line.student, line)).collect()
}

/// The line of whom a row of the platform's table is about: the first of `names` that is one student's.
pub(crate) fn whose<'a>(
    names: &[&str],
    roster: &Roster,
    lines: &BTreeMap<&str, &'a Line<'a>>,
) -> Option<&'a Line<'a>> {
    let find = |name: &&str| {
        let name = Some((*name).to_owned());
        let person = Person {
            number: name.clone(),
            login: name.clone(),
            name,
            ..Person::default()
        };
        match roster.find(&person) {
            Found::Student { id, .. } => lines.get(id.as_str()).copied(),
            Found::Tie(_) | Found::Nobody => None,
        }
    };
    names.iter().filter(|name| !name.trim().is_empty()).find_map(find)
}

/// What each student is told beside the points.
pub(crate) struct Comments<'a> {
    pub(crate) ledger: &'a Ledger<'a>,
    pub(crate) results: &'a BTreeMap<Key<'a>, &'a Graded>,
    pub(crate) private: &'a Private,
}

impl Comments<'_> {
    /// Points and reasons, as the HTML that platforms take a comment for.
    pub(crate) fn of(&self, line: &Line) -> String {
        let mut said = Vec::new();
        for (set, marks) in self.ledger.sets.iter().zip(&line.sets) {
            if marks.is_empty() {
                continue;
            }
            said.push(self.reached(line, set, marks));
            for (question, mark) in set.questions.iter().zip(marks) {
                let Some(mark) = mark else { continue };
                let points = mark.points();
                let mut text = format!("{}: {}", question.id, earned(mark, question.points));
                let graded = self.results.get(&mark.key());
                if let Some(graded) = graded.filter(|_| points.is_none_or(|points| points < question.points))
                {
                    let reason = printable::line(&self.private.hide(&graded.reason));
                    text.push_str(" – ");
                    text.push_str(&printable::beginning(&reason, LONGEST_REASON));
                }
                said.push(text);
            }
        }
        let said: Vec<String> = said.iter().map(|text| escape(text)).collect();
        said.join("<br>")
    }

    /// What counts of a problem set: what lateness costs is subtracted, as it is from the grade beside the comment.
    fn reached(&self, line: &Line, set: &ProblemSet, marks: &[Option<&Mark>]) -> String {
        let (sum, known) = (sum(marks), known(set, marks));
        let penalty = self.ledger.penalty_of(line.student, &set.name);
        let mut text = format!(
            "{}: {} of {} points",
            set.name,
            written(sum - penalty),
            written(known)
        );
        if penalty > 0.0 {
            let _ = write!(
                text,
                " ({} less {} for handing in late)",
                written(sum),
                written(penalty)
            );
        }
        if known < set.points() {
            let open = written(set.points() - known);
            let _ = write!(text, " so far; answers worth {open} more are not marked yet");
        }
        text
    }
}

/// Points on the platform's scale, where it has another.
pub(crate) struct Scale {
    pub(crate) ours: f64,
    /// The scales that were met, as they were written.
    pub(crate) theirs: BTreeSet<String>,
}

impl Scale {
    pub(crate) fn new(ours: f64) -> Self {
        Self {
            ours,
            theirs: BTreeSet::new(),
        }
    }

    /// `points` where the platform gives `max` at most.
    pub(crate) fn convert(&mut self, points: f64, max: &str) -> f64 {
        match max.trim().replace(',', ".").parse::<f64>() {
            Ok(theirs) if theirs > 0.0 && (theirs - self.ours).abs() > 1e-9 && self.ours > 0.0 => {
                self.theirs.insert(max.trim().to_owned());
                points * theirs / self.ours
            }
            _ => points,
        }
    }

    /// That points were converted, where they were.
    pub(crate) fn note(&self, file: &str) -> Option<String> {
        let theirs: Vec<&str> = self.theirs.iter().map(String::as_str).collect();
        (!theirs.is_empty()).then(|| {
            format!(
                "{file}: {} points of ours are {} there; the grades are converted",
                self.ours,
                theirs.join(" or ")
            )
        })
    }
}

/// How many grades could not be given yet.
pub(crate) fn note_left_empty(file: &str, count: usize) -> Option<String> {
    (count > 0).then(|| {
        format!(
            "{file}: {count} grades were not filled in, because answers are to be marked or were not graded"
        )
    })
}
