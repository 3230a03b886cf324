//! Moves that were begun: what is moved and how far that went is written down before the first step. A run that is cut off, or
//! meets a file that it may not change, is so finished by the next one, before anything else is planned, for names that went
//! round look the same before and after.

use std::path::Path;

use anyhow::{Context, Result};
use host::file;
use serde::{Deserialize, Serialize};

use super::Move;
use super::moving::in_files;

const FILE: &str = "moving.json";

/// First all go aside and then all to their places, so that two can take each other's. No name is left and taken in one step,
/// so that a step that was done, or half done, can be done again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Step {
    Aside,
    ToPlace,
}

/// Moves submissions in the gradebook; who is named last and has none any more goes.
pub(super) type InBook<'b> = dyn FnMut(&[Move], &[&str]) -> Result<()> + 'b;

/// Moves that were begun.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Begun {
    pub(super) moves: Vec<Move>,
    step: Step,
}

impl Begun {
    /// Writes down what is to be moved.
    pub(super) fn begin(out: &Path, moves: &[Move]) -> Result<Self> {
        let begun = Self {
            moves: moves.to_vec(),
            step: Step::Aside,
        };
        begun.write(out)?;
        Ok(begun)
    }

    /// What an earlier run began and did not finish.
    pub(super) fn read(out: &Path) -> Result<Option<Self>> {
        let path = out.join(FILE);
        let Ok(bytes) = std::fs::read(&path) else {
            return Ok(None);
        };
        let begun = serde_json::from_slice(&bytes).with_context(|| {
            format!(
                "{}: cannot be read. It says which students' results are being given to other names; bring it back from a backup of \
                 the folder, or grade into another with --out",
                path.display()
            )
        })?;
        Ok(Some(begun))
    }

    fn write(&self, out: &Path) -> Result<()> {
        file::write(&out.join(FILE), &serde_json::to_vec_pretty(self)?)
    }

    /// What its step moves.
    fn moves(&self) -> Vec<Move> {
        let aside = |index: usize| format!(".moving-{index}");
        let moves = self.moves.iter().enumerate().map(|(index, one)| {
            let (student, to) = match self.step {
                Step::Aside => (one.student.clone(), aside(index)),
                Step::ToPlace => (aside(index), one.to.clone()),
            };
            Move {
                student,
                set: one.set.clone(),
                to,
            }
        });
        moves.collect()
    }

