//! `grades.csv`: a row a student, a column a question; and `changes.csv`.

use std::collections::BTreeMap;

use anyhow::Result;

use super::marks::{Change, Key, Mark, students};
use super::roster::Roster;
use super::sheet::Table;
use crate::problem_set::ProblemSet;

/// What a question earned, in words: what nobody has marked is no 0.
pub(crate) fn earned(mark: &Mark, max: f64) -> String {
    match mark.points() {
        Some(points) => format!("{} of {max} points", written(points)),
        None if mark.is_not_graded() => "not graded yet".to_owned(),
        None => "not marked yet".to_owned(),
    }
}

/// What lateness costs, by student and problem set.
pub(crate) type Penalties = BTreeMap<(String, String), f64>;

/// Everything that a class has earned.
#[derive(Debug)]
pub(crate) struct Ledger<'a> {
    pub(crate) sets: &'a [ProblemSet],
    pub(crate) marks: &'a [Mark],
    pub(crate) roster: &'a Roster,
    /// None where lateness costs nothing.
    pub(crate) penalties: Option<Penalties>,
}

/// One student's row.
#[derive(Debug, PartialEq)]
pub(crate) struct Line<'a> {
    pub(crate) student: &'a str,
    pub(crate) name: &'a str,
    /// A problem set's questions; an empty list where nothing was handed in.
    pub(crate) sets: Vec<Vec<Option<&'a Mark>>>,
    pub(crate) total: f64,
    pub(crate) penalty: f64,
    /// Answers that a person has to mark.
    pub(crate) to_mark: usize,
    /// Questions where the machine failed.
    pub(crate) not_graded: usize,
}

impl Line<'_> {
    /// What counts in the end.
    pub(crate) fn reached(&self) -> f64 {
        self.total - self.penalty
    }

    /// Whether the student has handed in anything.
    pub(crate) fn has_handed_in(&self) -> bool {
        self.sets.iter().any(|set| !set.is_empty())
    }

    /// Whether nothing is left to be done.
    pub(crate) fn is_complete(&self) -> bool {
        self.has_handed_in() && self.to_mark == 0 && self.not_graded == 0
    }
}

/// What a problem set's questions are worth whose points are known.
pub(crate) fn known(set: &ProblemSet, marks: &[Option<&Mark>]) -> f64 {
    let all = set.questions.iter().zip(marks);
    let is_known = |mark: Option<&Mark>| mark.is_some_and(|mark| mark.points().is_some());
    all.filter(|(_, mark)| is_known(**mark))
        .map(|(question, _)| question.points)
        .sum()
}

/// The points of a problem set's questions that are known.
pub(crate) fn sum(marks: &[Option<&Mark>]) -> f64 {
    marks.iter().flatten().filter_map(|mark| mark.points()).sum()
}

impl Ledger<'_> {
    /// What the course's problem sets are worth.
    pub(crate) fn max(&self) -> f64 {
        self.sets.iter().map(ProblemSet::points).sum()
    }

    /// A line a student: everybody who handed in, and everybody in the roster.
    pub(crate) fn lines(&self) -> Vec<Line<'_>> {
        let marks: BTreeMap<Key, &Mark> = self.marks.iter().map(|mark| (mark.key(), mark)).collect();
        let line = |student| {
            let of_set = |set: &ProblemSet| {
                let find = |id: &str| marks.get(&(student, set.name.as_str(), id)).copied();
                let found: Vec<_> = set.questions.iter().map(|question| find(&question.id)).collect();
                if found.iter().all(Option::is_none) {
                    Vec::new()
                } else {
                    found
                }
            };
            let sets: Vec<_> = self.sets.iter().map(of_set).collect();
            let all = || sets.iter().flatten().flatten();
            Line {
                student,
                name: self.roster.students.get(student).map_or("", String::as_str),
                total: sets.iter().map(|set| sum(set)).sum(),
                penalty: self.penalty(student),
                to_mark: all().filter(|mark| mark.is_unmarked()).count(),
                not_graded: all().filter(|mark| mark.is_not_graded()).count(),
                sets,
            }
        };
        students(self.marks, self.roster).into_iter().map(line).collect()
    }

    fn penalty(&self, student: &str) -> f64 {
        let all = self.penalties.iter().flatten();
        let own = all.filter(|((whose, _), _)| whose == student);
        own.map(|(_, points)| points).sum()
    }

    /// What lateness costs a student at one problem set.
    pub(crate) fn penalty_of(&self, student: &str, set: &str) -> f64 {
        let key = (student.to_owned(), set.to_owned());
        let found = self.penalties.as_ref().and_then(|all| all.get(&key));
        found.copied().unwrap_or_default()
    }
}

