//! The lecture's training loop, with both of its additions: training and test loss and accuracy each epoch. [`Fit`] has all that can be
//! said beyond it.

use std::ops::ControlFlow;

use candle_core::ModuleT;
use candle_nn::Optimizer;

use super::{Epoch, Fit, History};
use crate::{DataLoader, Result};

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
pub fn fit<M: ModuleT + 'static, O: Optimizer + 'static>(
    model: &M,
    optimizer: &mut O,
    train: &DataLoader,
    test: &DataLoader,
    epochs: usize,
) -> Result<History> {
    Fit::new(model, optimizer).epochs(epochs).test(test).run(train)
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
pub fn fit_with<M: ModuleT + 'static, O: Optimizer + 'static>(
    model: &M,
    optimizer: &mut O,
    train: &DataLoader,
    test: &DataLoader,
    epochs: usize,
    on_epoch: impl FnMut(&Epoch) -> ControlFlow<()>,
) -> Result<History> {
    Fit::new(model, optimizer)
        .epochs(epochs)
        .test(test)
        .quiet()
        .on_epoch(on_epoch)
        .run(train)
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
pub fn continue_fit<M: ModuleT + 'static, O: Optimizer + 'static>(
    history: &mut History,
    model: &M,
    optimizer: &mut O,
    train: &DataLoader,
    test: &DataLoader,
    epochs: usize,
) -> Result<()> {
    Fit::new(model, optimizer)
        .epochs(epochs)
        .test(test)
        .continue_from(history, train)
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
