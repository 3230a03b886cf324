//! The files of a grid's parts become one file: the same whatever the order of the files, and whatever was done twice.

mod missing;

use std::{
    collections::{BTreeMap, HashMap, hash_map},
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{
    GridResults, Part,
    file::{Entry, Line, make_folder_of},
    plan::{Plan, Share},
};
use crate::{Error, Result, whole_file::write_whole};

/// Puts the runs of `files` into `out`, in the order of the grid, and gives them back. `out` is then the file of the whole grid:
/// it can be merged again, and a grid that is told to resume from it has nothing left to train.
///
/// # Errors
/// A file that cannot be read or belongs to another grid, two files that say different things about one run, and runs that are
/// in none of them, each named with the part that is to be run again.
///
/// ```
/// use mlp::{grid::{Part, merge}, prelude::*};
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let folder = tempfile::tempdir().map_err(|source| Error::Io { path: ".".into(), source })?;
/// let grid = Grid::over(Trial { hidden: vec![], epochs: 2, ..Trial::default() }).seeds(&[0, 1, 2]).quiet();
/// let files = [1, 2].map(|number| folder.path().join(format!("part-{number}.jsonl")));
/// for (number, file) in files.iter().enumerate() {
///     // Each on a machine of its own.
///     grid.clone().part(Part::new(number + 1, 2)?).resume_from(file).run(&samples, &samples)?;
/// }
/// let results = merge(&files, &folder.path().join("grid.jsonl"))?;
/// assert_eq!(results.runs.len(), 3);
/// # Ok::<(), mlp::Error>(())
/// ```
pub fn merge(files: &[PathBuf], out: &Path) -> Result<GridResults> {
    let parts = files
        .iter()
        .map(|path| PartFile::read(path))
        .collect::<Result<Vec<_>>>()?;
    let (first, plan) = parts
        .iter()
        .find_map(|part| Some((part, part.plans.first()?)))
        .ok_or_else(|| Error::Grid("no file was given".into()))?;
    for part in &parts {
        part.agrees_with(first)?;
    }
    let found = found(&parts)?;
    let runs = planned(&parts);
    if let Some(problem) = missing::described(&parts, &found, &runs, plan.runs) {
        return Err(Error::Grid(problem));
    }
    let whole = Plan {
        part: Part::WHOLE.number(),
        of: Part::WHOLE.of(),
        share: runs.into_iter().cloned().collect(),
        ..plan.clone()
    };
    let kept: Vec<&Found> = whole
        .share
        .iter()
        .filter_map(|run| found.get(run.key.as_str()))
        .collect();
    let header = serde_json::to_string(&whole)
        .map_err(|error| Error::file(out, error.to_string(), "The parts are as they were"))?;
    let lines: Vec<&str> = std::iter::once(header.as_str())
        .chain(kept.iter().map(|run| run.text))
        .collect();
    make_folder_of(out)?;
    write_whole(out, (lines.join("\n") + "\n").as_bytes())?;
    Ok(GridResults::new(
        kept.into_iter().map(|found| found.line.run.clone()).collect(),
    ))
}

/// A file as it was read.
struct PartFile {
    path: PathBuf,
    /// What it says that it is for, as far as that is the grid that it was last used for.
    plans: Vec<Plan>,
    /// Its runs, each with the very words of its line.
    lines: Vec<(Line, String)>,
}

impl PartFile {
    fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(Error::io(path))?;
        let mut plans: Vec<Plan> = Vec::new();
        let mut lines = Vec::new();
        for line in text.lines() {
            match Entry::read(line) {
                Entry::Run(run) => lines.push((*run, line.to_owned())),
                Entry::Plan(plan) => plans.push(plan),
                // A run that was cut off: it is missing, unless the line after it has it again.
                Entry::Unread => {}
            }
        }
        let Some(grid) = plans.last().map(|plan| plan.grid.clone()) else {
            return Err(Error::file(
                path,
                "it does not say which grid it is for",
                "Was it written by `cargo mlp grid … --out`? Run that command again with this file: what is in it is kept",
            ));
        };
        plans.retain(|plan| plan.grid == grid);
        Ok(Self {
            path: path.into(),
            plans,
            lines,
        })
    }

    fn agrees_with(&self, other: &Self) -> Result<()> {
        let (Some(own), Some(theirs)) = (self.plans.first(), other.plans.first()) else {
            return Ok(());
        };
        if own.grid == theirs.grid {
            return Ok(());
        }
        let difference = if own.data == theirs.data {
            format!(
                "settings are others ({} runs here, {} there)",
                own.runs, theirs.runs
            )
        } else {
            "runs learned from other images".to_owned()
        };
        Err(Error::file(
            &self.path,
            format!(
                "it is of another grid than {}: its {difference}",
                other.path.display()
            ),
            "Merge the parts of one grid: all are started with the same options but --part and --out, and on the same data",
        ))
    }
}

/// A run, and where it was found.
struct Found<'a> {
    path: &'a Path,
    line: &'a Line,
    text: &'a str,
    /// All of it but for how long it took.
    numbers: Value,
}

/// Every run of the parts by its key. Of a run that was trained twice one is kept, whichever file comes first.
fn found(parts: &[PartFile]) -> Result<HashMap<&str, Found<'_>>> {
    let mut found: HashMap<&str, Found> = HashMap::new();
    for part in parts {
        for (line, text) in &part.lines {
            let new = Found {
                path: &part.path,
                line,
                text,
                numbers: without_seconds(text),
            };
            match found.entry(&line.key) {
                hash_map::Entry::Vacant(place) => drop(place.insert(new)),
                hash_map::Entry::Occupied(mut place) => {
                    let before = place.get();
                    if before.numbers != new.numbers {
                        return Err(contradiction(before, &new));
                    }
                    if new.text < before.text {
                        place.insert(new);
                    }
                }
            }
        }
    }
    Ok(found)
}

fn without_seconds(text: &str) -> Value {
    let mut value: Value = serde_json::from_str(text).unwrap_or_default();
    for epoch in value["run"]["history"]["epochs"]
        .as_array_mut()
        .into_iter()
        .flatten()
    {
        epoch["seconds"] = Value::Null;
    }
    value
}

fn contradiction(one: &Found, other: &Found) -> Error {
    let places = if one.path == other.path {
        "two of its lines".to_owned()
    } else {
        format!("it and {}", one.path.display())
    };
    Error::file(
        other.path,
        format!(
            "{places} say different things about one run: “{}” and “{}”",
            one.line.run, other.line.run
        ),
        "Another kind of processor or another version computes a little otherwise: leave one of them out, and train what is then \
         missing again",
    )
}

/// All runs that the parts are for, in the order of the grid; each once.
fn planned(parts: &[PartFile]) -> Vec<&Share> {
    let mut runs: BTreeMap<&str, &Share> = BTreeMap::new();
    for share in parts
        .iter()
        .flat_map(|part| &part.plans)
        .flat_map(|plan| &plan.share)
    {
        let place = runs.entry(&share.key).or_insert(share);
        // Lists that were given in another order have it elsewhere.
        if share.at < place.at {
            *place = share;
        }
    }
    let mut runs: Vec<&Share> = runs.into_values().collect();
    runs.sort_by_key(|run| run.at);
    runs
}
