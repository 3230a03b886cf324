//! How good the model is, in numbers people understand.

mod confusion;
mod dead_units;
mod evaluate;
mod final_test;
mod tally;

pub use confusion::ConfusionMatrix;
pub use dead_units::dead_units;
pub(crate) use evaluate::evaluate_by;
pub use evaluate::{Report, evaluate};
pub use final_test::final_test;
pub use tally::Tally;

use candle_core::{D, DType, Tensor};

use crate::{Error, Result, ops};

/// The share of rows of `logits` (N, classes) whose largest entry is at the label (N,): 0 to 1.
///
/// ```
/// use mlp::prelude::*;
/// let logits = Tensor::new(&[[2f32, 1.0], [0.0, 1.0]], &Device::Cpu)?;
/// let labels = Tensor::new(&[0u32, 0], &Device::Cpu)?;
/// assert_eq!(accuracy(&logits, &labels)?, 0.5);
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// Shapes that do not fit, or no rows.
pub fn accuracy(logits: &Tensor, labels: &Tensor) -> Result<f64> {
    let n = labels.elem_count();
    if n == 0 || logits.dims().first() != Some(&n) {
        return Err(Error::Shape(format!(
            "accuracy takes logits (N, classes) and labels (N,) with N at least 1, here {:?} and {:?}",
            logits.dims(),
            labels.dims()
        )));
    }
    let labels = labels.to_vec1::<u32>()?;
    Ok(count_hits(&answers(logits)?, &labels) as f64 / n as f64)
}

/// How many answers are right.
pub(crate) fn count_hits(answers: &[u32], labels: &[u32]) -> usize {
    answers
        .iter()
        .zip(labels)
        .filter(|(answer, label)| answer == label)
        .count()
}

/// The class of each row (N, classes): the position of its largest number, the first of equals.
pub(crate) fn answers(logits: &Tensor) -> Result<Vec<u32>> {
    let (_, classes) = logits.dims2()?;
    if !ops::is_fast(logits) || classes == 0 {
        return Ok(logits.argmax(D::Minus1)?.to_vec1()?);
    }
    // Candle would wake its own thread pool for a few thousand comparisons, on the cores that multiply matrices next.
    let numbers = ops::to_vec(&logits.detach())?;
    Ok(numbers.chunks_exact(classes).map(largest).collect())
}

fn largest(row: &[f32]) -> u32 {
    let mut best = 0;
    for (position, value) in row.iter().enumerate() {
        if *value > row[best] {
            best = position;
        }
    }
    best as u32
}

/// How many rows are right, as a scalar tensor that stays on the device.
pub(crate) fn hits(logits: &Tensor, labels: &Tensor) -> Result<Tensor> {
    Ok(logits
        .argmax(D::Minus1)?
        .eq(labels)?
        .to_dtype(DType::F32)?
        .sum_all()?)
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    #[test]
    fn accuracy_counts_the_first_of_equal_logits() -> Result<()> {
        let cpu = &Device::Cpu;
        let logits = Tensor::new(&[[0f32, 2.0, 1.0], [1.0, 1.0, 0.0], [f32::NAN, 3.0, 4.0]], cpu)?;
        assert_eq!(answers(&logits)?[..2], [1, 0]);
        assert_eq!(
            answers(&logits)?[..2],
            logits.argmax(D::Minus1)?.to_vec1::<u32>()?[..2]
        );
        let labels = Tensor::new(&[1u32, 1, 2], cpu)?;
        assert!((accuracy(&logits.narrow(0, 0, 2)?, &labels.narrow(0, 0, 2)?)? - 0.5).abs() < 1e-12);
        let turned = logits.t()?.contiguous()?.t()?; // the same numbers with other strides
        assert_eq!(answers(&turned)?, answers(&logits)?);
        assert!(accuracy(&logits, &labels.narrow(0, 0, 2)?).is_err());
        Ok(())
    }
}
