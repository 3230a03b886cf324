//! Loss and accuracy over the epochs, of one run or of several laid over each other.

use super::{Epoch, History};
use crate::{
    Result,
    plot::{Chart, Figure, row},
};

/// The curves of runs under their names: loss on the left, accuracy on the right, training solid, test dashed.
///
/// # Errors
/// No run with a finished epoch.
pub fn curves(runs: &[(&str, &History)]) -> Result<Figure> {
    curves_of(("train", "test"), runs)
}

/// [`curves`] with other names for the samples that a run was trained on and measured on, such as `("learn", "valid")`.
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
