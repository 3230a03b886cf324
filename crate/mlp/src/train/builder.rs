//! Training with more to say than the lecture's `fit`: validation, another loss, a schedule, an early stop.

use std::{cell::RefCell, ops::ControlFlow, time::Instant};

use candle_core::{ModuleT, Tensor, Var};
use candle_nn::Optimizer;

use super::{Epoch, Epochs, HeldOut, History, Outcome, RunSettings, Schedule, Trained, ledger, view::View};
use crate::{DataLoader, Error, Result, loss::cross_entropy, metrics};

/// A run of training under construction. [`fit`](super::fit()) is
/// `Fit::new(&model, &mut optimizer).epochs(epochs).test(&test).run(&train)?`.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let (learn, valid) = (samples.clone(), samples);
/// let learn = DataLoader::new(&learn, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4).shuffle(0);
/// let valid = DataLoader::new(&valid, &Normalization::UnitRange, &Device::Cpu)?;
/// let model = Mlp::new(&[4, 8, 2], Activation::Relu, 0, &Device::Cpu)?;
/// let mut optimizer = Sgd::new(model.parameters(), 0.5)?.with_weight_decay(1e-4)?;
/// let history = Fit::new(&model, &mut optimizer)
///     .epochs(50)
///     .validate(&valid)
///     .schedule(Schedule::Cosine { to: 0.0 })
///     .stop_early(3)
///     .quiet()
///     .run(&learn)?;
/// assert!(history.epochs.len() <= 50);
/// # Ok::<(), mlp::Error>(())
/// ```
#[must_use = "nothing is trained before `run`"]
pub struct Fit<'a, M, O> {
    model: &'a M,
    optimizer: &'a mut O,
    epochs: usize,
    held_out: Option<(HeldOut, &'a DataLoader)>,
    held_out_twice: bool,
    loss: Option<(&'static str, Box<Loss<'a>>)>,
    schedule: Schedule,
    patience: Option<usize>,
    best: Vec<Var>,
    quiet: bool,
    recorded: bool,
    on_epoch: Box<OnEpoch<'a>>,
}

/// What is asked after each epoch.
type OnEpoch<'a> = dyn FnMut(&Epoch) -> ControlFlow<()> + 'a;

/// The mean loss of logits (B, classes) and labels (B,), a scalar.
pub(super) type Loss<'a> = dyn Fn(&Tensor, &Tensor) -> Result<Tensor> + 'a;

impl<'a, M: ModuleT + 'static, O: Optimizer + 'static> Fit<'a, M, O> {
    /// Ten epochs of cross-entropy, measured on nothing but the batches that are trained.
    pub fn new(model: &'a M, optimizer: &'a mut O) -> Self {
        Self {
            model,
            optimizer,
            epochs: 10,
            held_out: None,
            held_out_twice: false,
            loss: None,
            schedule: Schedule::Constant,
            patience: None,
            best: Vec::new(),
            quiet: false,
            recorded: true,
            on_epoch: Box::new(|_| ControlFlow::Continue(())),
        }
    }

    /// Passes over the training data.
    pub fn epochs(mut self, epochs: usize) -> Self {
        self.epochs = epochs;
        self
    }

    /// Measures the model on `valid` after each epoch. What is chosen, an early stop among it, is chosen by these numbers.
    pub fn validate(self, valid: &'a DataLoader) -> Self {
        self.hold_out(HeldOut::Valid, valid)
    }

    /// Measures the model on `test` after each epoch, as the lecture does; nothing listens to these numbers.
    pub fn test(self, test: &'a DataLoader) -> Self {
        self.hold_out(HeldOut::Test, test)
    }

    fn hold_out(mut self, kind: HeldOut, loader: &'a DataLoader) -> Self {
        self.held_out_twice |= self.held_out.is_some();
        self.held_out = Some((kind, loader));
        self
    }

