//! How wrong the model is, as one number to make small.

use candle_core::{D, Tensor};

use crate::{Error, Result, ops};

/// The mean cross-entropy L = −1/N Σ log softmax(z)ᵧ of logits z (N, classes) and labels y (N,), a scalar.
///
/// ```
/// use mlp::prelude::*;
/// let logits = Tensor::zeros((4, 10), DType::F32, &Device::Cpu)?; // ten classes, all as likely
/// let labels = Tensor::new(&[3u32, 1, 4, 1], &Device::Cpu)?;
/// let loss = cross_entropy(&logits, &labels)?.to_scalar::<f32>()?;
/// assert!((loss - 10f32.ln()).abs() < 1e-6);
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// Another rank, another number of labels than rows, no rows at all, or a label that is no column of the logits.
pub fn cross_entropy(logits: &Tensor, labels: &Tensor) -> Result<Tensor> {
    ops::cross_entropy(logits, labels)
}

/// The mean squared error between softmax(z) and the one-hot labels, 1/(N·classes) Σ (ŷ − y)²: a scalar, and a loss that
/// learns slower than [`cross_entropy`], because its gradient vanishes where the model is confidently wrong.
///
/// ```
/// use mlp::prelude::*;
/// let logits = Tensor::new(&[[0f32, 0.0]], &Device::Cpu)?; // ŷ = (½, ½)
/// let labels = Tensor::new(&[0u32], &Device::Cpu)?;
/// let loss = mean_squared_error(&logits, &labels)?.to_scalar::<f32>()?;
/// assert!((loss - 0.25).abs() < 1e-6); // ((½ − 1)² + ½²) / 2
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// Another rank, another number of labels than rows, or no rows at all.
pub fn mean_squared_error(logits: &Tensor, labels: &Tensor) -> Result<Tensor> {
    check(logits, labels)?;
    let probabilities = candle_nn::ops::softmax(logits, D::Minus1)?;
    let (n, classes) = logits.dims2()?;
    let column = Tensor::arange(0u32, classes as u32, logits.device())?.broadcast_as((n, classes))?;
    let one_hot = labels
        .unsqueeze(1)?
        .broadcast_as((n, classes))?
        .eq(&column)?
        .to_dtype(logits.dtype())?;
    Ok((probabilities - one_hot)?.sqr()?.mean_all()?)
}

fn check(logits: &Tensor, labels: &Tensor) -> Result<()> {
    match (logits.dims(), labels.dims()) {
        (&[0, _], _) => Err(Error::Shape(
            "the batch is empty: its mean loss does not exist".into(),
        )),
        (&[n, _], &[m]) if n == m => Ok(()),
        (z, y) => Err(Error::Shape(format!(
            "logits are (N, classes) and labels (N,), here logits are {z:?} and labels {y:?}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{DType, Device};

    use super::*;

    #[test]
    fn the_squared_error_of_a_certain_right_answer_is_zero() -> Result<()> {
        let logits = Tensor::new(&[[100f32, 0.0, 0.0], [0.0, 0.0, 100.0]], &Device::Cpu)?;
        let right = Tensor::new(&[0u32, 2], &Device::Cpu)?;
        let wrong = Tensor::new(&[1u32, 0], &Device::Cpu)?;
        assert!(mean_squared_error(&logits, &right)?.to_scalar::<f32>()? < 1e-12);
        let loss = mean_squared_error(&logits, &wrong)?.to_scalar::<f32>()?;
        assert!((loss - 2.0 / 3.0).abs() < 1e-6, "{loss}");
        Ok(())
    }

    #[test]
    fn shapes_that_do_not_fit_are_named() -> Result<()> {
        let logits = Tensor::zeros((4, 10), DType::F32, &Device::Cpu)?;
        let labels = Tensor::zeros(3, DType::U32, &Device::Cpu)?;
        let error = cross_entropy(&logits, &labels).unwrap_err().to_string();
        assert!(error.contains("[4, 10]") && error.contains("[3]"), "{error}");
        let empty = Tensor::zeros((0, 10), DType::F32, &Device::Cpu)?;
        let none = Tensor::zeros(0, DType::U32, &Device::Cpu)?;
        assert!(
            cross_entropy(&empty, &none)
                .unwrap_err()
                .to_string()
                .contains("empty")
        );
        Ok(())
    }
}
