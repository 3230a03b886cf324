//! Stochastic gradient descent: v ← m·v + g, θ ← θ − η·v; without momentum, θ ← θ − η·g. With weight decay λ, g is the gradient
//! plus λ·θ.

use candle_core::{Tensor, Var, backprop::GradStore};
use candle_nn::Optimizer;

use super::{check_learning_rate, check_weight_decay};
use crate::{
    Error, Result,
    ops::{self, SgdStep},
};

/// Stochastic gradient descent with optional momentum, as PyTorch's `torch.optim.SGD`.
///
/// ```
/// use mlp::prelude::*;
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &Device::Cpu)?;
/// let mut optimizer = Sgd::new(model.parameters(), 0.1)?;
/// let logits = model.forward(&Tensor::zeros((1, 4), DType::F32, &Device::Cpu)?)?;
/// let loss = cross_entropy(&logits, &Tensor::new(&[0u32], &Device::Cpu)?)?;
/// let before = model.parameters()[1].to_vec1::<f32>()?;
/// optimizer.backward_step(&loss)?;
/// let after = model.parameters()[1].to_vec1::<f32>()?;
/// assert!(after[0] > before[0] && after[1] < before[1]); // the bias of the right class grows
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug)]
pub struct Sgd {
    parameters: Vec<Var>,
    lr: f64,
    momentum: f64,
    weight_decay: f64,
    /// One a parameter once it has been stepped; empty without momentum.
    velocity: Vec<Option<Tensor>>,
}

impl Sgd {
    /// Plain descent with learning rate `lr`.
    ///
    /// # Errors
    /// A learning rate that is negative or not a number.
    pub fn new(parameters: Vec<Var>, lr: f64) -> Result<Self> {
        Self::with_momentum(parameters, lr, 0.0)
    }

    /// Descent with momentum: each step keeps `momentum` (0.9, say) of the one before.
    ///
    /// # Errors
    /// A learning rate that is negative or not a number, a momentum outside 0..1.
    pub fn with_momentum(parameters: Vec<Var>, lr: f64, momentum: f64) -> Result<Self> {
        if !(0.0..1.0).contains(&momentum) {
            return Err(Error::argument(
                "momentum",
                momentum,
                "momentum is at least 0 and below 1; 0.9 is usual",
            ));
        }
        let velocity = vec![None; parameters.len()];
        Ok(Self {
            parameters,
            lr: check_learning_rate(lr)?,
            momentum,
            weight_decay: 0.0,
            velocity,
        })
    }

    /// The same with weight decay: each step also draws weights and biases to 0 by lr·`weight_decay` of their size, as PyTorch's
    /// `SGD(weight_decay=…)` does.
    ///
    /// # Errors
    /// A weight decay that is negative or not a number.
    pub fn with_weight_decay(mut self, weight_decay: f64) -> Result<Self> {
        self.weight_decay = check_weight_decay(weight_decay)?;
        Ok(self)
    }

    /// How much of the last step is kept.
    pub fn momentum(&self) -> f64 {
        self.momentum
    }

    /// How strongly weights are drawn to 0; 0 for not at all.
    pub fn weight_decay(&self) -> f64 {
        self.weight_decay
    }
}

impl Optimizer for Sgd {
    /// The learning rate.
    type Config = f64;

    fn new(parameters: Vec<Var>, lr: f64) -> candle_core::Result<Self> {
        Ok(Self::new(parameters, lr)?)
    }

    fn step(&mut self, grads: &GradStore) -> candle_core::Result<()> {
        check_learning_rate(self.lr)?;
        let step = SgdStep {
            lr: self.lr,
            momentum: self.momentum,
            weight_decay: self.weight_decay,
        };
        let all = self.parameters.iter().zip(&mut self.velocity);
        Ok(step.apply_all(
            all.filter_map(|(parameter, velocity)| Some((parameter, grads.get(parameter)?, velocity))),
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

    // import torch
    // w = torch.tensor([1.0, -2.0], requires_grad=True)
    // opt = torch.optim.SGD([w], lr=0.1, momentum=0.9)
    // for _ in range(3): opt.zero_grad(); (w ** 2).sum().backward(); opt.step(); print(w.tolist())
    // by hand: v = 2w + 0.9 v, w -= 0.1 v
    #[test]
    fn momentum_follows_pytorch() -> Result<()> {
        let w = Var::new(&[1f32, -2.0], &Device::Cpu)?;
        let mut optimizer = Sgd::with_momentum(vec![w.clone()], 0.1, 0.9)?;
        for expected in [[0.8, -1.6], [0.46, -0.92], [0.062, -0.124]] {
            let loss = w.sqr()?.sum_all()?;
            optimizer.backward_step(&loss)?;
            for (got, want) in w.to_vec1::<f32>()?.iter().zip(expected) {
                assert!((got - want).abs() < 1e-6, "{got} is not {want}");
            }
        }
        Ok(())
    }

    // The same with weight_decay=0.5: g = 2w + 0.5w, v = g + 0.9 v, w -= 0.1 v
    #[test]
    fn weight_decay_follows_pytorch() -> Result<()> {
        let w = Var::new(&[1f32], &Device::Cpu)?;
        let mut optimizer = Sgd::with_momentum(vec![w.clone()], 0.1, 0.9)?.with_weight_decay(0.5)?;
        for expected in [0.75, 0.3375, -0.118_125] {
            optimizer.backward_step(&w.sqr()?.sum_all()?)?;
            let got = w.to_vec1::<f32>()?[0];
            assert!((got - expected).abs() < 1e-6, "{got} is not {expected}");
        }
        assert!(Sgd::new(vec![w], 0.1)?.with_weight_decay(-1.0).is_err());
        Ok(())
    }

    #[test]
    fn rates_and_momenta_that_cannot_train_are_refused() -> Result<()> {
        let w = Var::new(&[1f32], &Device::Cpu)?;
        for lr in [f64::NAN, -0.1, f64::INFINITY] {
            let error = Sgd::new(vec![w.clone()], lr).unwrap_err().to_string();
            assert!(error.starts_with("lr = "), "{error}");
        }
        assert!(Sgd::with_momentum(vec![w.clone()], 0.1, 1.0).is_err());
        let mut optimizer = Sgd::new(vec![w.clone()], 0.1)?;
        optimizer.set_learning_rate(f64::NAN);
        assert!(optimizer.backward_step(&w.sqr()?.sum_all()?).is_err());
        assert_eq!(w.to_vec1::<f32>()?, [1.0]);
        Ok(())
    }
}
