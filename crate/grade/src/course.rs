//! `cargo lab course`: a course folder of a lecturer's own, with problem sets that students do not see solved.

use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lab::Project;

const EXAMPLES: &str = "\
Examples:
  cargo lab course new ~/mlp-2027                     makes the folder, which holds six questions and two templates
  cargo lab --folder ~/mlp-2027                       opens it in JupyterLab
  cargo lab grade release --course ~/mlp-2027         makes what students get
  cargo lab grade submissions DIR --course ~/mlp-2027 --out ~/mlp-2027/grades";

/// What a new course holds. Problem sets are read by nbgrader and by grading, and so begin as files that both know.
const FILES: &[(&str, &str)] = &[
    ("README.md", include_str!("../course/README.md")),
    (".gitignore", include_str!("../course/gitignore")),
    ("due.toml", include_str!("../course/due.toml")),
    (
        "nbgrader_config.py",
        include_str!("../../../notebooks/exercises/nbgrader_config.py"),
    ),
    (
        "source/01_sisters/01_sisters.ipynb",
        include_str!("../course/source/01_sisters/01_sisters.ipynb"),
    ),
    (
        "source/template_code/template_code.ipynb",
        include_str!("../course/source/template_code/template_code.ipynb"),
    ),
    (
        "source/template_written/template_written.ipynb",
        include_str!("../course/source/template_written/template_written.ipynb"),
    ),
];

/// What `cargo lab course` does.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Makes a private course folder: templates, and questions to begin with
    #[command(after_help = EXAMPLES, override_usage = "cargo lab course new <DIR>")]
    New {
        /// The folder to make; an empty one may exist
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// Makes a course, and says what to do with it.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let Command::New { folder } = &arguments.command;
    let folder = std::path::absolute(folder).with_context(|| folder.display().to_string())?;
    if is_inside(&folder, project.root()) {
        bail!(
            "{}: is in the project, which students have too; name a folder outside of it, such as ~/mlp-2027",
            folder.display()
        );
    }
    make(&folder)?;
    let course = folder.display();
    println!(
        "{course}: a private course with 6 questions and 2 templates; keep it where no student can look\n\
         01_sisters is in the project too, with its solutions: change it before it earns grades\n\n\
         next:\n  \
         cargo lab --folder '{course}'                  to write questions\n  \
         cargo lab grade release --course '{course}'    to make what students get\n\
         {course}/README.md says the rest"
    );
    Ok(ExitCode::SUCCESS)
}

/// Whether `folder`, or what of it there is, lies inside `root`; links are followed.
fn is_inside(folder: &Path, root: &Path) -> bool {
    folder
        .ancestors()
        .find_map(|there| there.canonicalize().ok())
        .is_some_and(|there| there.starts_with(root))
}

/// Writes a course into `folder`, which is new or empty.
fn make(folder: &Path) -> Result<()> {
    let context = || format!("{}: no course can be made here", folder.display());
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                bail!(
                    "{}: is not empty, and nothing in it is overwritten; name a new folder",
                    folder.display()
                );
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder.parent().unwrap_or(folder)).with_context(context)?;
            // Solutions are nobody else's to read.
            DirBuilder::new()
                .mode(0o700)
                .create(folder)
                .with_context(context)?;
        }
        Err(error) => return Err(error).with_context(context),
    }
    for (name, text) in FILES {
        let path = folder.join(name);
        let context = || {
            format!(
                "{}: cannot be written; remove {} and try again",
                path.display(),
                folder.display()
            )
        };
        fs::create_dir_all(path.parent().unwrap_or(folder)).with_context(context)?;
        let mut file = File::create_new(&path).with_context(context)?;
        file.write_all(text.as_bytes()).with_context(context)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks;
    use crate::problem_set::ProblemSet;

    #[test]
    fn a_course_is_made_once_and_never_over_anything() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("far/course");
        make(&folder).unwrap();
        let readme = folder.join("README.md");
        fs::write(&readme, "mine").unwrap();
        let refused = make(&folder).unwrap_err().to_string();
        assert!(refused.contains("is not empty"), "{refused}");
        assert_eq!(fs::read_to_string(readme).unwrap(), "mine");

        let file = parent.path().join("file");
        fs::write(&file, "mine").unwrap();
        assert!(make(&file).is_err());
        assert_eq!(fs::read_to_string(file).unwrap(), "mine");

        let empty = parent.path().join("empty");
        fs::create_dir(&empty).unwrap();
        make(&empty).unwrap();
    }

    #[test]
    fn no_notebook_with_solutions_of_the_projects_own_sets_goes_along() {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path()).unwrap();
        for entry in walkdir::WalkDir::new(folder.path()) {
            let entry = entry.unwrap();
            assert_ne!(entry.file_name(), "solutions", "{}", entry.path().display());
        }
    }

    #[test]
    fn the_project_itself_is_no_place_for_it() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        fs::create_dir(root.join("notebooks")).unwrap();
        assert!(is_inside(&root.join("notebooks/new/course"), &root));
        let elsewhere = tempfile::tempdir().unwrap();
        let link = elsewhere.path().join("link");
        std::os::unix::fs::symlink(&root, &link).unwrap();
        assert!(is_inside(&link.join("course"), &root));
        assert!(!is_inside(&elsewhere.path().join("course"), &root));
    }

    #[test]
    fn all_its_questions_can_be_asked_and_templates_are_not_among_them() {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path()).unwrap();
        let sets = ProblemSet::all(&folder.path().join("source")).unwrap();
        let [set] = sets.as_slice() else {
            panic!("{} problem sets", sets.len());
        };
        let stubs = set.with_stubs().unwrap();
        assert_eq!(checks::asked(set, &stubs).unwrap().len(), 6);
        for question in &set.questions {
            let check = question.check.as_ref().unwrap();
            assert!(check.has_hidden_tests(), "{}", question.id);
            let id = format!("{}-answer", question.id);
            assert!(stubs.text(&id).contains("todo!()"), "{id}");
        }
        for template in ["template_code", "template_written"] {
            ProblemSet::read(&folder.path().join("source"), template).unwrap();
        }
    }
}