    /// Another loss than [`cross_entropy`], such as [`mean_squared_error`](crate::loss::mean_squared_error): of logits (B, classes) and
    /// labels (B,) a scalar, the batch's mean. Held-out losses are measured by it, too.
    pub fn loss<L: Fn(&Tensor, &Tensor) -> Result<Tensor> + 'a>(mut self, loss: L) -> Self {
        let name = std::any::type_name::<L>().rsplit("::").next().unwrap_or_default();
        let name = if name.starts_with('{') { "another" } else { name };
        self.loss = (name != "cross_entropy").then(|| (name, Box::new(loss) as Box<Loss>));
        self
    }

    /// How the learning rate changes from epoch to epoch. At the end the optimizer has the rate again that it had before.
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Ends the run after `patience` epochs in a row without a lower validation loss.
    pub fn stop_early(mut self, patience: usize) -> Self {
        self.patience = Some(patience);
        self
    }

    /// At the end, gives `parameters` the values that they had after the epoch with the lowest validation loss.
    pub fn keep_best(mut self, parameters: Vec<Var>) -> Self {
        self.best = parameters;
        self
    }

    /// Shows no bar, no curves and no line an epoch: for runs of which there are many.
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Has a say after each epoch: `ControlFlow::Break(())` ends the run there.
    pub fn on_epoch(mut self, on_epoch: impl FnMut(&Epoch) -> ControlFlow<()> + 'a) -> Self {
        self.on_epoch = Box::new(on_epoch);
        self
    }

    /// Leaves the run out of the ledger: a grid's runs are many, and its own table tells them apart.
    pub(super) fn unrecorded(mut self) -> Self {
        self.recorded = false;
        self
    }

    /// Trains on the batches of `train`.
    ///
    /// # Errors
    /// Settings that contradict each other, or a batch that the model or the loss cannot take.
    pub fn run(self, train: &DataLoader) -> Result<History> {
        let mut history = History {
            epochs: Vec::with_capacity(self.epochs),
            settings: self.settings(train),
            outcome: Outcome::Finished,
            run: None,
        };
        self.train(&mut history, train)?;
        Ok(history)
    }

    /// Trains on where `history` ended, with the same model and optimizer.
    ///
    /// # Errors
    /// A history that diverged, settings that contradict each other, or a batch that the model or the loss cannot take.
    pub fn continue_from(self, history: &mut History, train: &DataLoader) -> Result<()> {
        if let Outcome::Diverged { epoch, batch, loss } = history.outcome {
            return Err(Error::Diverged { epoch, batch, loss });
        }
        history.outcome = Outcome::Finished;
        history.settings = self.settings(train);
        self.train(history, train)
    }

    fn settings(&self, train: &DataLoader) -> RunSettings {
        RunSettings {
            held_out: self.held_out.map_or(HeldOut::Nothing, |(kind, _)| kind),
            test_samples: self.held_out.map_or(0, |(_, loader)| loader.num_samples()),
            loss: self
                .loss
                .as_ref()
                .map_or("cross_entropy", |(name, _)| name)
                .to_owned(),
            schedule: self.schedule,
            ..RunSettings::of(self.model, self.optimizer, train, train)
        }
    }

    fn check(&self) -> Result<()> {
        self.schedule.validate()?;
        if self.held_out_twice {
            return Err(Error::argument(
                "validate",
                "two loaders",
                "a run is measured on one set after each epoch; measure the other at the end, with evaluate",
            ));
        }
        let listens = self.patience.is_some() || !self.best.is_empty();
        if listens && !matches!(self.held_out, Some((HeldOut::Valid, _))) {
            return Err(Error::argument(
                "stop_early",
                "no validation data",
                "stopping and keeping the best epoch are choices, and choices are made on validation data: add .validate(&valid)",
            ));
        }
        if self.patience == Some(0) {
            return Err(Error::argument(
                "patience",
                0,
                "a run goes on for at least one epoch without a better loss; 3 is usual",
            ));
        }
        Ok(())
    }

    fn train(mut self, history: &mut History, train: &DataLoader) -> Result<()> {
        self.check()?;
        let view = (!self.quiet).then(|| RefCell::new(View::new(self.epochs, train.num_batches())));
        let recorded = self.recorded.then(|| ledger::identity(self.model));
        self.epochs_of(history, train, view.as_ref())?;
        if let Some(view) = view {
            view.into_inner().finish(history);
        }
        if let Some(identity) = recorded {
            history.run = Some(ledger::record(history, identity));
        }
        Ok(())
    }

    /// The loop of the lecture: train an epoch, measure it, look whether that was the last.
    fn epochs_of(
        &mut self,
        history: &mut History,
        train: &DataLoader,
        view: Option<&RefCell<View>>,
    ) -> Result<()> {
        let done = history.epochs.len();
        let lr = self.optimizer.learning_rate();
        let mut best = Best::new(self.patience, done, &self.best);
        let loss: &Loss = self.loss.as_ref().map_or(&cross_entropy, |(_, loss)| loss);
        let mut training = Epochs::new(self.model, self.optimizer, train);
        if self.loss.is_some() {
            training = training.with_loss(loss);
        }
        for number in done..done + self.epochs {
            if self.schedule != Schedule::Constant {
                training.set_learning_rate(self.schedule.lr(lr, number - done, self.epochs));
            }
            let start = Instant::now();
            let after_batch = |loss| {
                if let Some(view) = view {
                    view.borrow_mut().batch(loss);
                }
            };
            let (train_loss, train_accuracy) = match training.train_with(number, after_batch)? {
                Trained::Whole { loss, accuracy } => (loss, accuracy),
                Trained::Diverged { batch, loss } => {
                    history.outcome = Outcome::Diverged {
                        epoch: number + 1,
                        batch,
                        loss,
                    };
                    break;
                }
                Trained::Stopped => {
                    history.outcome = Outcome::Interrupted { epoch: number + 1 };
                    break;
                }
            };
            let seconds = start.elapsed().as_secs_f64();
            let (test_loss, test_accuracy) = match self.held_out {
                Some((_, held_out)) => {
                    let report = metrics::evaluate_by(self.model, held_out, loss)?;
                    (report.loss, report.accuracy)
                }
                None => (f64::NAN, f64::NAN),
            };
            let epoch = Epoch {
                epoch: number + 1,
                seconds,
                train_loss,
                train_accuracy,
                test_loss,
                test_accuracy,
            };
            history.epochs.push(epoch);
            if let Some(view) = view {
                view.borrow_mut().epoch(history);
            }
            let said = (self.on_epoch)(&epoch);
            let out_of_patience = best.look(&epoch)?;
            let last = number + 1 == done + self.epochs;
            if out_of_patience && !last {
                history.outcome = Outcome::StoppedEarly { best: best.epoch };
                break;
            }
            if said.is_break() && !last {
                history.outcome = Outcome::Interrupted { epoch: number + 2 };
                break;
            }
        }
        if self.schedule != Schedule::Constant {
            training.set_learning_rate(lr);
        }
        best.restore()
    }
}

