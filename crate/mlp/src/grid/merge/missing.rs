//! What is not there to be merged, and the command that brings it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write,
    path::Path,
};

use super::{Found, PartFile};
use crate::grid::plan::Share;

/// How many missing runs of a part are listed.
const LISTED: usize = 5;

/// What is missing of a grid of `all` runs, in words; `known` are those that the parts are for.
pub(super) fn described(
    parts: &[PartFile],
    found: &HashMap<&str, Found>,
    known: &[&Share],
    all: usize,
) -> Option<String> {
    let lacking: BTreeSet<&str> = known
        .iter()
        .map(|run| run.key.as_str())
        .filter(|key| !found.contains_key(key))
        .collect();
    let missing = all.saturating_sub(known.len()) + lacking.len();
    if missing == 0 {
        return None;
    }
    let mut words = format!("{missing} of its {all} runs are missing");
    if known.len() < all {
        absent(&mut words, parts);
    }
    unfinished(&mut words, parts, lacking);
    Some(words)
}

/// The parts of which there is no file.
fn absent(words: &mut String, parts: &[PartFile]) {
    let mut there: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for plan in parts.iter().flat_map(|part| &part.plans) {
        there.entry(plan.of).or_default().insert(plan.part);
    }
    for (of, there) in there {
        for part in (1..=of).filter(|part| !there.contains(part)) {
            let _ = write!(
                words,
                "\n  part {part} of {of} has no file here: run the same command with --part {part}/{of}"
            );
        }
    }
}

/// The parts that did not come to their end, with the first runs that they lack.
fn unfinished(words: &mut String, parts: &[PartFile], mut lacking: BTreeSet<&str>) {
    let mut by_part: BTreeMap<(usize, usize, &Path), Vec<&Share>> = BTreeMap::new();
    for part in parts {
        for plan in &part.plans {
            // A part that is here twice lacks a run once.
            let runs: Vec<&Share> = plan
                .share
                .iter()
                .filter(|run| lacking.remove(run.key.as_str()))
                .collect();
            if !runs.is_empty() {
                by_part
                    .entry((plan.of, plan.part, &part.path))
                    .or_default()
                    .extend(runs);
            }
        }
    }
    for ((of, part, path), runs) in by_part {
        let path = path.display();
        let _ = write!(
            words,
            "\n  {path} lacks {} of part {part}/{of}: run the same command again with --part {part}/{of} --out {path}",
            match runs.len() {
                1 => "1 run".to_owned(),
                count => format!("{count} runs"),
            }
        );
        for run in runs.iter().take(LISTED) {
            let _ = write!(words, "\n    {}", run.settings);
        }
        if runs.len() > LISTED {
            let _ = write!(words, "\n    and {} more", runs.len() - LISTED);
        }
    }
}
