//! The training loop of the lecture, with both of its additions: training and test loss and accuracy each epoch.

use std::{cell::RefCell, ops::ControlFlow, time::Instant};

use candle_core::Module;
use candle_nn::Optimizer;

use super::{Epoch, Epochs, History, Outcome, RunSettings, Trained, ledger, view::View};
use crate::{DataLoader, Error, Result, metrics};

/// Trains `model` for `epochs` epochs of `train` and measures it on `test` after each. In a notebook of the project's
/// kernel a bar and growing curves show how it goes, elsewhere a line an epoch.
///
/// A cell that is stopped gets the epochs so far, and the model keeps what it has learned by then.
/// A loss that is no longer a number ends the run early; the history names it, and [`History::last`] is then an error.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &Device::Cpu)?;
/// let mut optimizer = Sgd::new(model.parameters(), 0.5)?;
/// let history = fit(&model, &mut optimizer, &loader, &loader, 20)?;
/// assert_eq!(history.last()?.test_accuracy, 1.0);
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A batch that the model or the loss cannot take.
pub fn fit<M: Module + 'static, O: Optimizer + 'static>(
    model: &M,
    optimizer: &mut O,
    train: &DataLoader,
    test: &DataLoader,
    epochs: usize,
) -> Result<History> {
    let mut history = empty(model, optimizer, train, test, epochs);
    watched(&mut history, model, optimizer, train, test, epochs)?;
    Ok(history)
}

/// [`fit`] with a say after each epoch: `ControlFlow::Break(())` ends the run there.
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
/// use std::ops::ControlFlow;
///
/// let enough = |epoch: &Epoch| if epoch.epoch == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
/// let history = fit_with(&model, &mut optimizer, &loader, &loader, 20, enough)?;
/// assert_eq!(history.epochs.len(), 3);
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A batch that the model or the loss cannot take.
pub fn fit_with<M: Module + 'static, O: Optimizer + 'static>(
    model: &M,
    optimizer: &mut O,
    train: &DataLoader,
    test: &DataLoader,
    epochs: usize,
    on_epoch: impl FnMut(&Epoch) -> ControlFlow<()>,
) -> Result<History> {
    let mut history = fit_unrecorded(model, optimizer, train, test, epochs, on_epoch)?;
    history.run = Some(ledger::record(&history, ledger::identity(model)));
    Ok(history)
}

/// [`fit_with`] without an entry in the ledger: a grid's runs are many, and its own table tells them apart.
pub(super) fn fit_unrecorded<M: Module + 'static, O: Optimizer + 'static>(
    model: &M,
    optimizer: &mut O,
    train: &DataLoader,
    test: &DataLoader,
    epochs: usize,
    on_epoch: impl FnMut(&Epoch) -> ControlFlow<()>,
) -> Result<History> {
    let mut history = empty(model, optimizer, train, test, epochs);
    let mut on_epoch = on_epoch;
    let after_epoch = |history: &History| {
        history
            .epochs
            .last()
            .map_or(ControlFlow::Continue(()), &mut on_epoch)
    };
    run(
        &mut history,
        model,
        optimizer,
        train,
        test,
        epochs,
        |_| {},
        after_epoch,
    )?;
    Ok(history)
}

/// The record of a run that has not begun.
fn empty<M: Module + 'static, O: Optimizer + 'static>(
    model: &M,
    optimizer: &O,
    train: &DataLoader,
    test: &DataLoader,
    epochs: usize,
) -> History {
    History {
        epochs: Vec::with_capacity(epochs),
        settings: RunSettings::of(model, optimizer, train, test),
        outcome: Outcome::Finished,
        run: None,
    }
}

/// Trains on where `history` ended, with the same model and optimizer, for `epochs` more epochs.
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
/// let mut history = fit_with(&model, &mut optimizer, &loader, &loader, 2, quiet)?;
/// continue_fit(&mut history, &model, &mut optimizer, &loader, &loader, 3)?;
/// assert_eq!(history.last()?.epoch, 5);
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A history that diverged, or a batch that the model or the loss cannot take.
pub fn continue_fit<M: Module + 'static, O: Optimizer + 'static>(
    history: &mut History,
    model: &M,
    optimizer: &mut O,
    train: &DataLoader,
    test: &DataLoader,
    epochs: usize,
) -> Result<()> {
    if let Outcome::Diverged { epoch, batch, loss } = history.outcome {
        return Err(Error::Diverged { epoch, batch, loss });
    }
    history.outcome = Outcome::Finished;
    history.settings = RunSettings::of(model, optimizer, train, test);
    watched(history, model, optimizer, train, test, epochs)
}

/// Trains on, shows how it goes, and enters the run into the ledger.
fn watched<M: Module + 'static, O: Optimizer + 'static>(
    history: &mut History,
    model: &M,
    optimizer: &mut O,
    train: &DataLoader,
    test: &DataLoader,
    epochs: usize,
) -> Result<()> {
    let view = RefCell::new(View::new(epochs, train.num_batches()));
    let after_batch = |loss| view.borrow_mut().batch(loss);
    let after_epoch = |history: &History| {
        view.borrow_mut().epoch(history);
        ControlFlow::Continue(())
    };
    run(
        history,
        model,
        optimizer,
        train,
        test,
        epochs,
        after_batch,
        after_epoch,
    )?;
    view.into_inner().finish(history);
    history.run = Some(ledger::record(history, ledger::identity(model)));
    Ok(())
}

/// Says nothing and goes on: for [`fit_with`] where many runs are compared and a line an epoch would be too much.
///
/// `let history = fit_with(&model, &mut optimizer, &train, &test, epochs, quiet)?;`
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
/// assert_eq!(history.epochs.len(), 20); // and no line was printed
/// # Ok::<(), mlp::Error>(())
/// ```
pub fn quiet(_: &Epoch) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[allow(clippy::too_many_arguments, reason = "the loop's parts and what looks at it")]
fn run<M: Module + 'static, O: Optimizer + 'static>(
    history: &mut History,
    model: &M,
    optimizer: &mut O,
    train: &DataLoader,
    test: &DataLoader,
    epochs: usize,
    mut after_batch: impl FnMut(f64),
    mut after_epoch: impl FnMut(&History) -> ControlFlow<()>,
) -> Result<()> {
    let done = history.epochs.len();
    let mut training = Epochs::new(model, optimizer, train);
    for number in done..done + epochs {
        let start = Instant::now();
        let (train_loss, train_accuracy) = match training.train_with(number, &mut after_batch)? {
            Trained::Whole { loss, accuracy } => (loss, accuracy),
            Trained::Diverged { batch, loss } => {
                history.outcome = Outcome::Diverged {
                    epoch: number + 1,
                    batch,
                    loss,
                };
                return Ok(());
            }
            Trained::Stopped => {
                history.outcome = Outcome::Interrupted { epoch: number + 1 };
                return Ok(());
            }
        };
        let seconds = start.elapsed().as_secs_f64();
        let report = metrics::evaluate(model, test)?;
        let epoch = Epoch {
            epoch: number + 1,
            seconds,
            train_loss,
            train_accuracy,
            test_loss: report.loss,
            test_accuracy: report.accuracy,
        };
        history.epochs.push(epoch);
        if after_epoch(history).is_break() {
            if number + 1 < done + epochs {
                history.outcome = Outcome::Interrupted { epoch: number + 2 };
            }
            return Ok(());
        }
    }
    Ok(())
}
