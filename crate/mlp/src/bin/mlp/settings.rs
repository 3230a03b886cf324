//! The arguments that `train` and `grid` share.

use std::{path::PathBuf, str::FromStr};

use clap::ValueEnum;
use mlp::{
    Error, Result,
    data::{DatasetKind, Finder},
    normalize::NormalizationForm,
    prelude::*,
};

/// Which data.
#[derive(clap::Args)]
pub(crate) struct DataArgs {
    /// The data set: fashion-mnist, mnist or cifar-10
    #[arg(long, default_value = "fashion-mnist")]
    data: DatasetKind,
    /// The folder that holds it; without one the usual places are searched
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

impl DataArgs {
    pub(crate) fn load(&self) -> Result<Dataset> {
        match &self.data_dir {
            Some(folder) => Dataset::from_dir(self.data, folder),
            // As in a notebook: without the whole set, Fashion-MNIST is trained on the sample, and stderr says so.
            None => Finder::new(self.data).sample_instead(true).load(),
        }
    }
}

/// How to train, but for what a grid varies.
#[derive(clap::Args)]
pub(crate) struct TrialArgs {
    /// What stands between the layers: relu, sigmoid, tanh or identity
    #[arg(long, default_value = "relu")]
    activation: Activation,
    /// How the first weights are drawn: default, kaiming-normal, xavier-uniform, zeros, …
    #[arg(long, default_value = "default")]
    init: Init,
    /// What is done to each image: none, unit-range, symmetric, z-score, per-channel or per-image
    #[arg(long, default_value = "unit-range")]
    normalization: NormalizationForm,
    /// The optimizer
    #[arg(long, value_enum, default_value = "sgd")]
    optimizer: OptimizerName,
    /// How much of the last step SGD keeps
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    momentum: f64,
    /// How strongly each step draws the weights to 0
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    weight_decay: f64,
    /// Samples a batch
    #[arg(long, default_value_t = 1024, allow_negative_numbers = true)]
    batch_size: usize,
    /// Passes over the training data
    #[arg(long, default_value_t = 10, allow_negative_numbers = true)]
    epochs: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum OptimizerName {
    Sgd,
    Adam,
}

impl TrialArgs {
    /// The run that the arguments describe; a z-score is fitted on `train`.
    pub(crate) fn trial(&self, hidden: &Hidden, lr: f64, seed: u64, train: &Samples) -> Result<Trial> {
        Ok(Trial {
            hidden: hidden.0.clone(),
            activation: self.activation,
            init: self.init,
            normalization: self.normalization.fit(train)?,
            optimizer: match self.optimizer {
                OptimizerName::Sgd => OptimizerSettings::Sgd {
                    lr,
                    momentum: self.momentum,
                    weight_decay: self.weight_decay,
                },
                OptimizerName::Adam => OptimizerSettings::Adam {
                    lr,
                    weight_decay: self.weight_decay,
                },
            },
            batch_size: self.batch_size,
            epochs: self.epochs,
            seed,
        })
    }
}

/// Widths of the hidden layers; empty for softmax regression.
#[derive(Clone)]
pub(crate) struct Hidden(Vec<usize>);

impl Hidden {
    /// From the first hidden layer to the last.
    pub(crate) fn widths(&self) -> &[usize] {
        &self.0
    }
}

impl FromStr for Hidden {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text == "none" || text == "0" {
            return Ok(Self(Vec::new()));
        }
        let refuse = |problem: String| Error::Argument {
            name: "hidden",
            value: text.into(),
            problem,
        };
        text.split(',')
            .map(|width| match width.trim().parse() {
                Ok(0) => Err(refuse(
                    "a hidden layer has at least one unit; leave it out, or write none".into(),
                )),
                Ok(width) => Ok(width),
                Err(_) => Err(refuse(format!(
                    "“{width}” is not a whole number; write 256, or 256,128, or none"
                ))),
            })
            .collect::<Result<_>>()
            .map(Self)
    }
}
