//! `cargo lab grade package gradescope`: the zip that a lecturer uploads.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use host::rustc;
use lab::Project;
use lab::setup;
use walkdir::WalkDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::class::folder::copy_course;
use crate::nbgrader::{Clerk, Task};
use crate::problem_set::ProblemSet;
use crate::release::course_folder;

const EXAMPLES: &str = "\
Examples:
  cargo lab grade package gradescope 01_image_data
  cargo lab grade package gradescope 01_sisters --course ~/mlp-2027 --out 01_sisters.zip

Upload the zip as the autograder of a programming assignment; building it there takes about ten minutes, and needs 2 GB of memory
for each hand-in. It holds the solutions: give it to nobody else.";

/// Options of `cargo lab grade package gradescope`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The problem set
    set: String,
    /// The folder with nbgrader_config.py and source/ [default: notebooks/exercises]
    #[arg(long, value_name = "DIR")]
    course: Option<PathBuf>,
    /// The zip [default: SET-gradescope.zip]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Gives every student inputs of their own, drawn from this and who they are [default: drawn anew]
    #[arg(long, env = "MLP_GRADE_SECRET", hide_env_values = true)]
    secret: Option<String>,
}

/// The scripts that the platform starts, and what both need to know.
const SCRIPTS: [(&str, &str); 2] = [
    ("setup.sh", include_str!("../../gradescope/setup.sh")),
    ("run_autograder", include_str!("../../gradescope/run_autograder")),
];
const ENVIRONMENT: &str = include_str!("../../gradescope/environment.sh");
/// What the programs are compiled from.
const PROJECT: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
    "crate",
    "environment.yml",
    "notebooks/exercises/nbgrader_config.py",
];

/// Makes the zip.
pub(super) fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let course = course_folder(project, arguments.course.as_deref())?;
    let sets = ProblemSet::all(&course.join("source"))?;
    let Some(set) = sets.iter().find(|set| set.name == arguments.set) else {
        let known: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
        bail!(
            "{}: there is no such problem set. There are: {}",
            arguments.set,
            known.join(", ")
        );
    };
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| format!("{}-gradescope.zip", set.name).into());
    if out.exists() {
        bail!(
            "{}: is there already. Move it away, or name another with --out",
            out.display()
        );
    }
    // As students get it: nbgrader's, made aside.
    let aside = tempfile::tempdir().context("no temporary folder can be made")?;
    copy_course(&course, aside.path(), std::slice::from_ref(set))?;
    let ready = setup::run(project, &setup::Arguments::default())?;
    Clerk::new(&ready.environment, aside.path())
        .work(&Task::Prepare { set: &set.name })
        .with_context(|| format!("{}: cannot be released", set.name))?;
    let secret = arguments
        .secret
        .clone()
        .unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string());
    write(&out, |zip| {
        for (name, text) in SCRIPTS {
            add(zip, name, text.as_bytes(), 0o755)?;
        }
        let environment = format!("{ENVIRONMENT}export RUST={}\n", compiler()?);
        add(zip, "environment.sh", environment.as_bytes(), 0o644)?;
        add(zip, "secret", secret.as_bytes(), 0o600)?;
        for part in ["source", "release"] {
            let part = Path::new(part).join(&set.name);
            add_all(zip, aside.path(), &part, Path::new("course"))?;
        }
        PROJECT
            .iter()
            .try_for_each(|part| add_all(zip, project.root(), Path::new(part), Path::new("project")))
    })?;
    let size = std::fs::metadata(&out).map_or(0, |file| file.len());
    println!(
        "{}: {} questions, {} points, {:.1} MB. It holds the solutions: upload it as the autograder of a programming assignment, and \
         give it to nobody else. Questions of letters are told after the due date that you set there",
        out.display(),
        set.questions.len(),
        set.points(),
        size as f64 / 1e6
    );
    Ok(ExitCode::SUCCESS)
}

/// The compiler's name for rustup: answers are compiled by what the notebooks were.
fn compiler() -> Result<String> {
    let version = rustc::version()?;
    let release = version.lines().find_map(|line| line.strip_prefix("release: "));
    release
        .map(str::to_owned)
        .context("rustc does not say its release")
}

type Zip<'a> = ZipWriter<BufWriter<&'a mut File>>;

/// Writes a zip that is there whole or not at all, and is its owner's alone.
fn write(path: &Path, fill: impl FnOnce(&mut Zip) -> Result<()>) -> Result<()> {
    let context = || format!("{}: cannot be written", path.display());
    let path = std::path::absolute(path).with_context(context)?;
    let folder = path.parent().with_context(context)?;
    let mut aside = tempfile::Builder::new()
        .prefix(".part-")
        .tempfile_in(folder)
        .with_context(context)?;
    let mut zip = ZipWriter::new(BufWriter::new(aside.as_file_mut()));
    fill(&mut zip)?;
    zip.finish()
        .with_context(context)?
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)
        .with_context(context)?;
    aside.persist_noclobber(&path).with_context(context)?;
    Ok(())
}

fn add(zip: &mut Zip, name: &str, bytes: &[u8], mode: u32) -> Result<()> {
    zip.start_file(name, SimpleFileOptions::default().unix_permissions(mode))
        .with_context(|| name.to_owned())?;
    zip.write_all(bytes).with_context(|| name.to_owned())
}

/// Adds the file or folder `part` of `root` to the zip's folder `to`.
fn add_all(zip: &mut Zip, root: &Path, part: &Path, to: &Path) -> Result<()> {
    for entry in WalkDir::new(root.join(part)).sort_by_file_name() {
        let entry = entry.with_context(|| part.display().to_string())?;
        if !entry.file_type().is_file() {
            continue;
        }
        let context = || format!("{}: cannot be packed", entry.path().display());
        let inside = entry.path().strip_prefix(root).with_context(context)?;
        let name = to.join(inside);
        let name = name.to_str().with_context(context)?;
        let mode = entry.metadata().with_context(context)?.permissions().mode();
        let bytes = std::fs::read(entry.path()).with_context(context)?;
        add(zip, name, &bytes, mode & 0o777)?;
    }
    Ok(())
}
