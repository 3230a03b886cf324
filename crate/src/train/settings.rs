//! Everything that decides how a run goes, as it really was.

use candle_nn::Optimizer;
use serde::{Deserialize, Serialize};

use crate::{DataLoader, Normalization, OptimizerSettings, optim::settings_of};

/// The settings of one run; together with the data and the model's first weights they decide every number of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSettings {
    /// The optimizer with its learning rate.
    pub optimizer: OptimizerSettings,
    /// What was done to each image.
    pub normalization: Normalization,
    /// Samples a batch.
    pub batch_size: usize,
    /// The seed of the shuffling; `None` where the order was the samples' own.
    pub shuffle_seed: Option<u64>,
    /// How many samples the model was trained on.
    pub train_samples: usize,
    /// (height, width, channels) of an image.
    pub image_shape: (usize, usize, usize),
    /// The classes' names; a label is a position in this list.
    pub classes: Vec<String>,
}

impl RunSettings {
    /// Reads the settings off the parts of a run.
    pub fn of<O: Optimizer + 'static>(optimizer: &O, train: &DataLoader) -> Self {
        Self {
            optimizer: settings_of(optimizer),
            normalization: train.normalization(),
            batch_size: train.size_of_batch(),
            shuffle_seed: train.seed(),
            train_samples: train.num_samples(),
            image_shape: train.samples().shape(),
            classes: train.samples().classes.to_vec(),
        }
    }
}

impl std::fmt::Display for RunSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}, {}, batches of {}",
            self.optimizer, self.normalization, self.batch_size
        )
    }
}
