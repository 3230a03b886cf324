//! What a file of runs is about: which grid, which part of it, and which runs that part is made of. With it a merge knows what
//! is missing without training anything.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Part, file::Keys, results::settings};
use crate::train::Trial;

/// The line with which a file says what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Plan {
    /// Stands for all runs of the grid, whatever their order.
    pub(super) grid: String,
    /// Stands for the images and labels.
    pub(super) data: String,
    /// How many different runs the grid has.
    pub(super) runs: usize,
    /// Counted from 1.
    pub(super) part: usize,
    /// How many parts there are.
    pub(super) of: usize,
    /// The runs of this part.
    pub(super) share: Vec<Share>,
}

/// A run that is to be trained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Share {
    /// Its place in the grid.
    pub(super) at: usize,
    /// What its line is known by.
    pub(super) key: String,
    /// Its settings, for whoever reads that it is missing.
    pub(super) settings: String,
}

impl Plan {
    /// The plan of `part`, which trains those of `trials` at the places in `share`.
    pub(super) fn new(keys: &Keys, trials: &[Trial], part: Part, share: &[usize]) -> Self {
        let mut distinct: Vec<&String> = keys.trials.iter().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let mut grid = Sha256::new();
        for key in &distinct {
            grid.update(key);
        }
        Self {
            grid: format!("{:x}", grid.finalize()),
            data: keys.data.clone(),
            runs: distinct.len(),
            part: part.number(),
            of: part.of(),
            share: share
                .iter()
                .map(|&at| Share {
                    at,
                    key: keys.trials[at].clone(),
                    settings: settings(&trials[at]),
                })
                .collect(),
        }
    }
}
