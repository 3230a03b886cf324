//! A run of training that the page leads epoch by epoch, and what can be seen of it.

use candle_core::Device;
use mlp::data::DataLoader;
use mlp::metrics::evaluate;
use mlp::normalize::NormalizationForm;
use mlp::optim::{Adam, Sgd};
use mlp::train::{Epoch, Epochs, History, Outcome, RunSettings, Trained};
use mlp::{Activation, Mlp, Normalization, Report, Result, Samples};
use serde::Deserialize;
use serde_json::{Value, json};

use super::columns;
use crate::session::{not_begun, refused};

mod views;

/// As many units a layer as a page trains without making its reader wait.
const WIDEST: usize = 1024;
/// Layers likewise.
const DEEPEST: usize = 4;
/// As many pictures beside one another as a wide page has.
const BESIDE: usize = 8;

/// What a run of training needs, as the page's address writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Units in each hidden layer; empty for softmax regression.
    pub hidden: Vec<usize>,
    /// Between the layers.
    pub activation: Activation,
    /// A form's name, as the command line has it.
    pub normalization: String,
    /// SGD, the same with momentum 0.9, or Adam.
    pub optimizer: Method,
    /// The learning rate.
    pub lr: f64,
    /// Samples a batch.
    pub batch: usize,
    /// Decides the first weights and the order of the samples.
    pub seed: u64,
}

/// An optimizer by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Plain gradient descent.
    Sgd,
    /// With momentum 0.9.
    Momentum,
    /// Adam.
    Adam,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hidden: vec![64],
            activation: Activation::Relu,
            normalization: "unit-range".to_owned(),
            optimizer: Method::Sgd,
            lr: 0.1,
            batch: 128,
            seed: 0,
        }
    }
}

impl Settings {
    /// Refuses what would keep a page waiting: anyone can write an address.
    ///
    /// # Errors
    /// Layers that are too many or too wide, or a batch of nothing.
    pub fn check(&self) -> Result<()> {
        let widths = &self.hidden;
        if widths.len() > DEEPEST || widths.iter().any(|&width| width == 0 || width > WIDEST) {
            return Err(refused(
                "hidden",
                format!("{widths:?}"),
                format!("a page trains up to {DEEPEST} hidden layers of 1 to {WIDEST} units each"),
            ));
        }
        if self.batch == 0 {
            return Err(refused("batch", 0, "a batch holds at least one sample"));
        }
        Ok(())
    }
}

/// What to draw of a run, and where.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Look {
    /// Which drawing.
    pub at: View,
    /// How many pixels wide the place for it is.
    #[serde(default)]
    pub room: f64,
}

/// What can be drawn of a run.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// The weights of the first layer's units as pictures.
    Weights,
    /// Which class was taken for which.
    Confusion,
    /// Test images with wrong answers.
    Wrong,
}

/// The run that the page leads.
#[derive(Default)]
pub struct Training {
    run: Option<Run>,
}

impl Training {
    /// Begins a run in place of the one before.
    ///
    /// # Errors
    /// Settings that cannot be used.
    pub fn begin(&mut self, settings: &Settings, train: &Samples, test: &Samples) -> Result<Value> {
        Ok(self.run.insert(Run::new(settings, train, test)?).described())
    }

    /// The run.
    ///
    /// # Errors
    /// None has begun.
    pub fn run(&self) -> Result<&Run> {
        self.run.as_ref().ok_or_else(|| not_begun("train"))
    }

    /// The run, to be led on.
    ///
    /// # Errors
    /// None has begun.
    pub fn run_mut(&mut self) -> Result<&mut Run> {
        self.run.as_mut().ok_or_else(|| not_begun("train"))
    }

    /// Draws something of it.
    ///
    /// # Errors
    /// None has begun, or it has no epoch yet and the drawing needs one.
    pub fn look(&self, look: Look) -> Result<Value> {
        let run = self.run()?;
        let columns = columns(look.room, BESIDE);
        match look.at {
            View::Weights => run.weights(columns),
            View::Confusion => run.confusion(),
            View::Wrong => run.wrong(columns),
        }
    }
}

