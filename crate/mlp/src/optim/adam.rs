//! Adam (Kingma and Ba 2015): a learning rate of its own for each weight.
//!
//! m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)

use candle_core::{Tensor, Var, backprop::GradStore};
use candle_nn::Optimizer;

use super::{check_learning_rate, check_weight_decay};
use crate::{
    Result,
    ops::{self, AdamState, AdamStep},
};

/// Adam with PyTorch's defaults: β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, no weight decay.
///
/// ```
/// use mlp::prelude::*;
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &Device::Cpu)?;
/// let mut optimizer = Adam::new(model.parameters(), 0.001)?;
/// let logits = model.forward(&Tensor::zeros((1, 4), DType::F32, &Device::Cpu)?)?;
/// let loss = cross_entropy(&logits, &Tensor::new(&[0u32], &Device::Cpu)?)?;
/// let before = model.parameters()[1].to_vec1::<f32>()?;
/// optimizer.backward_step(&loss)?;
/// let after = model.parameters()[1].to_vec1::<f32>()?;
/// assert!(after[0] > before[0] && after[1] < before[1]); // the bias of the right class grows
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug)]
pub struct Adam {
    parameters: Vec<Var>,
    lr: f64,
    weight_decay: f64,
    states: Vec<AdamState>,
}

impl Adam {
    /// Adam with learning rate `lr`; 0.001 is its usual first try.
    ///
    /// # Errors
    /// A learning rate that is negative or not a number.
    pub fn new(parameters: Vec<Var>, lr: f64) -> Result<Self> {
        let states = vec![AdamState::default(); parameters.len()];
        Ok(Self {
            parameters,
            lr: check_learning_rate(lr)?,
            weight_decay: 0.0,
            states,
        })
    }

    /// The same with decoupled weight decay: each step first shrinks weights and biases by lr·`weight_decay` of their size, as
    /// PyTorch's `AdamW(weight_decay=…)` does (Loshchilov and Hutter 2019).
    ///
    /// # Errors
    /// A weight decay that is negative or not a number.
    pub fn with_weight_decay(mut self, weight_decay: f64) -> Result<Self> {
        self.weight_decay = check_weight_decay(weight_decay)?;
        Ok(self)
    }

    /// How strongly weights are drawn to 0; 0 for not at all.
    pub fn weight_decay(&self) -> f64 {
        self.weight_decay
    }
}

impl Optimizer for Adam {
    /// The learning rate.
    type Config = f64;

    fn new(parameters: Vec<Var>, lr: f64) -> candle_core::Result<Self> {
        Ok(Self::new(parameters, lr)?)
    }

    fn step(&mut self, grads: &GradStore) -> candle_core::Result<()> {
        check_learning_rate(self.lr)?;
        let step = AdamStep {
            lr: self.lr,
            weight_decay: self.weight_decay,
            ..AdamStep::default()
        };
        let all = self.parameters.iter().zip(&mut self.states);
        Ok(step.apply_all(
            all.filter_map(|(parameter, state)| Some((parameter, grads.get(parameter)?, state))),
        )?)
    }

    fn backward_step(&mut self, loss: &Tensor) -> candle_core::Result<()> {
        ops::with_pool(loss, || self.step(&ops::backward(loss)?))
    }

    fn learning_rate(&self) -> f64 {
        self.lr
    }

    fn set_learning_rate(&mut self, lr: f64) {
        self.lr = lr;
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    /// Against the formulas at the head of this file, written out in f64.
    #[test]
    fn three_steps_follow_the_formulas() -> Result<()> {
        for weight_decay in [0.0, 0.5] {
            follow_the_formulas(weight_decay)?;
        }
        Ok(())
    }

    fn follow_the_formulas(weight_decay: f64) -> Result<()> {
        let w = Var::new(&[1f32, -2.0], &Device::Cpu)?;
        let mut optimizer = Adam::new(vec![w.clone()], 0.1)?.with_weight_decay(weight_decay)?;
        let (mut theta, mut m, mut v) = ([1f64, -2.0], [0f64; 2], [0f64; 2]);
        for t in 1..=3 {
            optimizer.backward_step(&w.sqr()?.sum_all()?)?;
            for i in 0..2 {
                let g = 2.0 * theta[i];
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                theta[i] *= 1.0 - 0.1 * weight_decay;
                theta[i] -=
                    0.1 * (m[i] / (1.0 - 0.9f64.powi(t))) / ((v[i] / (1.0 - 0.999f64.powi(t))).sqrt() + 1e-8);
            }
            for (got, want) in w.to_vec1::<f32>()?.iter().zip(theta) {
                assert!(
                    (f64::from(*got) - want).abs() < 1e-5,
                    "step {t}: {got} is not {want}"
                );
            }
        }
        Ok(())
    }
}
