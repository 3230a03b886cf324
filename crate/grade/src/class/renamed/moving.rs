//! Moving results from one name to another, wherever the output folder has them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::begun::Begun;
use super::{Move, rows};
use crate::class::{late, markers};
use crate::nbgrader::{Clerk, Task};

/// Where a student has a folder, and what a problem set is called in it.
pub(super) const FOLDERS: [(&str, &str); 4] = [
    ("results", ".json"),
    ("submitted", ""),
    ("autograded", ""),
    ("feedback", ""),
];
/// Moves everything. The markers' tables are read before the first step, so that one that cannot be stops it.
pub(in crate::class) fn carry_out(clerk: &mut Clerk, out: &Path, moves: &[Move]) -> Result<()> {
    if moves.is_empty() {
        return Ok(());
    }
    markers::read(out)
        .context("students are called otherwise now; mend the file or move it away, and grade again")?;
    let told = clerk.work(&Task::Grades);
    let grades = told
        .context("gradebook.db: cannot be read, so that no results were given to new names")?
        .grades;
    let book: BTreeSet<(&str, &str)> = grades
        .iter()
        .map(|grade| (grade.student.as_str(), grade.set.as_str()))
        .collect();
    if let Some(one) = taken(moves, &book) {
        bail!(
            "gradebook.db has points of {} in {}, which are not among the results, and those of {} would take their place. \
             Nothing was moved: grade into another folder with --out, or move gradebook.db away where no points were given by hand",
            one.to,
            one.set,
            one.student
        );
    }
    let begun = Begun::begin(out, moves)?;
    begun.finish(out, &mut |moves, left| in_book(clerk, moves, left))
}

/// What would take the place of somebody's in the gradebook who does not leave it.
fn taken<'m>(moves: &'m [Move], book: &BTreeSet<(&str, &str)>) -> Option<&'m Move> {
    let leaves = |student: &str, set: &str| moves.iter().any(|one| one.student == student && one.set == set);
    moves.iter().find(|one| {
        let is_there = |student: &str| book.contains(&(student, one.set.as_str()));
        is_there(&one.to) && is_there(&one.student) && !leaves(&one.to, &one.set)
    })
}

/// Finishes what an earlier run began and could not; what to say of it.
pub(in crate::class) fn finish(clerk: &mut Clerk, out: &Path) -> Result<Option<String>> {
    let Some(begun) = Begun::read(out)? else {
        return Ok(None);
    };
    let names: Vec<String> = begun
        .moves
        .iter()
        .map(|one| format!("{} to {} ({})", one.student, one.to, one.set))
        .collect();
    let note = format!(
        "an earlier run was cut off while it gave results to students' new names; that is finished now: {}",
        names.join("; ")
    );
    begun
        .finish(out, &mut |moves, left| in_book(clerk, moves, left))
        .context("an earlier run began to give results to students' new names, and that has to be finished before anything else")?;
    Ok(Some(note))
}

fn in_book(clerk: &mut Clerk, moves: &[Move], left: &[&str]) -> Result<()> {
    clerk.work(&Task::Move { moves, left }).map(|_| ())
}

/// Moves what lies in files. Doing it again does nothing.
pub(super) fn in_files(out: &Path, moves: &[Move]) -> Result<()> {
    let names: BTreeMap<(&str, &str), &str> = moves
        .iter()
        .map(|one| ((one.student.as_str(), one.set.as_str()), one.to.as_str()))
        .collect();
    let renamed = |student: &str, set: &str| names.get(&(student, set)).map(|to| (*to).to_owned());
    rows::rename(out, &renamed)?;
    markers::rename(out, &renamed)?;
    late::rename(out, &renamed)?;
    for (folder, ending) in FOLDERS {
        in_folder(&out.join(folder), ending, moves)?;
    }
    Ok(())
}

fn in_folder(folder: &Path, ending: &str, moves: &[Move]) -> Result<()> {
    let place = |student: &str, set: &str| folder.join(student).join(format!("{set}{ending}"));
    for one in moves {
        let from = place(&one.student, &one.set);
        let is_there = from.try_exists();
        if is_there.with_context(|| format!("{}: cannot be looked at", from.display()))? {
            let to = place(&one.to, &one.set);
            // Nothing of an earlier run counts there; it is left of one that was cut off.
            let _ = std::fs::remove_dir_all(&to);
            rename(&from, &to)?;
        }
        // It stays where something else is in it.
        let _ = std::fs::remove_dir(folder.join(&one.student));
    }
    Ok(())
}

fn rename(from: &PathBuf, to: &Path) -> Result<()> {
    let context = || format!("{}: cannot be moved to {}", from.display(), to.display());
    if let Some(parent) = to.parent() {
        std::fs::create_dir_all(parent).with_context(context)?;
    }
    std::fs::rename(from, to).with_context(context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_takes_the_place_of_what_the_gradebook_alone_has() {
        let one = |student: &str, to: &str| Move {
            student: student.into(),
            set: "01".into(),
            to: to.into(),
        };
        let book = BTreeSet::from([("a", "01"), ("b", "01"), ("c", "02")]);
        let away = [one("a", "b")];
        assert_eq!(taken(&away, &book), Some(&away[0]));
        for moves in [
            vec![one("a", "b"), one("b", "a")],
            vec![one("a", "c")],
            vec![one("d", "b")],
        ] {
            assert_eq!(taken(&moves, &book), None, "{moves:?}");
        }
    }
}