/// One run of training.
pub struct Run {
    model: Mlp,
    optimizer: Optimizer,
    train: DataLoader,
    test: DataLoader,
    history: History,
    report: Option<Report>,
}

enum Optimizer {
    Sgd(Sgd),
    Adam(Adam),
}

impl Run {
    fn new(settings: &Settings, train: &Samples, test: &Samples) -> Result<Self> {
        let cpu = &Device::Cpu;
        let form: NormalizationForm = settings.normalization.parse()?;
        let normalization = form.fit(train)?;
        let (height, width, channels) = train.shape();
        let sizes = [
            &[height * width * channels][..],
            &settings.hidden,
            &[train.classes.len()],
        ]
        .concat();
        let model = Mlp::new(&sizes, settings.activation, settings.seed, cpu)?;
        let train = DataLoader::new(train, &normalization, cpu)?
            .batch_size(settings.batch)
            .shuffle(settings.seed);
        let test = DataLoader::new(test, &normalization, cpu)?.batch_size(settings.batch);
        let parameters = model.parameters();
        let optimizer = match settings.optimizer {
            Method::Sgd => Optimizer::Sgd(Sgd::new(parameters, settings.lr)?),
            Method::Momentum => Optimizer::Sgd(Sgd::with_momentum(parameters, settings.lr, 0.9)?),
            Method::Adam => Optimizer::Adam(Adam::new(parameters, settings.lr)?),
        };
        let settings = match &optimizer {
            Optimizer::Sgd(sgd) => RunSettings::of(&model, sgd, &train, &test),
            Optimizer::Adam(adam) => RunSettings::of(&model, adam, &train, &test),
        };
        let history = History {
            epochs: Vec::new(),
            settings,
            outcome: Outcome::Finished,
            run: None,
        };
        Ok(Self {
            model,
            optimizer,
            train,
            test,
            history,
            report: None,
        })
    }

    /// The model as it is now.
    pub(super) fn model(&self) -> &Mlp {
        &self.model
    }

    /// What is done to each picture.
    pub(super) fn normalization(&self) -> Normalization {
        self.train.normalization()
    }

    /// What the run is trained on.
    pub(super) fn samples(&self) -> &Samples {
        self.train.samples()
    }

    fn described(&self) -> Value {
        json!({
            "settings": self.history.settings.to_string(),
            "parameters": self.model.num_parameters(),
            "batches": self.train.num_batches(),
            "train": self.train.num_samples(),
            "test": self.test.num_samples(),
        })
    }

    /// Trains one epoch and measures it: the epoch's numbers. One that diverged goes on no further.
    ///
    /// # Errors
    /// A batch that the model cannot take.
    pub fn epoch(&mut self) -> Result<Value> {
        let number = self.history.epochs.len();
        if self.history.outcome == Outcome::Finished {
            let trained = match &mut self.optimizer {
                Optimizer::Sgd(sgd) => Epochs::new(&self.model, sgd, &self.train).train(number)?,
                Optimizer::Adam(adam) => Epochs::new(&self.model, adam, &self.train).train(number)?,
            };
            match trained {
                Trained::Whole { loss, accuracy } => self.measured(loss, accuracy)?,
                Trained::Diverged { batch, loss } => {
                    self.history.outcome = Outcome::Diverged {
                        epoch: number + 1,
                        batch,
                        loss,
                    };
                }
                Trained::Stopped => self.history.outcome = Outcome::Interrupted { epoch: number + 1 },
            }
        }
        Ok(json!({
            "epoch": self.history.epochs.last(),
            "ended": self.history.outcome != Outcome::Finished,
            "notice": self.history.notice(),
        }))
    }

    fn measured(&mut self, train_loss: f64, train_accuracy: f64) -> Result<()> {
        let report = evaluate(&self.model, &self.test)?;
        self.history.epochs.push(Epoch {
            epoch: self.history.epochs.len() + 1,
            // A module has no clock; the page has one.
            seconds: 0.0,
            train_loss,
            train_accuracy,
            test_loss: report.loss,
            test_accuracy: report.accuracy,
        });
        self.report = Some(report);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
