//! Every notebook of the lecture: that it keeps the rules, and that running it leads to the outputs it shows.

mod compare;
mod formulas;
mod lessons;
mod links;
mod rules;
mod spoilers;
mod text;

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use walkdir::WalkDir;

use super::tally::Tally;
use compare::Comparison;
use lab::Project;
use lab::notebook::source_of;
use lab::run::selection::Notebook;
use lab::run::{execute, selection};
use lab::setup;
use lab::setup::environment::Environment;

/// Checks and executes all notebooks; two tests each.
pub(super) fn test(project: &Project) -> Result<Tally> {
    let notebooks = selection::select(project, &[], &[])?;
    let mut tally = Tally::default();
    for notebook in &notebooks {
        let problems = check(notebook)?;
        tally.add(one(problems
            .iter()
            .map(|problem| format!("{}: {problem}", notebook.name))));
    }
    tally.add(one(formulas_of_exercises(project)?.into_iter()));
    let ready = setup::run(project, &setup::Arguments::default())?;
    let out = project.path("target/notebooks");
    for notebook in &notebooks {
        println!("{}", notebook.name);
        tally.add(repeats(&ready.environment, notebook, &out)?);
    }
    Ok(tally)
}

/// What is wrong with a notebook as it is committed.
fn check(notebook: &Notebook) -> Result<Vec<String>> {
    let (name, content) = (&notebook.name, &notebook.content);
    let mut problems = rules::check(notebook)?;
    problems.extend(lessons::problems(name, content));
    problems.extend(spoilers::problems(name, content));
    Ok(problems)
}

/// What is wrong with the formulas of the problem sets, as they are written and as students get them.
fn formulas_of_exercises(project: &Project) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for folder in [
        "notebooks/exercises/source",
        "notebooks/exercises/release",
        "notebooks/exercises/solutions",
    ] {
        for entry in WalkDir::new(project.path(folder)) {
            let entry = entry?;
            if entry.path().extension().is_none_or(|end| end != "ipynb") {
                continue;
            }
            let text = std::fs::read_to_string(entry.path())?;
            let notebook: Value =
                serde_json::from_str(&text).with_context(|| entry.path().display().to_string())?;
            for cell in notebook["cells"].as_array().into_iter().flatten() {
                if cell["cell_type"] == "markdown" {
                    let id = cell["id"].as_str().unwrap_or_default();
                    let found = formulas::problems(&source_of(cell)).into_iter();
                    problems.extend(
                        found.map(|problem| format!("{} in cell {id}: {problem}", entry.path().display())),
                    );
                }
            }
        }
    }
    Ok(problems)
}

/// One test, which failed if there are problems.
fn one(problems: impl Iterator<Item = String>) -> Tally {
    let notes: Vec<String> = problems.map(|problem| format!("failed: {problem}")).collect();
    Tally {
        passed: usize::from(notes.is_empty()),
        failed: usize::from(!notes.is_empty()),
        notes,
        ..Tally::default()
    }
}

/// Runs a notebook and compares what comes out with the outputs that are committed.
pub(super) fn repeats(environment: &Environment, notebook: &Notebook, out: &Path) -> Result<Tally> {
    let name = &notebook.name;
    let outcome = execute::execute(environment, notebook, out, false)?;
    if let Some(cell) = outcome.failed_cell {
        return Ok(one(std::iter::once(format!("{name} in cell {cell}"))));
    }
    let path = out.join(format!("{name}.ipynb"));
    let executed = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let executed: Value = serde_json::from_str(&executed).with_context(|| path.display().to_string())?;
    match compare::compare(&notebook.content, &executed) {
        Comparison::Drifts(drifts) => {
            if !drifts.is_empty() {
                println!("  the outputs are not the committed ones. If the new ones are right:");
                println!("  cargo lab run {} --save", notebook.path.display());
            }
            Ok(one(drifts.iter().map(|drift| format!("{name}, {drift}"))))
        }
        Comparison::OtherData(drift) => Ok(Tally {
            skipped: 1,
            notes: vec![format!(
                "skipped: {name}: its outputs are of other data than this machine has, {drift}"
            )],
            ..Tally::default()
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small_notebook() -> (Project, Notebook) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let project = Project::around(folder).unwrap();
        let path = project.path("crate/lab/tests/notebooks/training.ipynb");
        let notebook = selection::select(&project, &[path], &[]).unwrap().remove(0);
        (project, notebook)
    }

    #[test]
    #[ignore = "needs the set-up; cargo lab test runs it"]
    fn one_changed_number_among_the_committed_outputs_is_found() {
        let (project, mut notebook) = small_notebook();
        // Set up already: the tests that need it run after the set-up.
        let environment = Environment::of(&project);
        let out = tempfile::tempdir().unwrap();
        let tally = repeats(&environment, &notebook, out.path()).unwrap();
        assert_eq!((tally.passed, tally.failed), (1, 0), "{:?}", tally.notes);

        let committed = notebook.content.to_string();
        assert!(committed.contains("test accuracy 0.3"), "{committed}");
        let altered = committed.replacen("test accuracy 0.3", "test accuracy 0.6", 1);
        notebook.content = serde_json::from_str(&altered).unwrap();
        let tally = repeats(&environment, &notebook, out.path()).unwrap();
        assert_eq!((tally.passed, tally.failed), (0, 1));
        for part in [
            "training",
            "`train`",
            "expected  test accuracy 0.6",
            "got       test accuracy 0.3",
        ] {
            assert!(tally.notes[0].contains(part), "{:?}", tally.notes);
        }
    }

    #[test]
    fn the_lectures_notebooks_keep_the_rules() {
        let project = Project::around(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        for notebook in selection::select(&project, &[], &[]).unwrap() {
            assert_eq!(super::check(&notebook).unwrap(), [""; 0], "{}", notebook.name);
        }
    }
}
