//! Moving results from one name to another, wherever the output folder has them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Move, rows};
use crate::class::{late, markers};
use crate::nbgrader::{Clerk, Task};

/// Where a student has a folder, and what a problem set is called in it.
const FOLDERS: [(&str, &str); 4] = [
    ("results", ".json"),
    ("submitted", ""),
    ("autograded", ""),
    ("feedback", ""),
];

/// Moves all at once, so that two can take each other's place. The gradebook goes first: it has what people gave, and where
/// it fails nothing is moved.
pub(in crate::class) fn carry_out(clerk: &mut Clerk, out: &Path, moves: &[Move]) -> Result<()> {
    if moves.is_empty() {
        return Ok(());
    }
    clerk
        .work(&Task::Move { moves })
        .context("gradebook.db: results cannot be given to the students' new names")?;
    let names: BTreeMap<(&str, &str), &str> = moves
        .iter()
        .map(|one| ((one.student.as_str(), one.set.as_str()), one.to.as_str()))
        .collect();
    let renamed = |student: &str, set: &str| names.get(&(student, set)).map(|to| (*to).to_owned());
    rows::rename(out, &renamed)?;
    markers::rename(out, &renamed)?;
    late::rename(out, &renamed)?;
    for (folder, ending) in FOLDERS {
        exchange(&out.join(folder), ending, moves)?;
    }
    Ok(())
}

/// First all away, then all to their places.
fn exchange(folder: &Path, ending: &str, moves: &[Move]) -> Result<()> {
    let place = |student: &str, set: &str| folder.join(student).join(format!("{set}{ending}"));
    let aside = |index: usize| folder.join(format!(".moving-{index}"));
    let mut moved = Vec::new();
    for (index, one) in moves.iter().enumerate() {
        let from = place(&one.student, &one.set);
        if from.exists() {
            rename(&from, &aside(index))?;
            moved.push((index, one));
        }
    }
    for (index, one) in moved {
        let to = place(&one.to, &one.set);
        // Nothing of an earlier run counts there; it is left of one that was cut off.
        let _ = std::fs::remove_dir_all(&to);
        rename(&aside(index), &to)?;
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
    fn two_take_each_others_place() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        for student in ["a", "b"] {
            std::fs::create_dir_all(top.join(student).join("01")).unwrap();
            std::fs::write(top.join(student).join("01/who"), student).unwrap();
        }
        let to = |student: &str, to: &str| Move {
            student: student.into(),
            set: "01".into(),
            to: to.into(),
        };
        exchange(top, "", &[to("a", "b"), to("b", "a"), to("nobody", "c")]).unwrap();
        let who = |student: &str| std::fs::read_to_string(top.join(student).join("01/who")).unwrap();
        assert_eq!((who("a"), who("b")), ("b".into(), "a".into()));
        exchange(top, "", &[to("a", "z")]).unwrap();
        assert!(!top.join("a").exists());
        assert_eq!(who("z"), "b");
    }
}
