//! What happened in a run, epoch by epoch.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use notebook::display::{Show, text};

use super::{RunSettings, curves};
use crate::{Error, Result};

/// One epoch's numbers.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &Device::Cpu)?;
/// # let mut optimizer = Sgd::new(model.parameters(), 0.5)?;
/// let history = fit_with(&model, &mut optimizer, &loader, &loader, 20, quiet)?;
/// let last: &Epoch = history.last()?;
/// assert_eq!((last.epoch, last.test_accuracy), (20, 1.0));
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Counted from 1.
    pub epoch: usize,
    /// Seconds of training alone, evaluation apart.
    pub seconds: f64,
    /// The mean loss over the epoch's batches as they were trained, cross-entropy where no other was asked for.
    pub train_loss: f64,
    /// The share of right answers over the same batches, 0 to 1.
    pub train_accuracy: f64,
    /// The mean loss on the held-out loader after the epoch: the test set, or the validation set where choices are made. NaN where
    /// nothing was held out.
    #[serde(deserialize_with = "number_or_nan")]
    pub test_loss: f64,
    /// The share of right answers on the same loader, 0 to 1, or NaN.
    #[serde(deserialize_with = "number_or_nan")]
    pub test_accuracy: f64,
}

/// JSON has no NaN and no ∞, and writes null in their place.
fn number_or_nan<'de, D: Deserializer<'de>, N: Deserialize<'de> + From<f32>>(
    from: D,
) -> std::result::Result<N, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_else(|| f32::NAN.into()))
}

/// How a run ended.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &Device::Cpu)?;
/// # let mut optimizer = Sgd::new(model.parameters(), 0.5)?;
/// let stop = |_: &Epoch| std::ops::ControlFlow::Break(());
/// let history = fit_with(&model, &mut optimizer, &loader, &loader, 20, stop)?;
/// assert_eq!(history.outcome, Outcome::Interrupted { epoch: 2 });
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All epochs were trained.
    Finished,
    /// The loss left the numbers that f32 can hold; the model is of no more use.
    Diverged {
        /// Counted from 1.
        epoch: usize,
        /// Counted from 1.
        batch: usize,
        /// The batch's loss: NaN or ∞.
        #[serde(deserialize_with = "number_or_nan")]
        loss: f32,
    },
    /// The validation loss had not become lower for as long as [`Fit::stop_early`](super::Fit::stop_early) was told to wait.
    StoppedEarly {
        /// The epoch with the lowest validation loss, counted from 1.
        best: usize,
    },
    /// Somebody asked it to stop; the model keeps what it had learned until then.
    Interrupted {
        /// The epoch that was not finished, counted from 1.
        epoch: usize,
    },
}

/// The record of a run; as a cell's last expression it shows its curves.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &Device::Cpu)?;
/// # let mut optimizer = Sgd::new(model.parameters(), 0.5)?;
/// let history = fit_with(&model, &mut optimizer, &loader, &loader, 20, quiet)?;
/// assert_eq!((history.epochs.len(), history.outcome), (20, Outcome::Finished));
/// assert!(history.epochs[19].train_loss < history.epochs[0].train_loss);
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// One entry an epoch that was finished.
    pub epochs: Vec<Epoch>,
    /// How the run was set up.
    pub settings: RunSettings,
    /// How it ended.
    pub outcome: Outcome,
    /// Its number in the session's ledger, counted from 1; see [`super::runs`].
    pub run: Option<usize>,
}

impl History {
    /// The last epoch's numbers.
    ///
    /// # Errors
    /// The run diverged, or no epoch was finished.
    pub fn last(&self) -> Result<&Epoch> {
        if let Outcome::Diverged { epoch, batch, loss } = self.outcome {
            return Err(Error::Diverged { epoch, batch, loss });
        }
        self.epochs
            .last()
            .ok_or_else(|| Error::argument("epochs", 0, "no epoch was finished"))
    }

    /// The median of the epochs' training seconds; 0 where there are none.
    pub fn median_seconds(&self) -> f64 {
        let mut seconds: Vec<f64> = self.epochs.iter().map(|epoch| epoch.seconds).collect();
        seconds.sort_by(f64::total_cmp);
        seconds.get(seconds.len() / 2).copied().unwrap_or(0.0)
    }

    /// What a reader should know about the end of the run, where there is something.
    pub fn notice(&self) -> Option<String> {
        match self.outcome {
            Outcome::Diverged { epoch, batch, loss } => {
                Some(Error::Diverged { epoch, batch, loss }.to_string())
            }
            Outcome::Interrupted { epoch } => Some(format!(
                "interrupted in epoch {epoch}: the model keeps what it has learned so far"
            )),
            Outcome::StoppedEarly { best } => {
                let epochs = self.epochs.len();
                Some(format!(
                    "stopped early after epoch {epochs}: the validation loss was lowest after epoch {best}"
                ))
            }
            Outcome::Finished => {
                let guessing = (self.settings.classes.len().max(2) as f64).ln();
                let last = self.epochs.last()?;
                (last.train_loss > 2.0 * guessing).then(|| {
                    format!(
                        "the training loss is {:.4}, far above the {guessing:.4} of guessing: the learning rate is too high for \
                         these inputs, or the inputs are not normalized",
                        last.train_loss
                    )
                })
            }
        }
    }
}

/// The curves; their plain form is a line an epoch.
impl Show for History {
    fn forms(&self) -> Vec<(String, String)> {
        // Without a finished epoch there is no curve.
        let mut forms = curves(&[("", self)]).map_or_else(|_| Vec::new(), |figure| figure.forms());
        forms.truncate(1);
        forms.extend(text(self.to_string()));
        forms
    }
}

notebook::cell_result!(History);

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "epoch {:3}  {:6.2} s   train loss {:.4}  accuracy {:.4}",
            self.epoch, self.seconds, self.train_loss, self.train_accuracy,
        )?;
        if self.test_loss.is_nan() && self.test_accuracy.is_nan() {
            return Ok(());
        }
        write!(
            f,
            "   test loss {:.4}  accuracy {:.4}",
            self.test_loss, self.test_accuracy
        )
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.settings)?;
        for epoch in &self.epochs {
            writeln!(f, "{epoch}")?;
        }
        if let Some(notice) = self.notice() {
            writeln!(f, "note: {notice}")?;
        }
        Ok(())
    }
}
