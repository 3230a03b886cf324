//! Loss and accuracy over an epoch, batch by batch.

use candle_core::{DType, Tensor};

use super::{answers, count_hits, hits};
#[cfg(feature = "cuda")]
use crate::ops;
use crate::{Error, Result};

/// The mean loss and the accuracy over the batches so far, each weighted by its size: the last batch of an epoch is shorter.
///
/// On a GPU the sums stay there until [`Tally::means`] reads them: to read a number is to wait for all that was asked of the GPU before, and a
/// loop that reads one in each batch keeps it idle in between.
///
/// ```
/// use mlp::{metrics::Tally, prelude::*};
/// let mut tally = Tally::default();
/// let (logits, labels) = (Tensor::new(&[[2f32, 0.0], [0.0, 1.0]], &Device::Cpu)?, Tensor::new(&[0u32, 0], &Device::Cpu)?);
/// tally.add(&cross_entropy(&logits, &labels)?, &logits, &labels)?;
/// let (loss, accuracy) = tally.means()?;
/// assert!((loss - 0.7201).abs() < 1e-4 && accuracy == 0.5);
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Tally {
    samples: usize,
    /// Σ loss and hits, (2,) f64.
    on_device: Option<Tensor>,
    on_host: (f64, f64),
}

impl Tally {
    /// Adds a batch: its mean loss, a scalar, its logits (B, classes) and labels (B,) u32. Gives back the loss where it can be read at
    /// no cost, on the CPU.
    ///
    /// # Errors
    /// Shapes that do not fit.
    pub fn add(&mut self, loss: &Tensor, logits: &Tensor, labels: &Tensor) -> Result<Option<f32>> {
        let value = self.sum(loss, logits, labels)?;
        self.count(labels.elem_count());
        Ok(value)
    }

    /// [`Tally::add`] without counting the samples.
    pub(crate) fn sum(&mut self, loss: &Tensor, logits: &Tensor, labels: &Tensor) -> Result<Option<f32>> {
        let n = labels.elem_count();
        if logits.dims2()?.0 != n {
            return Err(Error::Shape(format!(
                "a tally takes logits (N, classes) and labels (N,), here {:?} and {:?}",
                logits.dims(),
                labels.dims()
            )));
        }
        if loss.device().is_cpu() {
            let value = loss.to_scalar::<f32>()?;
            self.on_host.0 += f64::from(value) * n as f64;
            self.on_host.1 += count_hits(&answers(logits)?, &labels.to_vec1::<u32>()?) as f64;
            return Ok(Some(value));
        }
        let sums = match self.on_device.take() {
            Some(sums) => sums,
            None => Tensor::zeros(2, DType::F64, loss.device())?,
        };
        #[cfg(feature = "cuda")]
        if ops::cuda::tally(&sums, loss, logits, labels)? {
            self.on_device = Some(sums);
            return Ok(None);
        }
        let loss = (loss.detach().to_dtype(DType::F64)? * n as f64)?;
        let hits = hits(&logits.detach(), labels)?.to_dtype(DType::F64)?;
        self.on_device = Some((sums + Tensor::stack(&[loss, hits], 0)?)?);
        Ok(None)
    }

    /// Counts samples whose loss and hits are in the sums.
    pub(crate) fn count(&mut self, samples: usize) {
        self.samples += samples;
    }

    /// Begins anew, in the same place: a recorded step goes on adding there.
    pub(crate) fn reset(&mut self) -> Result<()> {
        (self.samples, self.on_host) = (0, (0.0, 0.0));
        if let Some(sums) = &self.on_device {
            sums.zero_set()?;
        }
        Ok(())
    }

    /// The mean loss so far where it can be read at no cost, on the CPU.
    pub fn loss_so_far(&self) -> Option<f64> {
        let known = self.on_device.is_none() && self.samples > 0;
        known.then(|| self.on_host.0 / self.samples as f64)
    }

    /// The mean loss, and the share of right answers, 0 to 1. On a GPU this waits for it.
    ///
    /// # Errors
    /// No batches, or a GPU that failed.
    pub fn means(&self) -> Result<(f64, f64)> {
        if self.samples == 0 {
            return Err(Error::Shape("no batch was added to the tally".into()));
        }
        let (mut loss, mut hits) = self.on_host;
        if let Some(sums) = &self.on_device {
            let sums = sums.to_vec1::<f64>()?;
            loss += sums[0];
            hits += sums[1];
        }
        let n = self.samples as f64;
        Ok((loss / n, hits / n))
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    #[test]
    fn batches_count_by_their_size() -> Result<()> {
        let cpu = &Device::Cpu;
        let mut tally = Tally::default();
        assert!(tally.means().is_err() && tally.loss_so_far().is_none());
        let logits = Tensor::new(&[[1f32, 0.0], [0.0, 1.0], [1.0, 0.0]], cpu)?;
        let labels = Tensor::new(&[0u32, 0, 1], cpu)?;
        let loss = |value: f32| Tensor::new(value, cpu);
        assert_eq!(tally.add(&loss(2.0)?, &logits, &labels)?, Some(2.0));
        tally.add(&loss(6.0)?, &logits.narrow(0, 0, 1)?, &labels.narrow(0, 0, 1)?)?;
        assert_eq!(tally.means()?, (3.0, 0.5));
        assert_eq!(tally.loss_so_far(), Some(3.0));
        assert!(tally.add(&loss(1.0)?, &logits, &labels.narrow(0, 0, 2)?).is_err());
        Ok(())
    }
}
