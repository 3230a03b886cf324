//! Grading a class from beginning to end.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use host::lock::FileLock;
use lab::{Project, setup};

use super::folder::{out_folder, out_place, scratch};
use super::grading::Grading;
use super::intake::Intake;
use super::options::Arguments;
use super::part;
use super::ready::{Prepared, make_ready};
use super::seed::secret;
use super::store;
use super::trying::Trying;
use crate::checks;
use crate::nbgrader::Clerk;
use crate::problem_set::ProblemSet;
use crate::sandbox::Sandbox;
use crate::tools::Tools;
use crate::trial::Bench;

/// Grades a class, or a part of it.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    if let Some(part) = arguments.part.filter(|_| !arguments.dry_run) {
        return part::grade(project, arguments, part);
    }
    let given = &arguments.given;
    let place = out_place(&given.submissions, arguments.out.as_deref());
    let mut intake = Intake::read(project, given, &store::students(&place), |sets| {
        check_questions(sets, &arguments.question)?;
        arguments.writing.check(sets)
    })?;
    if arguments.dry_run {
        print!("{}", intake.preview);
        return Ok(ExitCode::SUCCESS);
    }
    intake.is_any(&given.submissions)?;
    let sandbox = Sandbox::find(given.without_sandbox)?;
    let out = out_folder(&given.submissions, arguments.out.as_deref())?;
    part::is_none_here(&out)?;
    let lock_file = out.join("lock");
    let _lock = FileLock::try_exclusive(&lock_file)?
        .with_context(|| format!("{}: another grading is at work here", out.display()))?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    let answers = setup::for_answers(project, &ready.environment)?;
    let tools = Tools::of(&ready.kernel, &answers)?;
    let secret = secret(arguments.secret.as_deref(), &out)?;

    let mut clerk = Clerk::new(&ready.environment, &out);
    let Prepared { before, releases } =
        make_ready(&mut clerk, &out, &mut intake, &arguments.writing.renamed)?;
    drop(clerk);

    let scratch = scratch(&out)?;
    let bench = Bench::new(&tools, sandbox, arguments.tries.limits(), scratch.path())?;
    bench.probe()?;
    let handed_in = intake.works.iter().map(|work| work.set);
    let checks = checks::of_those(handed_in, &intake.sets, &releases, &bench)?;
    let marked = Trying {
        sets: &intake.sets,
        releases: &releases,
        checks: &checks,
        bench: &bench,
        secret: &secret,
        again: arguments.again,
        questions: &arguments.question,
        jobs: arguments.tries.jobs,
        digests: &|_| String::new(),
        out: &out,
    }
    .grade_all(&intake.works);

    let grading = Grading {
        sets: &intake.sets,
        releases: &releases,
        given,
        writing: &arguments.writing,
        out: &out,
    };
    grading.finish(
        &mut Clerk::new(&ready.environment, &out),
        &intake.class(&before),
        &marked,
        &intake.strays,
    )?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn check_questions(sets: &[ProblemSet], named: &[String]) -> Result<()> {
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
