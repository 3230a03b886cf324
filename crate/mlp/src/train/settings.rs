//! Everything that decides how a run goes, as it really was.

use std::{any::Any, fmt};

use candle_core::ModuleT;
use candle_nn::Optimizer;
use serde::{Deserialize, Serialize};

use super::Schedule;
use crate::{
    DataLoader, Mlp, Normalization, OptimizerSettings,
    model::{Dropout, ModelSettings},
};

/// The settings of one run; together with the data they decide every number of it.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// use mlp::RunSettings;
///
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &Device::Cpu)?;
/// let optimizer = Sgd::new(model.parameters(), 0.5)?;
/// let settings = RunSettings::of(&model, &optimizer, &loader, &loader);
/// assert_eq!(settings.to_string(), "4-2, sgd, learning rate 0.5, unit-range, batches of 4");
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSettings {
    /// The model, where it is an [`Mlp`].
    pub model: Option<ModelSettings>,
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
    /// A checksum of the images and labels that the model was trained on; `None` in records of earlier versions.
    #[serde(default)]
    pub train_checksum: Option<u32>,
    /// What it was measured on after each epoch.
    #[serde(default)]
    pub held_out: HeldOut,
    /// How many samples it was measured on after each epoch.
    pub test_samples: usize,
    /// The loss by its function's name.
    #[serde(default = "cross_entropy")]
    pub loss: String,
    /// What became of the learning rate.
    #[serde(default)]
    pub schedule: Schedule,
    /// (height, width, channels) of an image.
    pub image_shape: (usize, usize, usize),
    /// The classes' names; a label is a position in this list.
    pub classes: Vec<String>,
}

/// What a run is measured on after each epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldOut {
    /// Nothing but what it is trained on.
    Nothing,
    /// Validation data, on which choices are made.
    Valid,
    /// Test data, which no choice may look at.
    #[default]
    Test,
}

fn cross_entropy() -> String {
    "cross_entropy".to_owned()
}

impl RunSettings {
    /// Reads the settings off the parts of a run.
    pub fn of<M: ModuleT + 'static, O: Optimizer + 'static>(
        model: &M,
        optimizer: &O,
        train: &DataLoader,
        test: &DataLoader,
    ) -> Self {
        let model: &dyn Any = model;
        Self {
            model: match model.downcast_ref::<Dropout>() {
                Some(dropout) => Some(dropout.settings()),
                None => model.downcast_ref::<Mlp>().map(Mlp::settings),
            },
            optimizer: OptimizerSettings::of(optimizer),
            normalization: train.normalization(),
            batch_size: train.size_of_batch(),
            shuffle_seed: train.seed(),
            train_samples: train.num_samples(),
            train_checksum: Some(train.samples().checksum()),
            held_out: HeldOut::Test,
            test_samples: test.num_samples(),
            loss: cross_entropy(),
            schedule: Schedule::Constant,
            image_shape: train.samples().shape(),
            classes: train.samples().classes.to_vec(),
        }
    }

    /// What differs from `before`, each as “name old → new”.
    pub fn changes_since(&self, before: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        for ((name, old), (_, new)) in before.list().into_iter().zip(self.list()) {
            if old != new {
                changes.push(format!("{name} {old} → {new}"));
            }
        }
        let both = before.train_checksum.zip(self.train_checksum);
        if before.train_samples == self.train_samples && both.is_some_and(|(old, new)| old != new) {
            changes.push("other training data".to_owned());
        }
        changes
    }

    /// Every setting by its name, in a fixed order.
    fn list(&self) -> [(&'static str, String); 15] {
        let model = self.model.as_ref();
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".into());
        [
            ("layers", or_dash(model.map(ModelSettings::layers))),
            ("activation", or_dash(model.map(|m| m.activation.to_string()))),
            (
                "init",
                or_dash(model.and_then(|m| m.init).map(|(init, _)| init.to_string())),
            ),
            (
                "seed",
                or_dash(model.and_then(|m| m.init).map(|(_, seed)| seed.to_string())),
            ),
            ("normalization", self.normalization.to_string()),
            ("dropout", or_dash(model.map(|m| m.dropout.to_string()))),
            ("optimizer", self.optimizer.name().to_owned()),
            ("lr", self.optimizer.lr().to_string()),
            ("momentum", self.optimizer.momentum().to_string()),
            ("weight decay", self.optimizer.weight_decay().to_string()),
            ("schedule", self.schedule.to_string()),
            ("loss", self.loss.clone()),
            ("batch_size", self.batch_size.to_string()),
            (
                "shuffle seed",
                or_dash(self.shuffle_seed.map(|seed| seed.to_string())),
            ),
            ("training samples", self.train_samples.to_string()),
        ]
    }
}

impl fmt::Display for RunSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(model) = &self.model {
            write!(f, "{model}, ")?;
        }
        write!(
            f,
            "{}, {}, batches of {}",
            self.optimizer, self.normalization, self.batch_size
        )?;
        if self.schedule != Schedule::Constant {
            write!(f, ", {}", self.schedule)?;
        }
        if self.loss != cross_entropy() {
            write!(f, ", {}", self.loss)?;
        }
        Ok(())
    }
}
