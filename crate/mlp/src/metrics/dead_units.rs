//! Units that a ReLU has silenced for good.

use candle_core::D;

use crate::{DataLoader, Mlp, Result};

/// For each hidden layer, how many of its units are 0 or below on every sample of `loader`. With `ReLU` such a unit gets no
/// gradient from these samples, so training on them cannot bring it back.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// let (zeros, down) = (Tensor::zeros((3, 4), DType::F32, &Device::Cpu)?, Tensor::new(&[-1f32, -1.0, 1.0], &Device::Cpu)?);
/// let output = (Tensor::zeros((2, 3), DType::F32, &Device::Cpu)?, Tensor::zeros(2, DType::F32, &Device::Cpu)?);
/// let model = Mlp::from_weights(&[(zeros, down), output], Activation::Relu)?;
/// assert_eq!(dead_units(&model, &loader)?, [2]); // two of three units are always −1
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// A batch that the model cannot take.
pub fn dead_units(model: &Mlp, loader: &DataLoader) -> Result<Vec<usize>> {
    let hidden = model.sizes().len() - 2;
    let mut largest: Vec<Option<Vec<f32>>> = vec![None; hidden];
    for batch in loader.in_sample_order() {
        let (x, _) = batch?;
        for (outputs, largest) in model.layer_outputs(&x)?.iter().take(hidden).zip(&mut largest) {
            let batch: Vec<f32> = outputs.detach().t()?.contiguous()?.max(D::Minus1)?.to_vec1()?;
            *largest = Some(match largest.take() {
                None => batch,
                Some(before) => before.iter().zip(&batch).map(|(a, b)| a.max(*b)).collect(),
            });
        }
    }
    Ok(largest
        .iter()
        .flatten()
        .map(|units| units.iter().filter(|&&value| value <= 0.0).count())
        .collect())
}

#[cfg(test)]
mod tests {
    use candle_core::{Device, Tensor};
    use ndarray::{Array1, Array4};

    use super::*;
    use crate::{Activation, Normalization, Samples};

    #[test]
    fn a_unit_that_never_fires_is_counted() -> Result<()> {
        let cpu = &Device::Cpu;
        let hidden = (
            Tensor::new(&[[1f32, 0.0], [-1.0, 0.0], [0.0, 0.0]], cpu)?,
            Tensor::new(&[0f32, 0.5, -1.0], cpu)?,
        );
        let output = (Tensor::new(&[[1f32, 1.0, 1.0]], cpu)?, Tensor::new(&[0f32], cpu)?);
        let model = Mlp::from_weights(&[hidden, output], Activation::Relu)?;
        let images = Array4::from_shape_vec((2, 1, 2, 1), vec![0, 7, 255, 7])?;
        let samples = Samples::new(images, Array1::zeros(2), ["all".to_owned()])?;
        // The first fires on the bright pixel, the second on the dark one, the third never.
        let loader = DataLoader::new(&samples, &Normalization::UnitRange, cpu)?.batch_size(1);
        assert_eq!(dead_units(&model, &loader)?, [1]);
        Ok(())
    }
}
