//! A data set that lies on the GPU as bytes. Batches are picked and normalized there, so that within an epoch nothing but one list
//! of positions crosses from the host.

use candle_core::{DType, Device, Tensor};

use super::Samples;
use crate::{Error, Normalization, Result, ops::Scaling};

/// Images (N, H·W·C) u8 and labels (N,) u32 on a device.
#[derive(Debug, Clone)]
pub(super) struct Resident {
    images: Tensor,
    labels: Tensor,
}

impl Resident {
    /// Copies the samples to `device`.
    pub(super) fn new(samples: &Samples, device: &Device) -> Result<Self> {
        let (height, width, channels) = samples.shape();
        let images = samples
            .images
            .as_slice()
            .ok_or_else(|| Error::Shape("the images are not in row-major order".into()))?;
        let labels: Vec<u32> = samples.labels.iter().map(|&label| u32::from(label)).collect();
        Ok(Self {
            images: Tensor::from_slice(images, (samples.len(), height * width * channels), device)?,
            labels: Tensor::from_vec(labels, samples.len(), device)?,
        })
    }

    /// A list of positions, for [`Resident::batch`] to take parts of.
    pub(super) fn upload(&self, order: &[u32]) -> Result<Tensor> {
        Ok(Tensor::new(order, self.images.device())?)
    }

    /// The samples at `rows` (B,): x (B, H·W·C) f32, normalized, and y (B,) u32.
    pub(super) fn batch(&self, rows: &Tensor, normalization: Normalization) -> Result<(Tensor, Tensor)> {
        let scaling = Scaling::from(normalization);
        #[cfg(feature = "cuda")]
        if let Some(batch) = crate::ops::cuda::gather(&self.images, &self.labels, rows, scaling)? {
            return Ok(batch);
        }
        let pixels = self.images.index_select(rows, 0)?.to_dtype(DType::F32)?;
        Ok((scaling.of_tensor(&pixels)?, self.labels.index_select(rows, 0)?))
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array4};

    use super::*;

    /// Nothing here needs a GPU: the same operations run on the CPU, against [`Normalization::apply`].
    #[test]
    fn a_batch_is_what_the_host_would_hand_out() -> Result<()> {
        let pixels = (0..6 * 5 * 4 * 3).map(|i| ((i * 7919) % 256) as u8).collect();
        let mut images = Array4::from_shape_vec((6, 5, 4, 3), pixels)?;
        images.index_axis_mut(ndarray::Axis(0), 2).fill(9); // without contrast
        let labels = Array1::from(vec![3, 1, 4, 1, 5, 9]);
        let classes: Vec<String> = (0..10).map(|class| class.to_string()).collect();
        let samples = Samples::new(images, labels, classes)?;
        let resident = Resident::new(&samples, &Device::Cpu)?;
        let order = [5, 2, 0, 2];
        let rows = resident.upload(&order)?;
        for normalization in [
            Normalization::None,
            Normalization::UnitRange,
            Normalization::Symmetric,
            Normalization::z_score(&samples)?,
            Normalization::MeanStd {
                mean: 0.286,
                std: 0.353,
            },
            Normalization::per_channel(&samples)?,
            Normalization::PerImage,
        ] {
            let (x, y) = resident.batch(&rows, normalization)?;
            assert_eq!(y.to_vec1::<u32>()?, [9, 4, 3, 4]);
            let expected = normalization.apply(&samples.images);
            for (row, &position) in x.to_vec2::<f32>()?.iter().zip(&order) {
                let image = expected.index_axis(ndarray::Axis(0), position as usize);
                for (got, want) in row.iter().zip(image) {
                    assert!((got - want).abs() < 1e-5, "{normalization}: {got} is not {want}");
                }
            }
        }
        Ok(())
    }
}
