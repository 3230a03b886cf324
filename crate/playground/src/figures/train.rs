//! A run of training that the page leads epoch by epoch, and what can be seen of it.

use candle_core::Device;
use mlp::data::DataLoader;
use mlp::figures::{gallery, pixel_maps};
use mlp::metrics::{dead_units, evaluate};
use mlp::normalize::NormalizationForm;
use mlp::optim::{Adam, Sgd};
use mlp::train::{Epoch, Epochs, History, Outcome, RunSettings, Trained};
use mlp::{Activation, Mlp, Normalization, Report, Result, Samples};
use ndarray::Array3;
use serde::Deserialize;
use serde_json::{Value, json};

use super::columns;
use crate::session::{not_begun, refused, shown};

/// As many units a layer as a page trains without making its reader wait.
const WIDEST: usize = 1024;
/// Layers likewise.
const DEEPEST: usize = 4;
/// Units whose weights are shown, and wrong answers.
const SHOWN: usize = 16;
/// As many of them beside one another as a wide page has.
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

    fn report(&self) -> Result<&Report> {
        self.report.as_ref().ok_or_else(|| not_begun("epoch"))
    }

    fn weights(&self, columns: usize) -> Result<Value> {
        let weights: Vec<Vec<f32>> = self.model.parameters()[0].to_vec2()?;
        let (height, width, _) = self.samples().shape();
        let hidden = self.model.sizes().len() > 2;
        let count = weights.len().min(SHOWN);
        let maps = Array3::from_shape_fn((count, height, width), |(unit, row, column)| {
            f64::from(weights[unit][row * width + column])
        });
        let names: Vec<String> = (0..count)
            .map(|unit| {
                if hidden {
                    format!("unit {}", unit + 1)
                } else {
                    self.samples().classes[unit].clone()
                }
            })
            .collect();
        let title = if hidden {
            format!("Weights of {count} of {} hidden units", weights.len())
        } else {
            "Weights of each class".to_owned()
        };
        let mut reply = shown(&pixel_maps(&title, &maps, columns, &names)?);
        if hidden && self.model.activation() == Activation::Relu {
            reply["dead"] = json!(dead_units(&self.model, &self.train)?);
        }
        Ok(reply)
    }

    fn confusion(&self) -> Result<Value> {
        let confusion = &self.report()?.confusion;
        let counts: Vec<Vec<u32>> = confusion.counts.outer_iter().map(|row| row.to_vec()).collect();
        Ok(json!({ "classes": &confusion.classes[..], "counts": counts, "recall": confusion.recall() }))
    }

    fn wrong(&self, columns: usize) -> Result<Value> {
        let report = self.report()?;
        let wrong = report.wrong();
        let samples = self.test.samples();
        let name = |label: u32| samples.classes[label as usize].clone();
        let shown_ones: Vec<usize> = wrong.iter().copied().take(SHOWN).collect();
        let title = if shown_ones.len() < wrong.len() {
            format!("{} of {} wrong answers", shown_ones.len(), wrong.len())
        } else {
            "Wrong answers on test images".to_owned()
        };
        let mut reply = if shown_ones.is_empty() {
            json!({ "svg": "", "words": "No answer was wrong." })
        } else {
            shown(&gallery(&title, samples, &shown_ones, columns, |position| {
                format!(
                    "said {}\nis {}",
                    name(report.predicted[position]),
                    name(report.labels[position])
                )
            })?)
        };
        reply["wrong"] = json!(wrong.len());
        reply["shown"] = json!(shown_ones.len());
        reply["of"] = json!(report.labels.len());
        Ok(reply)
    }
}

#[cfg(test)]
mod tests {
    use mlp::OptimizerSettings;
    use mlp::train::{Trial, quiet};

    use super::*;
    use crate::sample::tests::whole;

    /// The page's run is the library's, number for number.
    #[test]
    fn it_goes_as_the_librarys_own_run_goes() {
        let mut sample = whole();
        let (train, test) = sample.parts().unwrap();
        let mut training = Training::default();
        let settings = Settings {
            optimizer: Method::Momentum,
            lr: 0.05,
            seed: 3,
            ..Settings::default()
        };
        training.begin(&settings, train, test).unwrap();
        for _ in 0..2 {
            training.run_mut().unwrap().epoch().unwrap();
        }
        let trial = Trial {
            hidden: vec![64],
            optimizer: OptimizerSettings::Sgd {
                lr: 0.05,
                momentum: 0.9,
                weight_decay: 0.0,
            },
            batch_size: 128,
            epochs: 2,
            seed: 3,
            ..Trial::default()
        };
        let (_, history) = trial.run(train, test, &Device::Cpu, quiet).unwrap();
        let numbers = |history: &History| -> Vec<(f64, f64)> {
            history
                .epochs
                .iter()
                .map(|epoch| (epoch.train_loss, epoch.test_accuracy))
                .collect()
        };
        assert_eq!(numbers(&training.run().unwrap().history), numbers(&history));
        let look = |at, room| training.look(Look { at, room }).unwrap();
        let width = |drawn: &Value| -> f64 {
            let svg = drawn["svg"].as_str().unwrap();
            svg.split('"').nth(1).unwrap().parse().unwrap()
        };
        for at in [View::Weights, View::Wrong] {
            let (wide, narrow) = (width(&look(at, 720.0)), width(&look(at, 320.0)));
            assert!(wide > 600.0 && narrow < 400.0, "{at:?}: {wide} {narrow}");
        }
        let wrong = look(View::Wrong, 720.0);
        let (said, words) = (&wrong["wrong"], wrong["words"].as_str().unwrap());
        assert_eq!((&wrong["shown"], &wrong["of"]), (&json!(16), &json!(1000)));
        assert!(
            words.starts_with(&format!("16 of {said} wrong answers")),
            "{words}"
        );
        let confusion = look(View::Confusion, 720.0);
        let counts = confusion["counts"].as_array().unwrap().iter();
        let all: u64 = counts
            .flat_map(|row| row.as_array().unwrap())
            .map(|n| n.as_u64().unwrap())
            .sum();
        assert_eq!(all, 1000);
    }

    #[test]
    fn a_run_that_diverges_says_so_and_goes_no_further() {
        let mut sample = whole();
        let (train, test) = sample.parts().unwrap();
        let settings = Settings {
            normalization: "none".to_owned(),
            lr: 1e30,
            ..Settings::default()
        };
        let mut training = Training::default();
        training.begin(&settings, train, test).unwrap();
        let first = training.run_mut().unwrap().epoch().unwrap();
        assert_eq!(first["ended"], true, "{first}");
        assert!(first["notice"].as_str().unwrap().contains("rate"), "{first}");
        assert_eq!(training.run_mut().unwrap().epoch().unwrap(), first);
    }
}
