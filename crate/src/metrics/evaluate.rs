//! One pass over a data set without training.

use candle_core::Module;

use super::ConfusionMatrix;
use crate::{DataLoader, Result, loss::cross_entropy};

/// What a model does on a data set.
#[derive(Debug, Clone)]
pub struct Report {
    /// The mean cross-entropy.
    pub loss: f64,
    /// The share of right answers, 0 to 1.
    pub accuracy: f64,
    /// Which class was taken for which.
    pub confusion: ConfusionMatrix,
    /// The predicted class of each sample, in the samples' own order.
    pub predicted: Vec<u32>,
    /// The true class of each sample, in the same order.
    pub labels: Vec<u32>,
}

impl Report {
    /// The positions of the samples that the model got wrong, in the samples' own order.
    pub fn wrong(&self) -> Vec<usize> {
        (0..self.labels.len())
            .filter(|&i| self.predicted[i] != self.labels[i])
            .collect()
    }
}

/// Measures `model` on every sample of `loader`, in the samples' own order whether or not the loader shuffles.
///
/// # Errors
/// A batch that the model cannot take.
pub fn evaluate(model: &impl Module, loader: &DataLoader) -> Result<Report> {
    let mut loss = 0.0;
    let (mut predicted, mut labels) = (Vec::new(), Vec::new());
    for batch in loader.in_sample_order() {
        let (x, y) = batch?;
        let logits = model.forward(&x)?.detach();
        loss += f64::from(cross_entropy(&logits, &y)?.to_scalar::<f32>()?) * y.elem_count() as f64;
        predicted.extend(super::answers(&logits)?);
        labels.extend(y.to_vec1::<u32>()?);
    }
    let confusion = ConfusionMatrix::new(&labels, &predicted, &loader.samples().classes)?;
    Ok(Report {
        loss: loss / labels.len() as f64,
        accuracy: confusion.accuracy(),
        confusion,
        predicted,
        labels,
    })
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "loss {:.4}, accuracy {:.4} ({} of {} right)",
            self.loss,
            self.accuracy,
            self.labels.len() - self.wrong().len(),
            self.labels.len()
        )
    }
}
