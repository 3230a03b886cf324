//! One run described beforehand: what the command line trains and what a grid is made of.

use std::ops::ControlFlow;

use candle_core::Device;
use candle_nn::Optimizer;
use serde::{Deserialize, Serialize};

use super::{Epoch, Fit, History, ledger};
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
    /// SGD or Adam with their numbers.
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
            optimizer: OptimizerSettings::sgd(0.1),
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
    /// An optimizer that is not of this library, or numbers that cannot be used.
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
        let parameters = model.parameters();
        let history = match self.optimizer {
            OptimizerSettings::Sgd {
                lr,
                momentum,
                weight_decay,
            } => {
                let mut sgd =
                    Sgd::with_momentum(parameters, lr, momentum)?.with_weight_decay(weight_decay)?;
                self.fit(&model, &mut sgd, &train, &test, on_epoch)?
            }
            OptimizerSettings::Adam { lr, weight_decay } => {
                let mut adam = Adam::new(parameters, lr)?.with_weight_decay(weight_decay)?;
                self.fit(&model, &mut adam, &train, &test, on_epoch)?
            }
            OptimizerSettings::Other { ref name, .. } => {
                return Err(Error::argument(
                    "optimizer",
                    name,
                    "a trial can build Sgd and Adam; train another optimizer with Fit",
                ));
            }
        };
        Ok((model, history))
    }

    fn fit<O: Optimizer + 'static>(
        &self,
        model: &Mlp,
        optimizer: &mut O,
        train: &DataLoader,
        test: &DataLoader,
        on_epoch: impl FnMut(&Epoch) -> ControlFlow<()>,
    ) -> Result<History> {
        Fit::new(model, optimizer)
            .epochs(self.epochs)
            .test(test)
            .quiet()
            .unrecorded()
            .on_epoch(on_epoch)
            .run(train)
    }
}
