//! Grading a class from beginning to end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::collect::{self, Work};
use super::files;
use super::outputs::outputs;
use super::package::{self, Packed};
use super::rebuild::rebuild;
use super::roster::Roster;
use super::seed::seed;
use super::store::{self, Kept, Stored};
use super::summary::{self, Class};
use super::table;
use crate::grade::grade_question;
use crate::grade::graded::Graded;
use crate::grade::nbgrader::{self, Page, Record, Task};
use crate::grade::problem_set::{ProblemSet, Question};
use crate::grade::release::course_folder;
use crate::grade::sandbox::Sandbox;
use crate::grade::submission::Submission;
use crate::grade::tools::Tools;
use crate::grade::trial::{Bench, Limits};
use crate::lock::FileLock;
use crate::project::Project;
use crate::setup;

const EXAMPLES: &str = "\
Examples:
  cargo lab grade submissions handed-in/                        handed-in/STUDENT/SET/SET.ipynb
  cargo lab grade submissions moodle.zip --roster class.csv     as Moodle or Canvas exports it
  cargo lab grade submissions handed-in/ --course ~/mlp-2027 --out ~/grades --secret 'two words'
  cargo lab grade submissions handed-in/ --question batches     grade one question again";

/// How the folders begin in which answers are compiled.
const SCRATCH: &str = "scratch-";

/// Options of `cargo lab grade submissions`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A folder student/problem-set/notebook.ipynb, or a zip (or unpacked zip) of Moodle or Canvas
    #[arg(value_name = "DIR")]
    submissions: PathBuf,
    /// The folder with nbgrader_config.py and source/ [default: notebooks/exercises]
    #[arg(long, value_name = "DIR")]
    course: Option<PathBuf>,
    /// Where points, feedback and the gradebook go [default: graded/ beside the submissions]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Gives every student inputs of their own, drawn from this and their name: hard-coded answers fail
    #[arg(long, env = "MLP_GRADE_SECRET", hide_env_values = true)]
    secret: Option<String>,
    /// A table id,name,… whose further columns are what the learning platform calls the student
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// Grades this question again, whatever is known of it
    #[arg(long, value_name = "QUESTION")]
    question: Vec<String>,
    /// Grades everything again
    #[arg(long)]
    again: bool,
    /// Seconds that an answer may take
    #[arg(long, default_value_t = Limits::default().seconds)]
    seconds: u64,
    /// Memory that an answer may take, in MB
    #[arg(long, default_value_t = Limits::default().memory >> 20)]
    memory: u64,
    /// How many answers are tried at the same time [default: what cores and memory allow]
    #[arg(long)]
    jobs: Option<usize>,
    /// Runs submissions without a sandbox where bubblewrap is missing: they can do whatever you can
    #[arg(long)]
    without_sandbox: bool,
}

/// A submission with its results.
struct Marked<'a> {
    work: &'a Work,
    submission: Submission,
    stored: Stored,
    /// Whether the gradebook had results of an earlier run.
    was_recorded: bool,
}

