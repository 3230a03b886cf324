//! What would be graded, for whom, and what was not understood (`--dry-run`).

use std::collections::BTreeSet;
use std::fmt::Write;

use super::collect::{Collected, Work};
use super::counted::counted;
use super::handed_in::HandedIn;
use super::names::harmless;
use super::roster::Roster;
use crate::problem_set::ProblemSet;

/// The lines for the lecturer.
pub(super) fn preview(collected: &Collected, sets: &[ProblemSet], roster: &Roster) -> String {
    let mut text = String::new();
    for work in &collected.works {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {}", line(work, sets, roster));
        for note in &work.notes {
            let _ = writeln!(text, "      {note}");
        }
    }
    let graded: BTreeSet<&String> = collected.works.iter().map(|work| &work.student).collect();
    let absent: Vec<&str> = roster
        .students
        .keys()
        .filter(|id| !graded.contains(id))
        .map(String::as_str)
        .collect();
    if !absent.is_empty() {
        let _ = writeln!(
            text,
            "nothing to grade of {} in the roster: {}",
            absent.len(),
            absent.join(", ")
        );
    }
    for (student, name) in &collected.others {
        let _ = writeln!(text, "nothing to grade of {student} ({name})");
    }
    for stray in &collected.strays {
        let _ = writeln!(text, "note: {stray}");
    }
    let unread = collected
        .works
        .iter()
        .filter(|work| work.notebook.is_err())
        .count();
    let _ = writeln!(
        text,
        "{} of {}, of which {unread} cannot be read. Nothing was graded or written",
        counted(collected.works.len(), "submission"),
        counted(graded.len(), "student")
    );
    text
}

fn line(work: &Work, sets: &[ProblemSet], roster: &Roster) -> String {
    let name = match roster.students.get(&work.student).map(String::as_str) {
        None | Some("") => String::new(),
        Some(name) => format!(" ({})", harmless(name)),
    };
    let time = match &work.handed_in {
        None => String::new(),
        Some(HandedIn::At(time)) => format!(", handed in {time}"),
        Some(HandedIn::Late) => ", handed in late".to_owned(),
    };
    let unread = match &work.notebook {
        Ok(_) => String::new(),
        Err(reason) => format!(": {}", harmless(reason.as_ref())),
    };
    format!(
        "{}{name}, {}: {}{time}{unread}",
        work.student, sets[work.set].name, work.path
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::collect::Origin;

    #[test]
    fn everybody_and_everything_odd_is_named() {
        let notebook = serde_json::json!({"cells": [{"cell_type": "code", "source": "",
            "metadata": {"nbgrader": {"grade_id": "q", "grade": true, "points": 1}}}]});
        let sets = [ProblemSet::new("kit", notebook).unwrap()];
        let roster = Roster::parse("id,name\ns1,Zoë\ns2,Jo\ns3,\n").unwrap();
        let work = |student: &str, notebook, time| Work {
            student: student.into(),
            set: 0,
            notebook,
            path: format!("{student}/kit.ipynb"),
            origin: Origin::Path(String::new()),
            notes: vec!["old.ipynb does not count".into()],
            handed_in: time,
        };
        let collected = Collected {
            works: vec![
                work("mal", Err("the file is empty".into()), Some(HandedIn::Late)),
                work(
                    "s1",
                    Ok(serde_json::json!({})),
                    Some(HandedIn::At("2026-01-15T10:20:30".into())),
                ),
            ],
            others: [("eve".to_owned(), "Eve".to_owned())].into(),
            strays: vec!["x.pdf: lies in no student's folder".into()],
            ..Collected::default()
        };
        assert_eq!(
            preview(&collected, &sets, &roster).lines().collect::<Vec<_>>(),
            [
                "  mal, kit: mal/kit.ipynb, handed in late: the file is empty",
                "      old.ipynb does not count",
                "  s1 (Zoë), kit: s1/kit.ipynb, handed in 2026-01-15T10:20:30",
                "      old.ipynb does not count",
                "nothing to grade of 2 in the roster: s2, s3",
                "nothing to grade of eve (Eve)",
                "note: x.pdf: lies in no student's folder",
                "2 submissions of 2 students, of which 1 cannot be read. Nothing was graded or written",
            ]
        );
    }
}
