//! Stochastic gradient descent, one step of it.

use candle_core::{Tensor, Var};

use super::in_place::{check, fast, in_place, pieces};
use crate::Result;
use crate::ops::{math::mul_add, tensors};

/// One step of stochastic gradient descent with its settings at that step.
///
/// With momentum μ: v ← μ·v + g, θ ← θ − lr·v, where v starts as the first gradient, and g is the gradient plus
/// `weight_decay`·θ. With μ = 0: θ ← θ − lr·g.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SgdStep {
    /// The learning rate lr.
    pub lr: f64,
    /// The momentum μ; 0 for none.
    pub momentum: f64,
    /// How much of the weights is added to their gradient; 0 for none.
    pub weight_decay: f64,
}

impl SgdStep {
    /// Changes `variable` by one step. `velocity` is the momentum's state: `None` before the first step.
    ///
    /// # Errors
    /// If the gradient's shape is not the variable's.
    pub fn apply(&self, variable: &Var, gradient: &Tensor, velocity: &mut Option<Tensor>) -> Result<()> {
        self.apply_all([(variable, gradient, velocity)])
    }

    /// [`SgdStep::apply`] to several variables, each with its gradient and velocity; a GPU is given them together.
    ///
    /// # Errors
    /// If a gradient's shape is not its variable's.
    pub fn apply_all<'a>(
        &self,
        variables: impl IntoIterator<Item = (&'a Var, &'a Tensor, &'a mut Option<Tensor>)>,
    ) -> Result<()> {
        #[cfg(feature = "cuda")]
        let mut on_gpu = Vec::new();
        for (variable, gradient, velocity) in variables {
            check(variable, gradient)?;
            #[cfg(feature = "cuda")]
            if crate::ops::cuda::steps(variable, gradient) {
                let (state, factor) = match velocity {
                    _ if self.momentum == 0.0 => (None, 0.0),
                    Some(velocity) => (Some(&*velocity), self.momentum),
                    None => (Some(&*velocity.insert(gradient.zeros_like()?)), 0.0),
                };
                on_gpu.push(crate::ops::cuda::Stepped {
                    variable,
                    gradient: gradient.contiguous()?,
                    state: [state, None],
                    factor: [factor as f32, 0.0],
                });
                continue;
            }
            self.apply_one(variable, &gradient.detach(), velocity)?;
        }
        #[cfg(feature = "cuda")]
        crate::ops::cuda::sgd(self, &on_gpu)?;
        Ok(())
    }

    fn apply_one(&self, variable: &Var, gradient: &Tensor, velocity: &mut Option<Tensor>) -> Result<()> {
        if !fast(variable, gradient) {
            return self.apply_slowly(variable, gradient, velocity);
        }
        let gradient = gradient.contiguous()?;
        let (lr, momentum, decay) = (self.lr as f32, self.momentum as f32, self.weight_decay as f32);
        if self.momentum == 0.0 {
            return in_place(variable, &gradient, |theta, g| {
                pieces((theta, g), |theta, g| {
                    for (theta, g) in theta.iter_mut().zip(g) {
                        let g = mul_add(decay, *theta, *g);
                        *theta = mul_add(-lr, g, *theta);
                    }
                });
                Ok(())
            });
        }
        let (velocity, momentum) = match velocity {
            Some(velocity) => (velocity, momentum),
            // μ · 0 + g would be the same but for the sign of a zero.
            None => (&mut *velocity.insert(gradient.zeros_like()?), 0.0),
        };
        in_place(variable, &gradient, |theta, g| {
            tensors::with_f32_mut(velocity, |v| {
                pieces(((theta, v), g), |(theta, v), g| {
                    for ((theta, v), g) in theta.iter_mut().zip(v).zip(g) {
                        let g = mul_add(decay, *theta, *g);
                        *v = mul_add(momentum, *v, g);
                        *theta = mul_add(-lr, *v, *theta);
                    }
                });
                Ok(())
            })
        })
    }

    /// The same with candle's own operations: other devices, other number types.
    fn apply_slowly(&self, variable: &Var, gradient: &Tensor, velocity: &mut Option<Tensor>) -> Result<()> {
        let mut g = gradient.clone();
        if self.weight_decay != 0.0 {
            g = (g + (variable.as_detached_tensor() * self.weight_decay)?)?;
        }
        if self.momentum != 0.0 {
            g = match velocity {
                Some(velocity) => ((&*velocity * self.momentum)? + g)?,
                None => g,
            };
            *velocity = Some(g.clone());
        }
        Ok(variable.set(&(variable.as_detached_tensor() - (g * self.lr)?)?)?)
    }
}