/// The epoch with the lowest validation loss so far.
struct Best<'a> {
    patience: Option<usize>,
    loss: f64,
    epoch: usize,
    parameters: &'a [Var],
    /// Their values after that epoch.
    values: Vec<Tensor>,
}

impl<'a> Best<'a> {
    fn new(patience: Option<usize>, epochs_before: usize, parameters: &'a [Var]) -> Self {
        Self {
            patience,
            loss: f64::INFINITY,
            epoch: epochs_before,
            parameters,
            values: Vec::new(),
        }
    }

    /// Takes note of an epoch; true where patience is at its end.
    fn look(&mut self, epoch: &Epoch) -> Result<bool> {
        if epoch.test_loss < self.loss {
            (self.loss, self.epoch) = (epoch.test_loss, epoch.epoch);
            let copies = self
                .parameters
                .iter()
                .map(|parameter| parameter.as_detached_tensor().copy());
            self.values = copies.collect::<candle_core::Result<_>>()?;
        }
        Ok(self
            .patience
            .is_some_and(|patience| epoch.epoch >= self.epoch + patience))
    }

    fn restore(self) -> Result<()> {
        for (parameter, value) in self.parameters.iter().zip(&self.values) {
            parameter.set(value)?;
        }
        Ok(())
    }
}
