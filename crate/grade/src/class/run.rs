//! Grading a class from beginning to end.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use host::lock::FileLock;
use lab::{Project, setup};

use super::collect::{self, Collected, Work};
use super::due::Due;
use super::folder::{copy_course, out_folder, scratch};
use super::grading::Grading;
use super::markers;
use super::options::Arguments;
use super::preview;
use super::renamed;
use super::results::Class;
use super::seed::secret;
use super::store;
use super::workers::progress;
use crate::checks;
use crate::nbgrader::{Clerk, Grade, Task};
use crate::problem_set::ProblemSet;
use crate::release::course_folder;
use crate::sandbox::Sandbox;
use crate::tools::Tools;
use crate::trial::{Bench, Limits};

/// Grades a class.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let course = course_folder(project, arguments.given.course.as_deref())?;
    let sets = ProblemSet::all(&course.join("source"))?;
    check_questions(&sets, &arguments.question)?;
    check_sets(&sets, &arguments.set)?;
    markers::check_names(&arguments.markers)?;
    let due = Due::read(
        &course,
        &sets.iter().map(|set| set.name.as_str()).collect::<Vec<_>>(),
    )?;
    let (collected, mut roster) = collect::read(&arguments.given, &sets, arguments.out.as_deref())?;
    if arguments.dry_run {
        print!("{}", preview::preview(&collected, &sets, &roster));
        return Ok(ExitCode::SUCCESS);
    }
    let Collected {
        mut works,
        mut strays,
        others,
        ..
    } = collected;
    if works.is_empty() {
        bail!(
            "{}: no submission to one of the course's problem sets ({}) was found in it\n{}",
            arguments.given.submissions.display(),
            sets.iter()
                .map(|set| set.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            strays.join("\n")
        );
    }
    // Whoever handed in what nobody can grade has a row as well.
    roster.students.extend(others);
    let sandbox = Sandbox::find(arguments.given.without_sandbox)?;
    let out = out_folder(&arguments.given.submissions, arguments.out.as_deref())?;
    let lock_file = out.join("lock");
    let _lock = FileLock::try_exclusive(&lock_file)?
        .with_context(|| format!("{}: another grading is at work here", out.display()))?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    let answers = setup::for_answers(project, &ready.environment)?;
    let tools = Tools::of(&ready.kernel, &answers)?;
    let secret = secret(arguments.secret.as_deref(), &out)?;

    let mut clerk = Clerk::new(&ready.environment, &out);
    strays.extend(renamed::finish(&mut clerk, &out)?);
    let known = store::known(&out);
    renamed::check(&arguments.renamed, &known, &works, &roster)?;
    let plan = renamed::plan(&known, &works, &sets, &roster, &arguments.renamed);
    renamed::carry_out(&mut clerk, &out, &plan.moves)?;
    strays.extend(plan.notes);
    strays.extend(keep_earlier(&mut works, &out, &sets));
    copy_course(&course, &out, &sets)?;
    let before = prepare(&mut clerk, &sets, |index| {
        works.iter().any(|work| work.set == index) || !out.join("release").join(&sets[index].name).exists()
    })?;
    drop(clerk);
    let releases = sets
        .iter()
        .map(|set| ProblemSet::read(&out.join("release"), &set.name))
        .collect::<Result<Vec<_>>>()?;

    let scratch = scratch(&out)?;
    let limits = Limits {
        seconds: arguments.seconds,
        memory: arguments.memory << 20,
    };
    let bench = Bench::new(&tools, sandbox, limits, scratch.path())?;
    bench.probe()?;
    let checks = checks::of_those(works.iter().map(|work| work.set), &sets, &releases, &bench)?;
    let grading = Grading {
        sets: &sets,
        releases: &releases,
        checks: &checks,
        bench: &bench,
        secret: &secret,
        arguments,
        out: &out,
    };
    let marked = grading.grade_all(&works);

    let class = Class {
        course: &course,
        roster: &roster,
        due: due.as_ref(),
        before: &before,
    };
    grading.finish(&mut Clerk::new(&ready.environment, &out), &class, &marked, strays)?;
    Ok(ExitCode::SUCCESS)
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

fn check_sets(sets: &[ProblemSet], named: &[String]) -> Result<()> {
    let known: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
    match named.iter().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => bail!(
            "--set: there is no problem set {name}. There are: {}",
            known.join(", ")
        ),
    }
}

fn check_questions(sets: &[ProblemSet], named: &[String]) -> Result<()> {
    let known: Vec<&str> = sets
        .iter()
        .flat_map(|set| set.questions.iter().map(|question| question.id.as_str()))
        .collect();
    match named.iter().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => bail!(
            "{name}: there is no such question. There are: {}",
            known.join(", ")
        ),
    }
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
