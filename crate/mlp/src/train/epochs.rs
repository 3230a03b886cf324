//! One epoch of training after another, without a look at the test set.

#[cfg(feature = "cuda")]
use std::any::Any;

use candle_core::{ModuleT, Tensor};
use candle_nn::Optimizer;

use super::builder::Loss;
#[cfg(feature = "cuda")]
use crate::ops::cuda::{Recorded, Turn};
use crate::{DataLoader, Error, Result, loss::cross_entropy, metrics::Tally};
#[cfg(feature = "cuda")]
use crate::{Mlp, optim::Sgd};

/// Trains a model epoch by epoch: what [`fit`](super::fit()) does between two evaluations.
///
/// On the GPU of [`best_device`](crate::device::best_device) the step of an [`Mlp`](crate::Mlp) by [`Sgd`](crate::optim::Sgd) is recorded as a CUDA graph in
/// the first epoch and replayed from then on, with the same numbers. While it is recorded, which takes less than a millisecond, other
/// threads must leave the GPU alone; other epochs do.
///
/// ```
/// use mlp::{prelude::*, train::{Epochs, Trained}};
/// # let images = mlp::ndarray::Array4::zeros((4, 2, 2, 1));
/// # let samples = Samples::new(images, mlp::ndarray::Array1::from(vec![0, 1, 0, 1]), vec!["a".to_owned(), "b".to_owned()])?;
/// # let device = Device::Cpu;
/// let train = DataLoader::new(&samples, &Normalization::UnitRange, &device)?.shuffle(0);
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &device)?;
/// let mut optimizer = Sgd::new(model.parameters(), 0.1)?;
/// let mut epochs = Epochs::new(&model, &mut optimizer, &train);
/// for number in 0..2 {
///     if let Trained::Whole { loss, accuracy } = epochs.train(number)? {
///         println!("{loss:.4} {accuracy:.4}");
///     }
/// }
/// # Ok::<(), mlp::Error>(())
/// ```
pub struct Epochs<'a, M, O> {
    model: &'a M,
    optimizer: &'a mut O,
    train: &'a DataLoader,
    loss: &'a Loss<'a>,
    tally: Tally,
    #[cfg(feature = "cuda")]
    recording: Recording,
    #[cfg(feature = "cuda")]
    turn: Option<Turn>,
}

/// How one epoch of training ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Trained {
    /// All of its batches were trained.
    Whole {
        /// The mean cross-entropy over the batches as they were trained.
        loss: f64,
        /// The share of right answers over the same batches, 0 to 1.
        accuracy: f64,
    },
    /// The loss left the numbers that f32 can hold.
    Diverged {
        /// Counted from 1; on a GPU, which is not waited for, the last.
        batch: usize,
        /// NaN or ∞.
        loss: f32,
    },
    /// The reader has stopped the cell; the model keeps what it has learned so far.
    Stopped,
}

/// Where the recording of a step stands.
#[cfg(feature = "cuda")]
enum Recording {
    /// There will be none.
    Never,
    /// A step must run first.
    AfterAStep,
    /// The next one is recorded.
    Next,
    /// It is replayed.
    Done(Recorded),
}

impl<'a, M: ModuleT + 'static, O: Optimizer + 'static> Epochs<'a, M, O> {
    /// Gets ready to train `model` on the batches of `train`, which are on its device.
    pub fn new(model: &'a M, optimizer: &'a mut O, train: &'a DataLoader) -> Self {
        Self {
            #[cfg(feature = "cuda")]
            recording: Recording::of(model, optimizer),
            #[cfg(feature = "cuda")]
            turn: Turn::on(train.device()),
            model,
            optimizer,
            train,
            loss: &cross_entropy,
            tally: Tally::default(),
        }
    }

    /// By another loss than the cross-entropy. Its steps are not recorded: it may copy to the GPU.
    pub(super) fn with_loss(mut self, loss: &'a Loss<'a>) -> Self {
        self.loss = loss;
        #[cfg(feature = "cuda")]
        {
            self.recording = Recording::Never;
        }
        self
    }

    /// Steps from here on by another learning rate. They are not recorded: a recorded step holds its rate.
    pub(super) fn set_learning_rate(&mut self, lr: f64) {
        self.optimizer.set_learning_rate(lr);
        #[cfg(feature = "cuda")]
        {
            self.recording = Recording::Never;
        }
    }

