//! Making the output folder ready for a hand-in: who is called otherwise now, what an earlier run knows better, the releases and
//! the gradebook.

use std::path::Path;

use anyhow::{Context, Result};

use super::collect::Work;
use super::folder::copy_course;
use super::intake::Intake;
use super::renamed;
use super::store;
use super::workers::progress;
use crate::nbgrader::{Clerk, Grade, Task};
use crate::problem_set::ProblemSet;

/// What is known once the folder is ready.
pub(super) struct Prepared {
    /// What the gradebook says before this grading.
    pub(super) before: Vec<Grade>,
    /// The problem sets as students got them.
    pub(super) releases: Vec<ProblemSet>,
}

/// Makes `out` ready for what was handed in, of which is taken out what earlier results stand for; `renamed` is what the lecturer
/// says of names.
pub(super) fn make_ready(
    clerk: &mut Clerk,
    out: &Path,
    intake: &mut Intake,
    renamed: &[(String, String)],
) -> Result<Prepared> {
    let Intake {
        course,
        sets,
        works,
        strays,
        roster,
        ..
    } = intake;
    strays.extend(renamed::finish(clerk, out)?);
    let known = store::known(out);
    renamed::check(renamed, &known, works, roster)?;
    let plan = renamed::plan(&known, works, sets, roster, renamed);
    renamed::carry_out(clerk, out, &plan.moves)?;
    strays.extend(plan.notes);
    strays.extend(keep_earlier(works, out, sets));
    copy_course(course, out, sets)?;
    let before = prepare(clerk, sets, |index| {
        works.iter().any(|work| work.set == index) || !out.join("release").join(&sets[index].name).exists()
    })?;
    let releases = sets
        .iter()
        .map(|set| ProblemSet::read(&out.join("release"), &set.name));
    Ok(Prepared {
        before,
        releases: releases.collect::<Result<_>>()?,
    })
}

/// Takes out what cannot be read where an earlier run graded what could be: a file that is none, or a notebook that was cut
/// off on its way, costs nobody what they had.
fn keep_earlier(works: &mut Vec<Work>, out: &Path, sets: &[ProblemSet]) -> Vec<String> {
    let mut notes = Vec::new();
    works.retain(|work| {
        let set = &sets[work.set].name;
        let Err(reason) = &work.notebook else { return true };
        let is_kept = store::is_graded(out, &work.student, set);
        if is_kept {
            notes.push(format!(
                "{}, {set}: {reason}; the results of what was handed in earlier stay",
                work.student
            ));
        }
        !is_kept
    });
    notes
}

/// Makes the releases and the gradebook's part for them; what the gradebook says before this grading. What cannot be released
/// stops only a grading of that very problem set.
fn prepare(clerk: &mut Clerk, sets: &[ProblemSet], is_needed: impl Fn(usize) -> bool) -> Result<Vec<Grade>> {
    let bar = progress("preparing", sets.len());
    for (index, set) in sets.iter().enumerate() {
        let done = clerk.work(&Task::Prepare { set: &set.name });
        match done {
            Err(error) if !is_needed(index) => {
                eprintln!("note: {}: is left as it was released: {error:#}", set.name);
            }
            done => {
                done.with_context(|| {
                    format!(
                        "{}: cannot be released. Where cells were added to it or taken away after it was graded, undo that, or \
                         grade it into another folder with --out",
                        set.name
                    )
                })?;
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let told = clerk.work(&Task::Grades).context(
        "gradebook.db: cannot be read. Move it away to begin anew; the points that were given by hand are in it",
    )?;
    Ok(told.grades)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::collect::Origin;
    use crate::class::store::{Kept, Stored};
    use crate::class::table::tests::sets;
    use crate::graded::Graded;
    use protocol::verdict::Status;

    #[test]
    fn what_cannot_be_read_takes_no_earlier_results_away() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let sets = sets();
        let kept = Kept {
            key: "k".into(),
            graded: Graded::nothing("q", 2.0, Status::Wrong, "because"),
        };
        let stored = Stored {
            results: [("q".to_owned(), kept)].into(),
            ..Stored::default()
        };
        store::save(out, "ada", &sets[0].name, &stored).unwrap();
        let work = |student: &str, notebook| Work {
            student: student.into(),
            set: 0,
            notebook,
            path: "01.pdf".into(),
            origin: Origin::Path("01.pdf".into()),
            notes: Vec::new(),
            handed_in: None,
        };
        let unread = || Err("01.pdf is not a notebook".into());
        let mut works = vec![
            work("ada", unread()),
            work("bea", unread()),
            work("ada", Ok(serde_json::json!({}))),
        ];
        let notes = keep_earlier(&mut works, out, &sets);
        let left: Vec<(&str, bool)> = works
            .iter()
            .map(|work| (work.student.as_str(), work.notebook.is_ok()))
            .collect();
        assert_eq!(left, [("bea", false), ("ada", true)]);
        assert_eq!(notes.len(), 1);
        assert!(
            notes[0].contains("01.pdf is not a notebook; the results"),
            "{notes:?}"
        );
    }
}