/// Grades a class.
pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let course = course_folder(project, arguments.course.as_deref())?;
    let sets = ProblemSet::all(&course.join("source"))?;
    check_questions(&sets, &arguments.question)?;
    let roster = arguments
        .roster
        .as_deref()
        .map(Roster::read)
        .transpose()?
        .unwrap_or_default();
    let (works, strays) = collect::sort(files::read(&arguments.submissions)?, &sets, &roster);
    if works.is_empty() {
        bail!(
            "{}: no submission to one of the course's problem sets ({}) was found in it",
            arguments.submissions.display(),
            sets.iter()
                .map(|set| set.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    let sandbox = Sandbox::find(arguments.without_sandbox)?;
    let out = out_folder(arguments)?;
    let lock_file = out.join("lock");
    let _lock = FileLock::try_exclusive(&lock_file)?
        .with_context(|| format!("{}: another grading is at work here", out.display()))?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    let tools = Tools::of(&ready.home)?;

    copy_course(&course, &out, &sets)?;
    let names = sets.iter().map(|set| set.name.as_str()).collect();
    let bar = progress("preparing", sets.len());
    let before = nbgrader::run(
        &ready.environment,
        &Task::Prepare {
            course: &out,
            sets: names,
        },
        || bar.inc(1),
    )?;
    bar.finish_and_clear();
    let releases = sets
        .iter()
        .map(|set| ProblemSet::read(&out.join("release"), &set.name))
        .collect::<Result<Vec<_>>>()?;

    remove_scratch(&out)?;
    let scratch = tempfile::Builder::new()
        .prefix(SCRATCH)
        .tempdir_in(&out)
        .context("no temporary folder can be made")?;
    let bench = Bench {
        tools: &tools,
        sandbox,
        limits: Limits {
            seconds: arguments.seconds,
            memory: arguments.memory << 20,
        },
        scratch: scratch.path(),
    };
    bench.probe()?;
    let grading = Grading {
        sets: &sets,
        releases: &releases,
        bench: &bench,
        arguments,
        out: &out,
    };
    let marked = grading.grade_all(&works)?;

    let grades = grading.record(&ready.environment, &marked, &roster)?;
    grading.write_results(&marked, &before, &grades, &roster, strays)?;
    Ok(ExitCode::SUCCESS)
}

struct Grading<'a> {
    sets: &'a [ProblemSet],
    releases: &'a [ProblemSet],
    bench: &'a Bench<'a>,
    arguments: &'a Arguments,
    out: &'a Path,
}

impl Grading<'_> {
    /// Grades what is new, several submissions at a time; each is kept as soon as it is done.
    fn grade_all<'w>(&self, works: &'w [Work]) -> Result<Vec<Marked<'w>>> {
        let questions = works.iter().map(|work| self.sets[work.set].questions.len()).sum();
        let bar = progress("grading", questions);
        let next = AtomicUsize::new(0);
        let worker = || -> Result<Vec<(usize, Marked<'w>)>> {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(work) = works.get(index) else {
                    return Ok(done);
                };
                bar.set_message(work.student.clone());
                let marked = self
                    .grade(work, &bar)
                    .with_context(|| format!("{}, {}", work.student, self.sets[work.set].name));
                if marked.is_err() {
                    // The others stop after what they are at.
                    next.store(works.len(), Ordering::Relaxed);
                }
                done.push((index, marked?));
            }
        };
        let jobs = self
            .arguments
            .jobs
            .unwrap_or_else(|| jobs(self.bench.limits.memory))
            .max(1);
        let results: Vec<Result<Vec<_>>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(worker)).collect();
            workers
                .into_iter()
                .map(|worker| {
                    worker
                        .join()
                        .unwrap_or_else(|_| Err(anyhow!("a thread of the grading panicked")))
                })
                .collect()
        });
        bar.finish_and_clear();
        let mut marked = BTreeMap::new();
        for result in results {
            marked.extend(result?);
        }
        Ok(marked.into_values().collect())
    }

    fn grade<'w>(&self, work: &'w Work, bar: &ProgressBar) -> Result<Marked<'w>> {
        let (set, release) = (&self.sets[work.set], &self.releases[work.set]);
        let submission = match &work.notebook {
            Ok(notebook) => Submission::read(notebook, release),
            Err(_) => Submission::default(),
        };
        let mut stored = store::load(self.out, &work.student, &set.name);
        let was_recorded = stored.is_recorded;
        let mut results = BTreeMap::new();
        for question in &set.questions {
            let seed = seed(
                self.arguments.secret.as_deref(),
                &work.student,
                &set.name,
                &question.id,
            );
            let key = self.key(set, release, &submission, question, seed, work);
            let known = stored.results.remove(&question.id).filter(|kept| {
                kept.key == key && !self.arguments.again && !self.arguments.question.contains(&question.id)
            });
            let kept = if let Some(kept) = known {
                kept
            } else {
                stored.is_recorded = false;
                let mut graded = grade_question(self.bench, release, &submission, question, seed)?;
                if let Err(reason) = &work.notebook {
                    graded.reason.clone_from(reason);
                }
                Kept { key, graded }
            };
            results.insert(question.id.clone(), kept);
            bar.inc(1);
        }
        stored.results = results;
        store::save(self.out, &work.student, &set.name, &stored)?;
        Ok(Marked {
            work,
            submission,
            stored,
            was_recorded,
        })
    }

    /// Stands for everything that the result of a question depends on.
    fn key(
        &self,
        set: &ProblemSet,
        release: &ProblemSet,
        submission: &Submission,
        question: &Question,
        seed: u64,
        work: &Work,
    ) -> String {
        let Limits { seconds, memory } = self.bench.limits;
        let settings = format!(
            "{seed} {seconds} {memory} {} {:?} {:?} {:?}",
            self.bench.tools.key, self.bench.sandbox, set.allowed, question
        );
        let mut parts = vec![settings];
        let own = question.check.is_none().then(|| question.id.clone());
        let answers = question
            .check
            .iter()
            .flat_map(|check| check.answers.clone())
            .chain(own);
        for id in answers {
            let answer = submission.cell(&id, &release.text(&id));
            parts.push(format!("{:?}", answer.map(|cell| (&cell.text, &cell.pictures))));
        }
        parts.extend(work.notebook.as_ref().err().cloned());
        store::key(&parts.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Enters what is new into the gradebook and writes all pages of feedback; what the gradebook says then.
    fn record(
        &self,
        environment: &setup::environment::Environment,
        marked: &[Marked],
        roster: &Roster,
    ) -> Result<Vec<nbgrader::Grade>> {
        let mut record = Vec::new();
        for one in marked.iter().filter(|one| !one.stored.is_recorded) {
            let set = &self.sets[one.work.set];
            let notebook = rebuild(&self.releases[one.work.set], &one.submission);
            let folder = self.out.join("submitted").join(&one.work.student).join(&set.name);
            store::write(
                &folder.join(format!("{}.ipynb", set.name)),
                &serde_json::to_vec_pretty(&notebook)?,
            )?;
            let results = one.stored.results.values().map(|kept| &kept.graded);
            record.push(Record {
                student: &one.work.student,
                name: roster.students.get(&one.work.student).map_or("", String::as_str),
                set: &set.name,
                outputs: results
                    .map(|graded| (graded.id.as_str(), outputs(graded)))
                    .collect(),
            });
        }
        let feedback: Vec<Page> = marked
            .iter()
            .map(|one| Page {
                student: &one.work.student,
                set: &self.sets[one.work.set].name,
            })
            .collect();
        let bar = progress("gradebook and feedback", record.len() + feedback.len());
        let task = Task::Record {
            course: self.out,
            record,
            feedback,
        };
        let grades = nbgrader::run(environment, &task, || bar.inc(1))?;
        bar.finish_and_clear();
        for one in marked.iter().filter(|one| !one.stored.is_recorded) {
            let stored = Stored {
                results: one.stored.results.clone(),
                is_recorded: true,
            };
            store::save(
                self.out,
                &one.work.student,
                &self.sets[one.work.set].name,
                &stored,
            )?;
        }
        Ok(grades)
    }

    /// Writes the table, the summary and the packed pages, and says what a person should know.
    fn write_results(
        &self,
        marked: &[Marked],
        before: &[nbgrader::Grade],
        grades: &[nbgrader::Grade],
        roster: &Roster,
        mut notes: Vec<String>,
    ) -> Result<()> {
        let sets = self.sets;
        for one in marked {
            let name = format!("{}, {}", one.work.student, sets[one.work.set].name);
            if let Err(reason) = &one.work.notebook {
                notes.push(format!("{name}: {reason}"));
            } else {
                let all = one.work.notes.iter().chain(&one.submission.notes);
                notes.extend(all.map(|note| format!("{name}: {note}")));
            }
        }
        let results: Vec<(&str, &Graded)> = marked
            .iter()
            .flat_map(|one| {
                let set = sets[one.work.set].name.as_str();
                one.stored.results.values().map(move |kept| (set, &kept.graded))
            })
            .collect();
        let was_recorded = |grade: &&nbgrader::Grade| {
            marked.iter().any(|one| {
                one.was_recorded && one.work.student == grade.student && sets[one.work.set].name == grade.set
            })
        };
        let before: Vec<nbgrader::Grade> = before.iter().filter(was_recorded).cloned().collect();
        let changes = table::changes(&before, grades);
        store::write(&self.out.join("grades.csv"), &table::csv(sets, grades, roster)?)?;
        let page = summary::html(&Class {
            sets,
            grades,
            results: &results,
            roster,
            notes: &notes,
            changes: &changes,
        });
        store::write(&self.out.join("summary.html"), page.as_bytes())?;
        self.pack(marked)?;
        for change in &changes {
            println!("changed: {change}");
        }
        for note in &notes {
            println!("note: {note}");
        }
        let unmarked = grades.iter().filter(|grade| table::is_unmarked(grade)).count();
        println!(
            "{} submissions; {unmarked} answers are to be marked by hand; the results are in {}",
            marked.len(),
            self.out.display()
        );
        Ok(())
    }

    fn pack(&self, marked: &[Marked]) -> Result<()> {
        let pages: Vec<PathBuf> = marked
            .iter()
            .map(|one| {
                let set = &self.sets[one.work.set].name;
                let folder = self.out.join("feedback").join(&one.work.student).join(set);
                folder.join(format!("{set}.html"))
            })
            .collect();
        let packed: Vec<Packed> = pages
            .iter()
            .zip(marked)
            .map(|(page, one)| Packed {
                page,
                submission: &one.work.path,
            })
            .collect();
        store::write(&self.out.join("feedback.zip"), &package::zip(&packed)?)
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

/// The output folder, absolute. It may not be among the submissions, which stay as they are.
fn out_folder(arguments: &Arguments) -> Result<PathBuf> {
    let submissions = &arguments.submissions;
    let submissions = submissions
        .canonicalize()
        .with_context(|| submissions.display().to_string())?;
    let out = match &arguments.out {
        Some(out) => std::path::absolute(out).with_context(|| out.display().to_string())?,
        None => submissions.with_file_name("graded"),
    };
    let context = || format!("{}: cannot be made", out.display());
    // Asked before it is made: nothing is written among the submissions.
    if out.starts_with(&submissions) {
        bail!(
            "{}: is among the submissions. Name another folder with --out",
            out.display()
        );
    }
    std::fs::create_dir_all(&out).with_context(context)?;
    let out = out.canonicalize().with_context(context)?;
    if out.starts_with(&submissions) {
        bail!(
            "{}: is among the submissions. Name another folder with --out",
            out.display()
        );
    }
    Ok(out)
}

/// Removes what a run that was cut off left; no other is at work.
fn remove_scratch(out: &Path) -> Result<()> {
    let entries = std::fs::read_dir(out).with_context(|| out.display().to_string())?;
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(SCRATCH) {
            std::fs::remove_dir_all(entry.path()).with_context(|| entry.path().display().to_string())?;
        }
    }
    Ok(())
}

/// nbgrader works in the output folder, on a copy of the course's sources.
fn copy_course(course: &Path, out: &Path, sets: &[ProblemSet]) -> Result<()> {
    let config = "nbgrader_config.py";
    let text = std::fs::read(course.join(config))
        .with_context(|| format!("{}: is missing", course.join(config).display()))?;
    store::write(&out.join(config), &text)?;
    for set in sets {
        let from = course.join("source").join(&set.name);
        for entry in walkdir::WalkDir::new(&from) {
            let entry = entry.with_context(|| from.display().to_string())?;
            let inside = entry
                .path()
                .strip_prefix(course)
                .context("a file outside the course")?;
            if entry.file_type().is_file() {
                let bytes =
                    std::fs::read(entry.path()).with_context(|| entry.path().display().to_string())?;
                store::write(&out.join(inside), &bytes)?;
            }
        }
    }
    Ok(())
}

/// As many answers at a time as there are cores, and as memory holds if each takes what it may and the compiler besides.
fn jobs(memory: u64) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let free = text
        .lines()
        .find_map(|line| {
            line.strip_prefix("MemAvailable:")?
                .trim()
                .strip_suffix(" kB")?
                .parse::<u64>()
                .ok()
        })
        .map_or(u64::MAX, |kilobytes| kilobytes << 10);
    cores.min((free / (memory + (1 << 30))) as usize).max(1)
}

fn progress(what: &str, steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:>24} {bar:30} {pos}/{len} {eta} left {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(steps as u64)
        .with_style(style)
        .with_prefix(what.to_owned())
}
