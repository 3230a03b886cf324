//! Adam, one step of it.

use candle_core::{Tensor, Var};

use super::in_place::{check, fast, in_place, pieces};
use crate::Result;
use crate::ops::{math::mul_add, tensors};

/// One step of Adam with its settings.
///
/// m ← β₁·m + (1 − β₁)·g and v ← β₂·v + (1 − β₂)·g², both from 0, are corrected for that start: with step t counted from 1,
/// θ ← θ − lr · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε). With `weight_decay`, θ is first multiplied
/// by 1 − lr·`weight_decay` (as `AdamW` does; PyTorch's plain `Adam` has none by default).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamStep {
    /// The learning rate lr.
    pub lr: f64,
    /// β₁, how long the mean of gradients remembers.
    pub beta1: f64,
    /// β₂, how long the mean of squares remembers.
    pub beta2: f64,
    /// ε, added to the denominator.
    pub eps: f64,
    /// Decoupled weight decay; 0 for none.
    pub weight_decay: f64,
}

impl Default for AdamStep {
    fn default() -> Self {
        Self {
            lr: 0.001,
            beta1: 0.9,
            beta2: 0.999,
            eps: 1e-8,
            weight_decay: 0.0,
        }
    }
}

/// Adam's state for one variable: the running means of its gradient and of the square, and the number of steps.
#[derive(Debug, Clone, Default)]
pub struct AdamState {
    moments: Option<(Tensor, Tensor)>,
    steps: i32,
}

impl AdamState {
    /// How many steps were taken.
    pub fn steps(&self) -> usize {
        self.steps.unsigned_abs() as usize
    }
}

impl AdamStep {
    /// Changes `variable` by one step.
    ///
    /// # Errors
    /// If the gradient's shape is not the variable's.
    pub fn apply(&self, variable: &Var, gradient: &Tensor, state: &mut AdamState) -> Result<()> {
        self.apply_all([(variable, gradient, state)])
    }

    /// [`AdamStep::apply`] to several variables, each with its gradient and state; a GPU is given them together.
    ///
    /// # Errors
    /// If a gradient's shape is not its variable's.
    pub fn apply_all<'a>(
        &self,
        variables: impl IntoIterator<Item = (&'a Var, &'a Tensor, &'a mut AdamState)>,
    ) -> Result<()> {
        #[cfg(feature = "cuda")]
        let mut on_gpu = Vec::new();
        for (variable, gradient, state) in variables {
            check(variable, gradient)?;
            state.steps += 1;
            // As PyTorch does: in f64, once a step.
            let step_size = self.lr / (1.0 - self.beta1.powi(state.steps));
            let root = (1.0 - self.beta2.powi(state.steps)).sqrt();
            let zeros = || variable.as_detached_tensor().zeros_like();
            let moments = match &mut state.moments {
                Some(moments) => moments,
                none => none.insert((zeros()?, zeros()?)),
            };
            #[cfg(feature = "cuda")]
            if crate::ops::cuda::steps(variable, gradient) {
                on_gpu.push(crate::ops::cuda::Stepped {
                    variable,
                    gradient: gradient.contiguous()?,
                    state: [Some(&moments.0), Some(&moments.1)],
                    factor: [step_size as f32, root as f32],
                });
                continue;
            }
            self.apply_one(variable, &gradient.detach(), moments, step_size, root)?;
        }
        #[cfg(feature = "cuda")]
        crate::ops::cuda::adam(self, &on_gpu)?;
        Ok(())
    }

    fn apply_one(
        &self,
        variable: &Var,
        gradient: &Tensor,
        (m, v): &mut (Tensor, Tensor),
        step_size: f64,
        root: f64,
    ) -> Result<()> {
        let keep = self.keep();
        if !fast(variable, gradient) {
            *m = ((&*m * self.beta1)? + (gradient * (1.0 - self.beta1))?)?;
            *v = ((&*v * self.beta2)? + (gradient.sqr()? * (1.0 - self.beta2))?)?;
            let denominator = ((v.sqrt()? / root)? + self.eps)?;
            let theta = (variable.as_detached_tensor() * keep)?;
            return Ok(variable.set(&(theta - ((&*m / denominator)? * step_size)?)?)?);
        }
        let gradient = gradient.contiguous()?;
        let (eps, step_size, root) = (self.eps as f32, step_size as f32, root as f32);
        let (grow1, beta2, grow2) = (
            (1.0 - self.beta1) as f32,
            self.beta2 as f32,
            (1.0 - self.beta2) as f32,
        );
        let keep = keep as f32;
        in_place(variable, &gradient, |theta, g| {
            tensors::with_f32_mut(m, |m| {
                tensors::with_f32_mut(v, |v| {
                    pieces((((theta, m), v), g), |((theta, m), v), g| {
                        for (((theta, m), v), g) in theta.iter_mut().zip(m).zip(v).zip(g) {
                            *m = mul_add(grow1, *g - *m, *m);
                            *v = mul_add(grow2 * *g, *g, beta2 * *v);
                            let denominator = v.sqrt() / root + eps;
                            *theta = mul_add(-step_size, *m / denominator, *theta * keep);
                        }
                    });
                    Ok(())
                })
            })
        })
    }

    /// What weight decay leaves of a variable.
    pub(in crate::ops) fn keep(&self) -> f64 {
        1.0 - self.lr * self.weight_decay
    }
}
