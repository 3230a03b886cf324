//! How good the model is, in numbers people understand.

mod confusion;
mod dead_units;
mod evaluate;
mod final_test;

pub use confusion::ConfusionMatrix;
pub use dead_units::dead_units;
pub use evaluate::{Report, evaluate};
pub use final_test::final_test;

use candle_core::{D, DType, Tensor};

use crate::{Error, Result};

/// The share of rows of `logits` (N, classes) whose largest entry is at the label (N,): 0 to 1.
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
    Ok(f64::from(hits(logits, labels)?.to_scalar::<f32>()?) / n as f64)
}

/// How many rows are right, as a scalar tensor that stays on the device.
pub(crate) fn hits(logits: &Tensor, labels: &Tensor) -> Result<Tensor> {
    Ok(logits
        .argmax(D::Minus1)?
        .eq(labels)?
        .to_dtype(DType::F32)?
        .sum_all()?)
}
