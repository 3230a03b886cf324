//! What would be graded, for whom, and what was not understood (`--dry-run`).

use std::collections::BTreeSet;
use std::fmt::Write;

use super::collect::{Collected, Work};
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
    let readable = collected
        .works
        .iter()
        .filter(|work| work.notebook.is_ok())
        .count();
    let _ = writeln!(
        text,
        "{} submissions of {} students, of which {} cannot be read. Nothing was graded or written",
        collected.works.len(),
        graded.len(),
        collected.works.len() - readable
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
        Err(reason) => format!(": {}", harmless(reason)),
    };
    format!(
        "{}{name}, {}: {}{time}{unread}",
        work.student, sets[work.set].name, work.path
    )
}
