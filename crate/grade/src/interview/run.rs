//! From a class's submissions to its interview sheets.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use host::file;
use host::lock::FileLock;
use lab::{Project, setup};

use super::options::Arguments;
use super::page::{self, For, Line};
use super::student::{Maker, Questions};
use crate::checks;
use crate::class::collect::{self, Collected, Work};
use crate::class::counted::counted;
use crate::class::folder::{out_folder, out_place, scratch};
use crate::class::names::Folders;
use crate::class::roster::Roster;
use crate::class::seed;
use crate::class::store;
use crate::class::workers::{self, progress};
use crate::printable;
use crate::problem_set::ProblemSet;
use crate::release::course_folder;
use crate::sandbox::Sandbox;
use crate::tools::Tools;
use crate::trial::{Bench, Limits};

/// How many characters of a reason are printed.
const LONGEST_REASON: usize = 300;

/// Makes a sheet a student.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let course = course_folder(project, arguments.given.course.as_deref())?;
    // What is hidden from students stays so: their sheets hold calls that checks make.
    let sets: Vec<ProblemSet> = ProblemSet::all(&course.join("source"))?
        .into_iter()
        .map(ProblemSet::without_hidden_tests)
        .collect();
    let earlier = store::students(&out_place(&arguments.given.submissions, arguments.out.as_deref()));
    let (collected, mut roster) = collect::read(&arguments.given, &sets, &earlier)?;
    let Collected {
        works,
        strays,
        others,
        ..
    } = collected;
    if works.is_empty() {
        bail!(
            "{}: no submission to a problem set of {} was found in it. `cargo lab grade submissions … --dry-run` says what was",
            arguments.given.submissions.display(),
            course.display()
        );
    }
    roster.students.extend(others);
    let sandbox = Sandbox::find(arguments.given.without_sandbox)?;
    let out = out_folder(&arguments.given.submissions, arguments.out.as_deref())?;
    let lock_file = out.join("lock");
    let _lock = FileLock::try_exclusive(&lock_file)?
        .with_context(|| format!("{}: a grading is at work here", out.display()))?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    let answers = setup::for_answers(project, &ready.environment)?;
    let tools = Tools::of(&ready.kernel, &answers)?;
    if arguments.secret.is_none() && !seed::is_drawn(&out) {
        println!(
            "no grading has drawn a secret in {}: these questions have one of their own. With the grades' --out or --secret, the \
             same come again",
            out.display()
        );
    }
    let secret = seed::secret(arguments.secret.as_deref(), &out)?;
    let releases = sets
        .iter()
        .map(ProblemSet::handed_out)
        .collect::<Result<Vec<_>>>()?;

    let scratch = scratch(&out)?;
    let limits = Limits {
        seconds: arguments.seconds,
        ..Limits::default()
    };
    let bench = Bench::new(&tools, sandbox, limits, scratch.path())?;
    bench.probe()?;
    let checks = checks::of_those(works.iter().map(|work| work.set), &sets, &releases, &bench)?;
    let maker = Maker {
        sets: &sets,
        releases: &releases,
        checks: &checks,
        bench: &bench,
        secret: &secret,
        wanted: arguments.questions.into(),
    };
    let students = make(&maker, &works, arguments.jobs);
    let lines = write(&out.join("interview"), &roster, students);
    let index = out.join("interview").join("index.html");
    let page = page::index(&lines, maker.wanted, &strays);
    file::write(&index, page.as_bytes())?;
    for line in lines.iter().filter(|line| line.questions < maker.wanted) {
        let count = counted(line.questions, "question");
        let why = printable::beginning(&printable::line(&line.reason), LONGEST_REASON);
        println!("{}: {count}: {why}", line.student);
    }
    let sheets = lines.iter().filter(|line| line.questions > 0).count();
    println!(
        "{} for {}: {}",
        counted(sheets, "sheet"),
        counted(lines.len(), "student"),
        index.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// The questions to everybody who handed in, several students at a time.
fn make(maker: &Maker, works: &[Work], jobs: Option<usize>) -> BTreeMap<String, Questions> {
    let mut by_student: BTreeMap<&str, Vec<&Work>> = BTreeMap::new();
    for work in works {
        by_student.entry(&work.student).or_default().push(work);
    }
    let students: Vec<(&str, Vec<&Work>)> = by_student.into_iter().collect();
    let bar = progress("interview sheets", students.len());
    let made = workers::each(
        &students,
        workers::jobs(jobs, maker.bench.limits.memory),
        |(student, works)| {
            bar.set_message((*student).to_owned());
            let questions = maker.questions(student, works);
            bar.inc(1);
            ((*student).to_owned(), questions)
        },
        |(student, _)| {
            let reason = "this program failed at it; please report it".to_owned();
            let questions = Questions {
                reason,
                ..Questions::default()
            };
            ((*student).to_owned(), questions)
        },
    );
    bar.finish_and_clear();
    made.into_iter().collect()
}

/// Writes the two pages of everybody who has questions; a line for everybody there is. What fails is one student's.
fn write(folder: &Path, roster: &Roster, mut made: BTreeMap<String, Questions>) -> Vec<Line> {
    for student in roster.students.keys() {
        made.entry(student.clone()).or_insert_with(|| Questions {
            reason: "handed in nothing that can be asked about".to_owned(),
            ..Questions::default()
        });
    }
    let mut files = Folders::default();
    // Whoever is called so has another file than the list.
    files.claim("index");
    let mut lines = Vec::new();
    for (student, questions) in made {
        let name = roster.students.get(&student).cloned().unwrap_or_default();
        let file = format!("{}.html", files.claim(&student));
        let mut count = questions.asked.len();
        let mut reason = questions.reason;
        let pages = [
            (folder.join(&file), For::Student),
            (folder.join("key").join(&file), For::Examiner),
        ];
        for (path, reader) in pages {
            let done = if questions.asked.is_empty() {
                remove(&path)
            } else {
                let page = page::sheet(&student, &name, &questions.asked, reader);
                file::write(&path, page.as_bytes())
            };
            if let Err(error) = done {
                count = 0;
                reason = format!("{error:#}");
            }
        }
        lines.push(Line {
            student,
            name,
            file: (count > 0).then_some(file),
            questions: count,
            reason,
        });
    }
    lines
}

/// Removes what an earlier run wrote for somebody who has no questions any more.
fn remove(page: &Path) -> Result<()> {
    match std::fs::remove_file(page) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{}: cannot be removed", page.display()))
        }
        _ => Ok(()),
    }
}
