//! One pass over a data set without training.

use candle_core::{D, DType, ModuleT, Tensor};

use super::ConfusionMatrix;
use crate::{DataLoader, Result, loss::cross_entropy};

/// What a model does on a data set.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &Device::Cpu)?;
/// let report: Report = evaluate(&model, &loader)?;
/// assert_eq!(report.labels, [0, 1, 0, 1, 0, 1, 0, 1]);
/// assert_eq!(report.wrong().len(), 8 - (8.0 * report.accuracy) as usize);
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Report {
    /// The mean loss over all samples, cross-entropy where no other was asked for.
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
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let weights = Tensor::new(&[[1f32, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]], &Device::Cpu)?; // top pixels, bottom pixels
/// let bias = Tensor::zeros(2, DType::F32, &Device::Cpu)?;
/// let model = Mlp::from_weights(&[(weights, bias)], Activation::Relu)?;
/// assert_eq!(evaluate(&model, &loader)?.accuracy, 1.0);
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A batch that the model cannot take.
pub fn evaluate(model: &impl ModuleT, loader: &DataLoader) -> Result<Report> {
    evaluate_by(model, loader, &cross_entropy)
}

/// [`evaluate`] by another loss.
pub(crate) fn evaluate_by(
    model: &impl ModuleT,
    loader: &DataLoader,
    loss: &dyn Fn(&Tensor, &Tensor) -> Result<Tensor>,
) -> Result<Report> {
    let mut seen = Seen::default();
    for batch in loader.in_sample_order() {
        let (x, y) = batch?;
        let logits = model.forward_t(&x, false)?.detach();
        seen.add(&loss(&logits, &y)?, &logits)?;
    }
    let samples = loader.samples();
    let labels: Vec<u32> = samples.labels.iter().map(|&label| u32::from(label)).collect();
    let (loss, predicted) = seen.read()?;
    let confusion = ConfusionMatrix::new(&labels, &predicted, &samples.classes)?;
    Ok(Report {
        loss: loss / labels.len() as f64,
        accuracy: confusion.accuracy(),
        confusion,
        predicted,
        labels,
    })
}

/// The losses' sum and the answers so far.
#[derive(Default)]
struct Seen {
    loss: f64,
    predicted: Vec<u32>,
    /// The same on a GPU, each batch as a tensor that is read at the end: reading makes batches wait for one another.
    on_device: Vec<(Tensor, Tensor)>,
}

impl Seen {
    fn add(&mut self, loss: &Tensor, logits: &Tensor) -> Result<()> {
        let n = logits.dim(0)? as f64;
        if loss.device().is_cpu() {
            self.loss += f64::from(loss.to_scalar::<f32>()?) * n;
            self.predicted.extend(super::answers(logits)?);
        } else {
            let sum = (loss.to_dtype(DType::F32)? * n)?;
            self.on_device.push((sum, logits.argmax(D::Minus1)?));
        }
        Ok(())
    }

    fn read(mut self) -> Result<(f64, Vec<u32>)> {
        for (loss, answers) in self.on_device {
            self.loss += f64::from(loss.to_scalar::<f32>()?);
            self.predicted.extend(answers.to_vec1::<u32>()?);
        }
        Ok((self.loss, self.predicted))
    }
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

notebook::text_result!(Report);