/// The table. A cell is empty where nothing was handed in, where a person still has to mark and where the machine failed;
/// the last columns count the latter two.
pub(crate) fn csv(ledger: &Ledger) -> Result<Vec<u8>> {
    let mut headings = vec!["student".to_owned(), "name".to_owned()];
    for set in ledger.sets {
        headings.extend(
            set.questions
                .iter()
                .map(|question| format!("{}/{}", set.name, question.id)),
        );
        headings.push(set.name.clone());
    }
    headings.push("total".to_owned());
    if ledger.penalties.is_some() {
        headings.extend(["penalty".to_owned(), "final".to_owned()]);
    }
    headings.extend(["max", "to_mark", "not_graded"].map(str::to_owned));
    let mut table = Table::new(&headings)?;
    let max = ledger.max();
    for line in ledger.lines() {
        let mut row = vec![line.student.to_owned(), line.name.to_owned()];
        for (set, marks) in ledger.sets.iter().zip(&line.sets) {
            let cells = marks
                .iter()
                .map(|mark| mark.and_then(Mark::points).map(written).unwrap_or_default());
            row.extend(cells);
            if marks.is_empty() {
                row.extend(vec![String::new(); set.questions.len() + 1]);
            } else {
                row.push(written(sum(marks)));
            }
        }
        row.push(written(line.total));
        if ledger.penalties.is_some() {
            row.extend([written(line.penalty), written(line.reached())]);
        }
        row.extend([
            max.to_string(),
            line.to_mark.to_string(),
            line.not_graded.to_string(),
        ]);
        table.row(&row)?;
    }
    table.finish()
}

/// Points as people write them: a third of a point is no row of digits, and a sum of tenths shows none that it has not.
pub(crate) fn written(points: f64) -> String {
    // A sum of nothing is −0.
    ((points * 1e6).round() / 1e6 + 0.0).to_string()
}

/// Whose points an earlier grading had otherwise.
pub(crate) fn changes_csv(changes: &[Change], roster: &Roster) -> Result<Vec<u8>> {
    let mut table = Table::new(&["student", "name", "set", "question", "old", "new"])?;
    for change in changes {
        let name = roster.students.get(&change.student).map_or("", String::as_str);
        table.row(&[
            &change.student,
            name,
            &change.set,
            &change.question,
            &written(change.old),
            &change.new.map(written).unwrap_or_default(),
        ])?;
    }
    table.finish()
}

/// The same in words.
pub(crate) fn in_words(change: &Change) -> String {
    format!(
        "{}, {}/{}: {} → {}",
        change.student,
        change.set,
        change.question,
        written(change.old),
        change.new.map_or_else(|| "no points yet".to_owned(), written)
    )
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::class::marks::tests::mark;

    /// A problem set with a code question `q` and a written one `w`, of two points each.
    pub(crate) fn sets() -> Vec<ProblemSet> {
        let cell = |id: &str, code: &str| {
            serde_json::json!({"cell_type": code, "source": "", "metadata": {"nbgrader":
                {"grade_id": id, "grade": true, "solution": code == "markdown", "points": 2}}})
        };
        let notebook = serde_json::json!({"cells": [cell("q", "code"), cell("w", "markdown")]});
        vec![ProblemSet::new("01", notebook).unwrap()]
    }

    fn text(ledger: &Ledger) -> String {
        String::from_utf8(csv(ledger).unwrap()).unwrap()
    }

    #[test]
    fn a_row_a_student_and_a_column_a_question() {
        let roster = Roster::parse("id,name\nzoe,\"Zoë, Z.\"\ncal,=1+1\n").unwrap();
        let failed = Mark {
            not_graded: Some("no room".into()),
            ..mark("bea", "q", None)
        };
        let marks = [
            mark("ada", "q", Some(1.5)),
            mark("ada", "w", None),
            failed,
            mark("bea", "w", Some(0.1 + 0.2)),
        ];
        let mut ledger = Ledger {
            sets: &sets(),
            marks: &marks,
            roster: &roster,
            penalties: None,
        };
        assert_eq!(
            text(&ledger),
            "student,name,01/q,01/w,01,total,max,to_mark,not_graded\nada,,1.5,,1.5,1.5,4,1,0\nbea,,,0.3,0.3,0.3,4,0,1\n\
             cal,'=1+1,,,,0,4,0,0\nzoe,\"Zoë, Z.\",,,,0,4,0,0\n"
        );
        let late = (("ada".to_owned(), "01".to_owned()), 0.4);
        ledger.penalties = Some(BTreeMap::from([late]));
        let text = text(&ledger);
        assert!(text.contains("total,penalty,final,max"), "{text}");
        assert!(text.contains("ada,,1.5,,1.5,1.5,0.4,1.1,4,1,0"), "{text}");
    }

    #[test]
    fn changes_are_listed_old_and_new() {
        let change = Change {
            student: "ada".into(),
            set: "01".into(),
            question: "q".into(),
            old: 1.0,
            new: Some(2.5),
        };
        assert_eq!(in_words(&change), "ada, 01/q: 1 → 2.5");
        let gone = Change { new: None, ..change };
        let roster = Roster::parse("id,name\nada,Ada L.\n").unwrap();
        let table = String::from_utf8(changes_csv(&[gone], &roster).unwrap()).unwrap();
        assert_eq!(table, "student,name,set,question,old,new\nada,Ada L.,01,q,1,\n");
    }
}
