//! `cargo lab grade merge`: the folders of all parts in, what one machine would have written out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use host::lock::FileLock;
use lab::{Project, setup};

use super::missing::{self, listed};
use super::slip::{Digests, Slip, digests, name};
use super::union::{Folder, union};
use crate::class::folder::out_folder;
use crate::class::given::Given;
use crate::class::grading::{Grading, Marked};
use crate::class::intake::Intake;
use crate::class::options::Writing;
use crate::class::ready::{Prepared, make_ready};
use crate::class::store::{self, Stored};
use crate::nbgrader::Clerk;
use crate::submission::Submission;

const EXAMPLES: &str = "\
Examples:
  cargo lab grade merge parts/1 parts/2 parts/3 --out graded
  cargo lab grade merge parts/* --out graded --markers kim,lee
  cargo lab grade merge parts/* --out graded --submissions moodle.zip    where the parts were graded elsewhere";

/// Options of `cargo lab grade merge`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct MergeArguments {
    /// The folders that `cargo lab grade submissions … --part I/N` wrote, in any order
    #[arg(required = true, value_name = "DIR")]
    parts: Vec<PathBuf>,
    /// Where points, feedback and the gradebook go; what people gave there by hand stays
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    writing: Writing,
    /// Where the submissions are on this machine [default: where the first part found them]
    #[arg(long, value_name = "DIR")]
    submissions: Option<PathBuf>,
    /// Where the course is on this machine [default: the same]
    #[arg(long, value_name = "DIR")]
    course: Option<PathBuf>,
    /// Where the roster is on this machine [default: the same]
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// Where Moodle's worksheet is on this machine [default: the same]
    #[arg(long, value_name = "FILE")]
    worksheet: Option<PathBuf>,
}

/// Writes down a class that was graded in parts.
pub fn merge(project: &Project, arguments: &MergeArguments) -> Result<ExitCode> {
    let folders = folders(&arguments.parts)?;
    let first = &folders[0];
    let given = given(arguments, &first.slip.given);
    let mut intake = Intake::read(project, &given, &BTreeSet::new(), |sets| {
        arguments.writing.check(sets)
    })?;
    let now = digests(&intake.works, &intake.sets, &first.slip.tried)?;
    for folder in &folders {
        is_of_this_class(folder, &now)?;
    }
    let found = union(&folders, &intake.works, &intake.sets, &now)?;
    let names: Vec<String> = intake.works.iter().map(|work| name(work, &intake.sets)).collect();
    let is_there: Vec<bool> = found.iter().map(Option::is_some).collect();
    if let Some(problem) = missing::described(&folders, &names, &is_there) {
        bail!("{problem}");
    }

    let out = out_folder(&given.submissions, Some(&arguments.out))?;
    super::is_none_here(&out)?;
    let lock_file = out.join("lock");
    let _lock = FileLock::try_exclusive(&lock_file)?
        .with_context(|| format!("{}: another grading is at work here", out.display()))?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    let mut clerk = Clerk::new(&ready.environment, &out);
    let Prepared { before, releases } =
        make_ready(&mut clerk, &out, &mut intake, &arguments.writing.renamed)?;
    let all: std::collections::BTreeMap<String, Stored> =
        names.into_iter().zip(found.into_iter().flatten()).collect();
    let mut marked = Vec::new();
    for work in &intake.works {
        let set = &intake.sets[work.set];
        let Some(stored) = all.get(&name(work, &intake.sets)) else {
            continue;
        };
        marked.push(Marked {
            work,
            submission: match &work.notebook {
                Ok(notebook) => Submission::read(notebook, &releases[work.set]),
                Err(_) => Submission::default(),
            },
            stored: take_over(&out, &work.student, &set.name, stored)?,
        });
    }
    let grading = Grading {
        sets: &intake.sets,
        releases: &releases,
        given: &given,
        writing: &arguments.writing,
        out: &out,
    };
    grading.finish(&mut clerk, &intake.class(&before), &marked, &intake.strays)?;
    Ok(ExitCode::SUCCESS)
}

/// The parts in their order, whatever the order on the command line.
fn folders(parts: &[PathBuf]) -> Result<Vec<Folder>> {
    let read = |path: &PathBuf| {
        let path = path.canonicalize().with_context(|| path.display().to_string())?;
        let slip = Slip::read(&path)?;
        Ok(Folder { path, slip })
    };
    let mut folders = parts.iter().map(read).collect::<Result<Vec<Folder>>>()?;
    folders.sort_by(|a, b| (a.slip.part(), &a.path).cmp(&(b.slip.part(), &b.path)));
    folders.dedup_by(|a, b| a.path == b.path);
    for pair in folders.windows(2) {
        if let Some(option) = pair[0].slip.tried.difference(&pair[1].slip.tried) {
            bail!(
                "{} and {} were graded with another {option}: grade one of them again with that of the other",
                pair[0].path.display(),
                pair[1].path.display()
            );
        }
    }
    Ok(folders)
}

/// What the parts were given, but for what is elsewhere here.
fn given(arguments: &MergeArguments, parts: &Given) -> Given {
    let here = |named: &Option<PathBuf>, there: &Option<PathBuf>| named.clone().or_else(|| there.clone());
    Given {
        submissions: arguments
            .submissions
            .clone()
            .unwrap_or_else(|| parts.submissions.clone()),
        course: here(&arguments.course, &parts.course),
        roster: here(&arguments.roster, &parts.roster),
        worksheet: here(&arguments.worksheet, &parts.worksheet),
        ..parts.clone()
    }
}

/// An error where a part was graded when the class was another; it names who differs.
fn is_of_this_class(folder: &Folder, now: &Digests) -> Result<()> {
    let then = &folder.slip.class;
    let everybody: BTreeSet<&String> = now.keys().chain(then.keys()).collect();
    let count = everybody.len();
    let changed: Vec<&str> = everybody
        .into_iter()
        .filter(|name| now.get(*name) != then.get(*name))
        .map(String::as_str)
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let what = if changed.len() == count {
        "the course is another now, or the whole hand-in is".to_owned()
    } else {
        format!("what is handed in has changed since: {}", listed(&changed))
    };
    bail!(
        "{}: {what}. Grade every part again with the same commands; only what changed is tried",
        folder.path.display()
    )
}

/// Keeps a submission's results in `out`. Where they are there already, the gradebook's part is not done again.
fn take_over(out: &Path, student: &str, set: &str, found: &Stored) -> Result<Stored> {
    let there = store::load(out, student, set);
    let is_same = there.results.len() == found.results.len()
        && found.results.iter().all(|(question, kept)| {
            there
                .results
                .get(question)
                .is_some_and(|before| before.graded == kept.graded)
        });
    let stored = Stored {
        results: found.results.clone(),
        is_recorded: there.is_recorded && is_same,
        from: found.from.clone(),
        is_unread: found.is_unread,
        digest: found.digest.clone(),
        ..Stored::default()
    };
    store::save(out, student, set, &stored)?;
    Ok(stored)
}
