//! Which notebooks to run, and where their results go.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::parameters::{self, Setting};
use crate::project::Project;

/// A notebook that will be run.
#[derive(Debug)]
pub struct Notebook {
    /// Its file.
    pub path: PathBuf,
    /// Its name for the reader, and that of its results.
    pub name: String,
    /// Its JSON, with the parameters set.
    pub content: Value,
}

/// Reads the notebooks at `paths`, or all of notebooks/ where there are none, and sets the parameters.
/// Everything that can be wrong with the arguments is found here, before anything runs.
pub fn select(project: &Project, paths: &[PathBuf], settings: &[Setting]) -> Result<Vec<Notebook>> {
    let paths = if paths.is_empty() {
        all(project)?
    } else {
        paths.to_vec()
    };
    let mut notebooks = Vec::new();
    let mut names: BTreeMap<String, PathBuf> = BTreeMap::new();
    for path in paths {
        let notebook = read(project, &path)?;
        if let Some(other) = names.insert(notebook.name.clone(), path.clone()) {
            bail!(
                "{} and {} would write the same results. Run one after the other",
                other.display(),
                path.display()
            );
        }
        notebooks.push(notebook);
    }
    set_parameters(&mut notebooks, settings)?;
    Ok(notebooks)
}

/// The project's lecture notebooks, in order.
pub fn all(project: &Project) -> Result<Vec<PathBuf>> {
    let folder = project.path("notebooks");
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("{}: cannot be listed", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "ipynb"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        bail!("{}: there is no notebook in it", folder.display());
    }
    Ok(paths)
}

fn read(project: &Project, path: &Path) -> Result<Notebook> {
    if path.extension().is_none_or(|end| end != "ipynb") {
        bail!("{}: is not a notebook (.ipynb)", path.display());
    }
    let text =
        std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let content: Value =
        serde_json::from_str(&text).with_context(|| format!("{}: is not a notebook", path.display()))?;
    if !content["cells"].is_array() || content["nbformat"] != 4 {
        bail!(
            "{}: is not a notebook of format 4, which Jupyter writes",
            path.display()
        );
    }
    let path = path.canonicalize().with_context(|| path.display().to_string())?;
    let inside = path.strip_prefix(project.path("notebooks")).unwrap_or_else(|_| {
        path.strip_prefix(project.root())
            .ok()
            .unwrap_or_else(|| Path::new(path.file_name().unwrap_or_default()))
    });
    Ok(Notebook {
        name: inside.with_extension("").display().to_string(),
        path: path.clone(),
        content,
    })
}

/// Each setting must be known to one of the notebooks at least; the others run as they are.
fn set_parameters(notebooks: &mut [Notebook], settings: &[Setting]) -> Result<()> {
    let mut found = vec![false; settings.len()];
    let mut known = Vec::new();
    for notebook in notebooks {
        known.extend(parameters::names(&mut notebook.content));
        for (found, here) in found
            .iter_mut()
            .zip(parameters::apply(&mut notebook.content, settings)?)
        {
            *found |= here;
        }
    }
    known.sort();
    known.dedup();
    match settings.iter().zip(found).find(|(_, found)| !found) {
        Some((setting, _)) => Err(parameters::unknown(&setting.name, &known)),
        None => Ok(()),
    }
}