    /// Does what is left to be done, and forgets it.
    pub(super) fn finish(mut self, out: &Path, book: &mut InBook) -> Result<()> {
        let started = self.step;
        for step in [Step::Aside, Step::ToPlace] {
            if started == Step::ToPlace && step == Step::Aside {
                continue;
            }
            if self.step != step {
                self.step = step;
                self.write(out)?;
            }
            let moves = self.moves();
            // Who has nothing any more is nobody in the gradebook.
            let left: Vec<&str> = match step {
                Step::Aside => Vec::new(),
                Step::ToPlace => {
                    let own = self.moves.iter().chain(&moves);
                    own.map(|one| one.student.as_str()).collect()
                }
            };
            book(&moves, &left)
                .context("gradebook.db: results cannot be given to the students' new names")?;
            in_files(out, &moves)?;
        }
        std::fs::remove_file(out.join(FILE)).with_context(|| format!("{FILE}: cannot be removed"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::moving::FOLDERS;
    use super::*;
    use anyhow::bail;
    use std::collections::BTreeMap;

    /// Whose the points are, as the gradebook has it.
    type Book = BTreeMap<String, String>;

    fn one(student: &str, to: &str) -> Move {
        Move {
            student: student.into(),
            set: "01".into(),
            to: to.into(),
        }
    }

    /// As nbgrader's part does it.
    fn exchange(book: &mut Book, moves: &[Move]) {
        let taken: Vec<_> = moves
            .iter()
            .filter_map(|one| Some((one.to.clone(), book.remove(&one.student)?)))
            .collect();
        book.extend(taken);
    }

    fn fill(out: &Path) -> Book {
        for student in ["a", "b"] {
            for (folder, ending) in FOLDERS {
                let of_student = out.join(folder).join(student);
                std::fs::create_dir_all(&of_student).unwrap();
                std::fs::write(of_student.join(format!("01{ending}")), student).unwrap();
            }
        }
        std::fs::create_dir_all(out.join("marking")).unwrap();
        for marker in ["anna", "ben"] {
            let table = "student,set,question,points,page\na,01,w,1,feedback/a/01/01.html#w\nb,01,w,0,feedback/b/01/01.html#w\n\
                c,01,w,2,feedback/c/01/01.html#w\n";
            std::fs::write(out.join(format!("marking/{marker}.csv")), table).unwrap();
        }
        [("a", "a"), ("b", "b")]
            .map(|(student, whose)| (student.into(), whose.into()))
            .into()
    }

    /// Of whom each of “a” and “b” has the results, the points in a marker's table and those in the gradebook.
    fn seen(out: &Path, book: &Book) -> Vec<String> {
        let read = |path: String| std::fs::read_to_string(out.join(path)).unwrap_or_default();
        let mut all: Vec<String> = ["a", "b"]
            .iter()
            .flat_map(|student| {
                let folders = FOLDERS.iter();
                let of_folder =
                    folders.map(move |(folder, ending)| read(format!("{folder}/{student}/01{ending}")));
                of_folder.chain(std::iter::once(book.get(*student).cloned().unwrap_or_default()))
            })
            .collect();
        all.extend(["anna", "ben"].map(|marker| read(format!("marking/{marker}.csv"))));
        all
    }

    fn swapped() -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let mut book = fill(folder.path());
        let moves = [one("a", "b"), one("b", "a"), one("nobody", "d")];
        let begun = Begun::begin(folder.path(), &moves).unwrap();
        let mut in_book = |moves: &[Move], _: &[&str]| {
            exchange(&mut book, moves);
            Ok(())
        };
        begun.finish(folder.path(), &mut in_book).unwrap();
        let left = std::fs::read_dir(folder.path()).unwrap();
        assert_eq!(left.count(), FOLDERS.len() + 1);
        for (name, _) in FOLDERS {
            assert_eq!(std::fs::read_dir(folder.path().join(name)).unwrap().count(), 2);
        }
        seen(folder.path(), &book)
    }

    #[test]
    fn two_take_each_others_place() {
        let found = swapped();
        assert_eq!(found[..10].concat(), "bbbbbaaaaa");
        for table in &found[10..] {
            assert_eq!(
                table,
                "student,set,question,points,page\nb,01,w,1,feedback/b/01/01.html#w\na,01,w,0,feedback/a/01/01.html#w\n\
                 c,01,w,2,feedback/c/01/01.html#w\n"
            );
        }
    }

    #[test]
    fn wherever_it_is_cut_off_the_next_run_finishes_the_same() {
        let whole = swapped();
        // In the gradebook, before or after it wrote; or at a file, as where a disk is full. At either step, once or twice.
        for step in [Step::Aside, Step::ToPlace] {
            for place in ["before", "after", "anna", "results", "feedback"] {
                let folder = tempfile::tempdir().unwrap();
                let out = folder.path();
                let mut book = fill(out);
                Begun::begin(out, &[one("a", "b"), one("b", "a")]).unwrap();
                let blocked = match place {
                    "anna" => Some(out.join("marking")),
                    "results" | "feedback" => Some(out.join(place)),
                    _ => None,
                };
                for _ in 0..2 {
                    let mut steps = 0;
                    let begun = Begun::read(out).unwrap().unwrap();
                    let is_first = begun.step == Step::Aside;
                    let mut cut_off = |moves: &[Move], _: &[&str]| {
                        steps += 1;
                        let is_here = (steps == 2 || !is_first) == (step == Step::ToPlace);
                        if is_here && place == "before" {
                            bail!("killed");
                        }
                        exchange(&mut book, moves);
                        if is_here && place == "after" {
                            bail!("killed");
                        }
                        if let Some(blocked) = blocked.as_ref().filter(|_| is_here) {
                            // A file stands where a folder was.
                            let kept = blocked.with_extension("kept");
                            std::fs::rename(blocked, kept)?;
                            std::fs::write(blocked, "")?;
                        }
                        Ok(())
                    };
                    let done = begun.finish(out, &mut cut_off);
                    if let Some(blocked) = &blocked {
                        let kept = blocked.with_extension("kept");
                        if kept.exists() {
                            std::fs::remove_file(blocked).unwrap();
                            std::fs::rename(kept, blocked).unwrap();
                        }
                    }
                    if done.is_ok() {
                        break;
                    }
                    assert!(out.join(FILE).exists());
                }
                if let Some(begun) = Begun::read(out).unwrap() {
                    let mut in_book = |moves: &[Move], _: &[&str]| {
                        exchange(&mut book, moves);
                        Ok(())
                    };
                    begun.finish(out, &mut in_book).unwrap();
                }
                assert_eq!(seen(out, &book), whole, "{step:?} {place}");
                assert!(!out.join(FILE).exists());
            }
        }
    }
}
