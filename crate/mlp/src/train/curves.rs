//! Loss and accuracy over the epochs, of one run or of several laid over each other.

use super::{Epoch, History};
use crate::{
    Result,
    plot::{Chart, Figure, row},
};

/// The curves of runs under their names: loss on the left, accuracy on the right, training solid, test dashed.
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
/// let figure = curves(&[("baseline", &history)])?;
/// assert!(figure.alt().contains("baseline, train") && figure.alt().contains("baseline, test"));
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// No run with a finished epoch.
pub fn curves(runs: &[(&str, &History)]) -> Result<Figure> {
    curves_of(("train", "test"), runs)
}

/// [`curves`] with other names for the samples that a run was trained on and measured on, such as `("learn", "valid")`.
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
/// let figure = curves_of(("learn", "valid"), &[("", &history)])?;
/// assert!(figure.alt().contains("learn from") && figure.alt().contains("valid from"));
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// No run with a finished epoch.
pub fn curves_of((train, test): (&str, &str), runs: &[(&str, &History)]) -> Result<Figure> {
    let mut loss = Chart::new("Loss").axes("epoch", "mean cross-entropy");
    let mut accuracy = Chart::new("Accuracy").axes("epoch", "share of right answers");
    for (index, (name, history)) in runs.iter().enumerate() {
        let points = |value: fn(&Epoch) -> f64| -> Vec<(f64, f64)> {
            history
                .epochs
                .iter()
                .map(|epoch| (epoch.epoch as f64, value(epoch)))
                .collect()
        };
        let label = |part: &str| {
            if name.is_empty() {
                part.to_owned()
            } else {
                format!("{name}, {part}")
            }
        };
        loss = loss
            .colored(&label(train), &points(|e| e.train_loss), index, false)
            .colored(&label(test), &points(|e| e.test_loss), index, true);
        accuracy = accuracy
            .colored(&label(train), &points(|e| e.train_accuracy), index, false)
            .colored(&label(test), &points(|e| e.test_accuracy), index, true);
    }
    row(&[loss, accuracy])
}
