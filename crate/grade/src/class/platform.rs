//! Tables as learning platforms take them back: `moodle.csv` and `canvas.csv`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::marks::{Key, Mark};
use super::outputs::{Private, escape};
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

/// The problem sets that a platform's assignment is about: those that were asked for, else the one that most handed in, since
/// a platform has an assignment for each; and what to say of the others. `handed_in` has a problem set for each submission,
/// and whether it could be read.
pub(crate) fn assignment(
    sets: &[ProblemSet],
    handed_in: &[(usize, bool)],
    asked: &[String],
) -> (Vec<usize>, Option<String>) {
    if !asked.is_empty() {
        let chosen = (0..sets.len()).filter(|set| asked.contains(&sets[*set].name));
        return (chosen.collect(), None);
    }
    let count = |set: usize, is_read: bool| {
        let those = handed_in.iter().filter(|one| one.0 == set && (one.1 || !is_read));
        those.count()
    };
    let here: BTreeSet<usize> = handed_in.iter().map(|one| one.0).collect();
    // Of two that as many handed in it is the later.
    let Some(most) = here
        .iter()
        .copied()
        .max_by_key(|set| (count(*set, true), count(*set, false)))
    else {
        return (Vec::new(), None);
    };
    let others: Vec<String> = here
        .iter()
        .filter(|set| **set != most)
        .map(|set| format!("{} ({})", sets[*set].name, count(*set, false)))
        .collect();
    let note = (!others.is_empty()).then(|| {
        format!(
            "tables for platforms are about {} alone, which most handed in; handed in were also {}. Name another with --set, or \
             several for their sum",
            sets[most].name,
            others.join(", ")
        )
    });
    (vec![most], note)
}

/// How many grades could not be given yet.
pub(crate) fn note_left_empty(file: &str, count: usize) -> Option<String> {
    (count > 0).then(|| {
        format!(
            "{file}: {count} grades were not filled in, because answers are to be marked or were not graded"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::table::tests::sets;

    #[test]
    fn one_file_for_another_set_changes_nobodys_grade() {
        let mut sets = sets();
        let mut second = sets[0].clone();
        second.name = "02".into();
        sets.truncate(1);
        sets.push(second);
        let handed_in = [(1, true), (1, true), (0, true), (0, false), (0, false)];
        let (chosen, note) = assignment(&sets, &handed_in, &[]);
        assert_eq!(chosen, [1]);
        assert!(note.unwrap().contains(&format!("{} (3)", sets[0].name)));
        assert_eq!(assignment(&sets, &handed_in[..2], &[]), (vec![1], None));
        // Whoever asks gets a sum.
        let both = sets.iter().map(|set| set.name.clone()).collect::<Vec<_>>();
        assert_eq!(assignment(&sets, &handed_in, &both), (vec![0, 1], None));
        assert_eq!(assignment(&sets, &[], &[]), (vec![], None));
    }
}
