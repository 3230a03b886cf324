//! Grading one part: its results, and nothing that is written once for a class.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use host::lock::FileLock;
use lab::setup::environment::Environment;
use lab::{Project, setup};

use super::Part;
use super::slip::{Slip, Tried, absolute, digests, name};
use crate::checks;
use crate::class::collect::Work;
use crate::class::counted::counted;
use crate::class::folder::{copy_course, out_folder, scratch};
use crate::class::grading::Marked;
use crate::class::intake::Intake;
use crate::class::options::Arguments;
use crate::class::run::check_questions;
use crate::class::trying::Trying;
use crate::nbgrader::{Clerk, Task};
use crate::problem_set::ProblemSet;
use crate::sandbox::Sandbox;
use crate::tools::Tools;
use crate::trial::Bench;
use protocol::verdict::Status;

/// Grades what `part` has of a class.
pub(in crate::class) fn grade(project: &Project, arguments: &Arguments, part: Part) -> Result<ExitCode> {
    let Some(secret) = arguments.secret.as_deref() else {
        bail!(
            "--part: all parts draw their inputs from one secret, so give each of them the same --secret WORDS (or set \
             MLP_GRADE_SECRET)"
        );
    };
    let given = &arguments.given;
    // As on every other machine, whatever an earlier run left on this one.
    let intake = Intake::read(project, given, &BTreeSet::new(), |sets| {
        check_questions(sets, &arguments.question)
    })?;
    intake.is_any(&given.submissions)?;
    let sandbox = Sandbox::find(given.without_sandbox)?;
    let out = out_folder(&given.submissions, arguments.out.as_deref())?;
    if out.join("grades.csv").exists() {
        bail!(
            "{}: holds a whole class's results. Give each part a folder of its own",
            out.display()
        );
    }
    let lock_file = out.join("lock");
    let _lock = FileLock::try_exclusive(&lock_file)?
        .with_context(|| format!("{}: another grading is at work here", out.display()))?;
    if let Some(before) = Slip::path(&out).exists().then(|| Slip::read(&out)).transpose()?
        && before.part() != part
    {
        bail!(
            "{}: holds part {}. Give each part a folder of its own",
            out.display(),
            before.part()
        );
    }
    let Intake {
        course, sets, works, ..
    } = intake;
    let limits = arguments.tries.limits();
    let tried = Tried::new(secret, limits);
    let digests = digests(&works, &sets, &tried)?;
    Slip::new(part, absolute(given, &course)?, tried, digests.clone()).write(&out)?;
    let works: Vec<Work> = part.share(works).collect();
    if works.is_empty() {
        println!("part {part} has no submission: there are fewer than parts");
        return Ok(ExitCode::SUCCESS);
    }

    let ready = setup::run(project, &setup::Arguments::default())?;
    let answers = setup::for_answers(project, &ready.environment)?;
    let tools = Tools::of(&ready.kernel, &answers)?;
    let scratch = scratch(&out)?;
    let is_needed = |index: usize| works.iter().any(|work| work.set == index);
    let releases = releases(&ready.environment, &course, &sets, is_needed, scratch.path())?;
    let bench = Bench::new(&tools, sandbox, limits, scratch.path())?;
    bench.probe()?;
    let checks = checks::of_those(works.iter().map(|work| work.set), &sets, &releases, &bench)?;
    let trying = Trying {
        sets: &sets,
        releases: &releases,
        checks: &checks,
        bench: &bench,
        secret,
        again: arguments.again,
        questions: &arguments.question,
        jobs: arguments.tries.jobs,
        digests: &|work| digests.get(&name(work, &sets)).cloned().unwrap_or_default(),
        out: &out,
    };
    let marked = trying.grade_all(&works);
    tell(&marked, part, &out.display().to_string());
    Ok(ExitCode::SUCCESS)
}

/// The problem sets as students got them: nbgrader's, which the whole class is graded by, and made aside. Of those that are not
/// needed nobody looks at the release.
fn releases(
    environment: &Environment,
    course: &Path,
    sets: &[ProblemSet],
    is_needed: impl Fn(usize) -> bool,
    scratch: &Path,
) -> Result<Vec<ProblemSet>> {
    let aside = scratch.join("course");
    copy_course(course, &aside, sets)?;
    let mut clerk = Clerk::new(environment, &aside);
    let mut release = |(index, set): (usize, &ProblemSet)| {
        if !is_needed(index) {
            return Ok(set.clone());
        }
        clerk
            .work(&Task::Prepare { set: &set.name })
            .with_context(|| format!("{}: cannot be released", set.name))?;
        ProblemSet::read(&aside.join("release"), &set.name)
    };
    sets.iter().enumerate().map(&mut release).collect()
}

/// Says how the part ended.
fn tell(marked: &[Marked], part: Part, out: &str) {
    let results = marked.iter().flat_map(|one| one.stored.results.values());
    let failed = results
        .filter(|kept| kept.graded.standing == Status::NotGraded)
        .count();
    if failed > 0 {
        println!(
            "note: not graded: {}; the same command tries them again",
            counted(failed, "answer")
        );
    }
    println!(
        "part {part}: {}; the results are in {out}, and `cargo lab grade merge` puts all parts together",
        counted(marked.len(), "submission")
    );
}
