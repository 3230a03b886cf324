//! `grades.csv`: a row a student, a column a question.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::roster::Roster;
use crate::nbgrader::Grade;
use crate::problem_set::ProblemSet;

/// Points by student, problem set and question.
pub(crate) type Points<'a> = BTreeMap<(&'a str, &'a str, &'a str), &'a Grade>;

/// The gradebook by student, problem set and question.
pub(crate) fn points(grades: &[Grade]) -> Points<'_> {
    grades
        .iter()
        .map(|grade| {
            (
                (
                    grade.student.as_str(),
                    grade.set.as_str(),
                    grade.question.as_str(),
                ),
                grade,
            )
        })
        .collect()
}

/// Everybody in the gradebook and everybody in the roster.
pub(crate) fn students<'a>(grades: &'a [Grade], roster: &'a Roster) -> BTreeSet<&'a str> {
    let graded = grades.iter().map(|grade| grade.student.as_str());
    graded.chain(roster.students.keys().map(String::as_str)).collect()
}

/// The table. A cell is empty where nothing was handed in and where a person still has to mark; `to_mark` counts the
/// latter.
pub(crate) fn csv(sets: &[ProblemSet], grades: &[Grade], roster: &Roster) -> Result<Vec<u8>> {
    let points = points(grades);
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut headings = vec!["student".to_owned(), "name".to_owned()];
    for set in sets {
        headings.extend(
            set.questions
                .iter()
                .map(|question| format!("{}/{}", set.name, question.id)),
        );
        headings.push(set.name.clone());
    }
    headings.extend(["total".to_owned(), "max".to_owned(), "to_mark".to_owned()]);
    table.write_record(&headings)?;
    let max: f64 = sets.iter().map(ProblemSet::points).sum();
    for student in students(grades, roster) {
        let mut row = vec![
            student.to_owned(),
            roster.students.get(student).cloned().unwrap_or_default(),
        ];
        let (mut total, mut open) = (0.0, 0);
        for set in sets {
            let mut sum = None;
            for question in &set.questions {
                let grade = points.get(&(student, set.name.as_str(), question.id.as_str()));
                row.push(match grade {
                    None => String::new(),
                    Some(grade) if is_unmarked(grade) => {
                        open += 1;
                        sum = Some(sum.unwrap_or(0.0));
                        String::new()
                    }
                    Some(grade) => {
                        sum = Some(sum.unwrap_or(0.0) + grade.score);
                        grade.score.to_string()
                    }
                });
            }
            total += sum.unwrap_or(0.0);
            row.push(sum.map_or_else(String::new, |sum| sum.to_string()));
        }
        row.extend([total.to_string(), max.to_string(), open.to_string()]);
        table.write_record(&row)?;
    }
    table.into_inner().context("the table cannot be written")
}

/// Nobody has given points yet.
pub(crate) fn is_unmarked(grade: &Grade) -> bool {
    grade.auto.is_none() && grade.manual.is_none()
}

/// Whose points differ from `before`, in words.
pub(crate) fn changes(before: &[Grade], after: &[Grade]) -> Vec<String> {
    let before = points(before);
    after
        .iter()
        .filter_map(|grade| {
            let old = before.get(&(
                grade.student.as_str(),
                grade.set.as_str(),
                grade.question.as_str(),
            ))?;
            let differs = (old.score - grade.score).abs() > 1e-9;
            differs.then(|| {
                format!(
                    "{}, {}/{}: {} → {}",
                    grade.student, grade.set, grade.question, old.score, grade.score
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grade(student: &str, question: &str, auto: Option<f64>, score: f64) -> Grade {
        Grade {
            student: student.into(),
            set: "01".into(),
            question: question.into(),
            auto,
            manual: None,
            score,
            open: auto.is_none(),
        }
    }

    #[test]
    fn a_row_a_student_and_a_column_a_question() {
        let cell = |id: &str, code: &str| {
            serde_json::json!({"cell_type": code, "source": "", "metadata": {"nbgrader":
                {"grade_id": id, "grade": true, "solution": code == "markdown", "points": 2}}})
        };
        let notebook = serde_json::json!({"cells": [cell("q", "code"), cell("w", "markdown")]});
        let sets = [ProblemSet::new("01", notebook).unwrap()];
        let roster = Roster::parse("id,name\nzoe,\"Zoë, Z.\"\n").unwrap();
        let grades = [grade("ada", "q", Some(1.5), 1.5), grade("ada", "w", None, 0.0)];
        let text = String::from_utf8(csv(&sets, &grades, &roster).unwrap()).unwrap();
        assert_eq!(
            text,
            "student,name,01/q,01/w,01,total,max,to_mark\nada,,1.5,,1.5,1.5,4,1\nzoe,\"Zoë, Z.\",,,,0,4,0\n"
        );
    }

    #[test]
    fn only_points_that_moved_are_listed() {
        let before = [
            grade("ada", "q", Some(1.0), 1.0),
            grade("bea", "q", Some(1.0), 1.0),
        ];
        let after = [
            grade("ada", "q", Some(2.0), 2.0),
            grade("bea", "q", Some(1.0), 1.0),
            grade("cy", "q", Some(2.0), 2.0),
        ];
        assert_eq!(changes(&before, &after), ["ada, 01/q: 1 → 2"]);
    }
}
