//! One run described beforehand: what the command line trains and what a grid is made of.

use std::ops::ControlFlow;

use candle_core::Device;
use serde::{Deserialize, Serialize};

use super::{Epoch, History, fit::fit_unrecorded, ledger};
use crate::{
    Activation, DataLoader, Error, Init, Mlp, Normalization, OptimizerSettings, Result, Samples,
    optim::{Adam, Sgd},
};

/// Every choice that a run of an MLP needs; with the data it decides all of the run's numbers.
///
/// ```
/// use mlp::train::Trial;
/// let baseline = Trial::default();                       // 784-256-10, ReLU, SGD 0.1, /255, 10 epochs
/// let wider = Trial { hidden: vec![512], ..baseline.clone() };
/// assert_ne!(wider, baseline);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// Units in each hidden layer; empty for softmax regression.
    pub hidden: Vec<usize>,
    /// Between the layers.
    pub activation: Activation,
    /// How the first weights are drawn.
    pub init: Init,
    /// What is done to each image; fitted forms are fitted by whoever makes the trial.
    pub normalization: Normalization,
    /// `sgd` or `adam`, its learning rate and momentum.
    pub optimizer: OptimizerSettings,
    /// Samples a batch.
    pub batch_size: usize,
    /// Passes over the training data.
    pub epochs: usize,
    /// Decides the first weights and the order of the samples.
    pub seed: u64,
}

impl Default for Trial {
    fn default() -> Self {
        Self {
            hidden: vec![256],
            activation: Activation::Relu,
            init: Init::Default,
            normalization: Normalization::UnitRange,
            optimizer: OptimizerSettings {
                name: "sgd".into(),
                lr: 0.1,
                momentum: 0.0,
            },
            batch_size: 1024,
            epochs: 10,
            seed: 0,
        }
    }
}

impl Trial {
    /// The layers' widths for images like those of `samples`.
    pub fn sizes(&self, samples: &Samples) -> Vec<usize> {
        let (height, width, channels) = samples.shape();
        [
            &[height * width * channels][..],
            &self.hidden,
            &[samples.classes.len()],
        ]
        .concat()
    }

    /// Builds the model anew, trains it on `train` and measures it on `test` after each epoch.
    ///
    /// # Errors
    /// An optimizer's name that is not known, or numbers that cannot be used.
    pub fn run(
        &self,
        train: &Samples,
        test: &Samples,
        device: &Device,
        on_epoch: impl FnMut(&Epoch) -> ControlFlow<()>,
    ) -> Result<(Mlp, History)> {
        let (model, mut history) = self.run_unrecorded(train, test, device, on_epoch)?;
        history.run = Some(ledger::record(&history, ledger::identity(&model)));
        Ok((model, history))
    }

    /// [`Trial::run`] without an entry in the ledger.
    pub(crate) fn run_unrecorded(
        &self,
        train: &Samples,
        test: &Samples,
        device: &Device,
        on_epoch: impl FnMut(&Epoch) -> ControlFlow<()>,
    ) -> Result<(Mlp, History)> {
        if self.batch_size == 0 {
            return Err(Error::argument(
                "batch_size",
                0,
                "a batch holds at least one sample; 1024 is the lecture's",
            ));
        }
        let model = Mlp::with_init(&self.sizes(train), self.activation, self.init, self.seed, device)?;
        let train = DataLoader::new(train, &self.normalization, device)?
            .batch_size(self.batch_size)
            .shuffle(self.seed);
        let test = DataLoader::new(test, &self.normalization, device)?.batch_size(self.batch_size);
        let OptimizerSettings { name, lr, momentum } = &self.optimizer;
        let parameters = model.parameters();
        let history = match name.as_str() {
            "sgd" => {
                let mut sgd = Sgd::with_momentum(parameters, *lr, *momentum)?;
                fit_unrecorded(&model, &mut sgd, &train, &test, self.epochs, on_epoch)?
            }
            "adam" => fit_unrecorded(
                &model,
                &mut Adam::new(parameters, *lr)?,
                &train,
                &test,
                self.epochs,
                on_epoch,
            )?,
            _ => {
                return Err(Error::argument(
                    "optimizer",
                    name,
                    "there is no such optimizer; choose sgd or adam",
                ));
            }
        };
        Ok((model, history))
    }
}