    /// Trains epoch `number`, which decides the order of the batches.
    ///
    /// # Errors
    /// A batch that the model or the loss cannot take.
    pub fn train(&mut self, number: usize) -> Result<Trained> {
        self.train_with(number, |_| {})
    }

    /// [`Epochs::train`] with a look at the mean loss so far after each batch; NaN on a GPU, where looking would cost time.
    pub(super) fn train_with(&mut self, number: usize, mut after_batch: impl FnMut(f64)) -> Result<Trained> {
        self.tally.reset()?;
        let mut batches = self.train.batches(number);
        let mut trained = 0;
        loop {
            #[cfg(feature = "cuda")]
            if matches!(self.recording, Recording::Next | Recording::Done(_)) {
                match batches.next_rows() {
                    None => break,
                    Some(Err(Error::Interrupted)) => return Ok(Trained::Stopped),
                    Some(rows) => self.recorded_step(&batches, &rows?)?,
                }
                after_batch(f64::NAN);
                continue;
            }
            let (x, y) = match batches.next() {
                None => break,
                Some(Err(Error::Interrupted)) => return Ok(Trained::Stopped),
                Some(batch) => batch?,
            };
            trained += 1;
            match step(self.model, self.optimizer, self.loss, &mut self.tally, &x, &y)? {
                Some(loss) if !loss.is_finite() => return Ok(Trained::Diverged { batch: trained, loss }),
                _ => {}
            }
            self.tally.count(y.elem_count());
            after_batch(self.tally.loss_so_far().unwrap_or(f64::NAN));
            #[cfg(feature = "cuda")]
            if matches!(self.recording, Recording::AfterAStep) && self.turn.is_some() {
                self.recording = Recording::Next;
            }
        }
        let (loss, accuracy) = self.tally.means()?;
        Ok(if loss.is_finite() {
            Trained::Whole { loss, accuracy }
        } else {
            Trained::Diverged {
                batch: self.train.num_batches(),
                loss: loss as f32,
            }
        })
    }
}

/// Forward, loss, backward, update. On the CPU, where looking costs nothing, a loss that is no number is handed back before it does harm.
fn step<M: ModuleT, O: Optimizer>(
    model: &M,
    optimizer: &mut O,
    loss: &Loss,
    tally: &mut Tally,
    x: &Tensor,
    y: &Tensor,
) -> Result<Option<f32>> {
    let logits = model.forward_t(x, true)?;
    let loss = loss(&logits, y)?;
    let value = tally.sum(&loss, &logits, y)?;
    if value.is_none_or(f32::is_finite) {
        optimizer.backward_step(&loss)?;
    }
    Ok(value)
}

#[cfg(feature = "cuda")]
impl<M: ModuleT + 'static, O: Optimizer + 'static> Epochs<'_, M, O> {
    /// Trains on the samples at `rows`, by the recorded step where there is one for so many, or can be.
    fn recorded_step(&mut self, batches: &crate::data::Batches, rows: &Tensor) -> Result<()> {
        let count = rows.elem_count();
        let (model, loss, tally) = (self.model, self.loss, &mut self.tally);
        if count == self.train.size_of_batch()
            && matches!(self.recording, Recording::Next)
            && let Some(turn) = &self.turn
        {
            let recorded = turn.record(rows, |positions| {
                let (x, y) = batches.at(positions)?;
                step(model, self.optimizer, loss, tally, &x, &y).map(drop)
            })?;
            self.recording = recorded.map_or(Recording::Never, Recording::Done);
        }
        match &self.recording {
            Recording::Done(recorded) if recorded.batch() == count => recorded.replay(rows)?,
            _ => {
                let (x, y) = batches.at(rows)?;
                step(model, self.optimizer, loss, tally, &x, &y)?;
            }
        }
        self.tally.count(count);
        Ok(())
    }
}

#[cfg(feature = "cuda")]
impl Recording {
    /// Steps are recorded of which it is known that they neither wait for the GPU nor copy to it, and that they are the same each time:
    /// Adam's rate changes with their number.
    fn of<M: 'static, O: 'static>(model: &M, optimizer: &O) -> Self {
        let (model, optimizer): (&dyn Any, &dyn Any) = (model, optimizer);
        if model.is::<Mlp>() && optimizer.is::<Sgd>() {
            Self::AfterAStep
        } else {
            Self::Never
        }
    }
}
