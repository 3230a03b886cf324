//! Dropout: hidden units that are left out at random while a network trains (Srivastava et al. 2014).

use std::sync::Mutex;

use candle_core::{Device, Module, ModuleT, Tensor};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Mlp, ModelSettings};
use crate::{Error, Result, lock::lock};

/// An [`Mlp`] that leaves each hidden unit out with probability p in each step of training, and scales what is left by 1/(1 − p), so
/// that the next layer sees as much on average. When it is measured, no unit is left out: it is the network itself.
///
/// ```
/// use mlp::prelude::*;
/// let model = Mlp::new(&[4, 100, 2], Activation::Relu, 0, &Device::Cpu)?;
/// let dropout = Dropout::new(&model, 0.5, 0)?; // shares the model's weights
/// let x = Tensor::ones((1, 4), DType::F32, &Device::Cpu)?;
/// let (trained, measured) = (dropout.forward_t(&x, true)?, dropout.forward_t(&x, false)?);
/// assert_eq!(measured.to_vec2::<f32>()?, model.forward(&x)?.to_vec2::<f32>()?);
/// assert_ne!(trained.to_vec2::<f32>()?, measured.to_vec2::<f32>()?);
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug)]
pub struct Dropout {
    model: Mlp,
    p: f64,
    /// Which units are left out next: the same seed leaves out the same ones.
    rng: Mutex<ChaCha8Rng>,
}

impl Dropout {
    /// Trains `model`, whose weights it shares, with dropout of probability `p`.
    ///
    /// # Errors
    /// A probability outside 0..1.
    pub fn new(model: &Mlp, p: f64, seed: u64) -> Result<Self> {
        if !(0.0..1.0).contains(&p) {
            return Err(Error::argument(
                "p",
                p,
                "the probability of being left out is at least 0 and below 1; 0.5 is usual",
            ));
        }
        Ok(Self {
            model: model.clone(),
            p,
            rng: Mutex::new(ChaCha8Rng::seed_from_u64(seed)),
        })
    }

    /// The network whose units are left out.
    pub fn model(&self) -> &Mlp {
        &self.model
    }

    /// How the network was built, for the record of a run.
    pub fn settings(&self) -> ModelSettings {
        ModelSettings {
            dropout: self.p,
            ..self.model.settings()
        }
    }

    /// 0 for a unit that is left out, 1/(1 − p) for one that stays: (batch, width).
    fn mask(&self, batch: usize, width: usize, device: &Device) -> Result<Tensor> {
        let keep = (1.0 / (1.0 - self.p)) as f32;
        let mut rng = lock(&self.rng);
        let mask: Vec<f32> = (0..batch * width)
            .map(|_| {
                if f64::from(rng.random::<f32>()) < self.p {
                    0.0
                } else {
                    keep
                }
            })
            .collect();
        Ok(Tensor::from_vec(mask, (batch, width), device)?)
    }
}

impl ModuleT for Dropout {
    fn forward_t(&self, x: &Tensor, train: bool) -> candle_core::Result<Tensor> {
        if !train {
            return self.model.forward(x);
        }
        Ok(self.model.forward_through(x, |hidden| {
            let (batch, width) = hidden.dims2()?;
            Ok((&hidden * self.mask(batch, width, hidden.device())?)?)
        })?)
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{DType, Device};

    use super::*;
    use crate::Activation;

    /// One hidden layer whose units all hand on 1, and an output that adds them up.
    fn counting(width: usize) -> Result<Mlp> {
        let cpu = &Device::Cpu;
        let zeros = Tensor::zeros((width, 1), DType::F32, cpu)?;
        let ones = Tensor::ones(width, DType::F32, cpu)?;
        let sum = Tensor::ones((1, width), DType::F32, cpu)?;
        let none = Tensor::zeros(1, DType::F32, cpu)?;
        Mlp::from_weights(&[(zeros, ones), (sum, none)], Activation::Relu)
    }

    #[test]
    fn the_share_that_stays_is_one_minus_p_and_the_mean_is_kept() -> Result<()> {
        let (width, p) = (10_000, 0.2);
        let model = counting(width)?;
        let dropout = Dropout::new(&model, p, 1)?;
        let x = Tensor::zeros((1, 1), DType::F32, &Device::Cpu)?;
        let total = dropout.forward_t(&x, true)?.to_vec2::<f32>()?[0][0];
        let stays = f64::from(total) * (1.0 - p) / width as f64;
        // Four standard deviations of a share of 10 000.
        assert!((stays - (1.0 - p)).abs() < 0.016, "{stays}");
        Ok(())
    }

    #[test]
    fn a_seed_repeats_itself_and_steps_differ() -> Result<()> {
        let model = Mlp::new(&[3, 50, 2], Activation::Relu, 0, &Device::Cpu)?;
        let x = Tensor::ones((4, 3), DType::F32, &Device::Cpu)?;
        let two = |seed| -> Result<Vec<Vec<Vec<f32>>>> {
            let dropout = Dropout::new(&model, 0.5, seed)?;
            (0..2)
                .map(|_| Ok(dropout.forward_t(&x, true)?.to_vec2()?))
                .collect()
        };
        let first = two(1)?;
        assert_eq!(first, two(1)?);
        assert_ne!(first[0], first[1]);
        assert_ne!(first, two(2)?);
        Ok(())
    }

    #[test]
    fn a_unit_that_is_left_out_gets_no_gradient() -> Result<()> {
        let model = counting(40)?;
        let dropout = Dropout::new(&model, 0.5, 3)?;
        let x = Tensor::zeros((1, 1), DType::F32, &Device::Cpu)?;
        let gradients = dropout.forward_t(&x, true)?.sum_all()?.backward()?;
        let of_bias = gradients.get(&model.parameters()[1]).map(Tensor::to_vec1::<f32>);
        let of_bias = of_bias.expect("a gradient")?;
        assert!(of_bias.contains(&0.0) && of_bias.contains(&2.0), "{of_bias:?}");
        assert!(Dropout::new(&model, 1.0, 0).is_err());
        Ok(())
    }
}
