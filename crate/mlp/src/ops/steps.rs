//! An optimizer's step as one pass over a variable, its gradient and its state, in place.
//!
//! The arithmetic is that of PyTorch's `torch.optim.SGD` and `torch.optim.Adam`, operation for operation. Written with
//! tensors, momentum takes four passes over memory and Adam about fourteen, each with a fresh tensor.

use candle_core::{CpuStorage, InplaceOp2, Layout, Result as CandleResult, Tensor, Var, bail};
use rayon::prelude::*;

use super::math::mul_add;
use super::parallel::PARALLEL_FROM;
use super::tensors;
use crate::{Error, Result};

/// Numbers that one thread updates at a time.
const CHUNK: usize = 1 << 13;

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
            if super::cuda::steps(variable, gradient) {
                let (state, factor) = match velocity {
                    _ if self.momentum == 0.0 => (None, 0.0),
                    Some(velocity) => (Some(&*velocity), self.momentum),
                    None => (Some(&*velocity.insert(gradient.zeros_like()?)), 0.0),
                };
                on_gpu.push(super::cuda::Stepped {
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
        super::cuda::sgd(self, &on_gpu)?;
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
            if super::cuda::steps(variable, gradient) {
                on_gpu.push(super::cuda::Stepped {
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
        super::cuda::adam(self, &on_gpu)?;
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
}

impl AdamStep {
    /// What weight decay leaves of a variable.
    pub(super) fn keep(&self) -> f64 {
        1.0 - self.lr * self.weight_decay
    }
}

fn check(variable: &Var, gradient: &Tensor) -> Result<()> {
    if variable.dims() == gradient.dims() {
        return Ok(());
    }
    Err(Error::Shape(format!(
        "a gradient of shape {:?} cannot change a variable of shape {:?}",
        gradient.dims(),
        variable.dims()
    )))
}

fn fast(variable: &Var, gradient: &Tensor) -> bool {
    tensors::is_fast(variable) && tensors::is_fast(gradient) && variable.is_contiguous()
}

/// Calls `f` with a variable's numbers, to be changed, and its gradient's.
fn in_place(
    variable: &Var,
    gradient: &Tensor,
    f: impl Fn(&mut [f32], &[f32]) -> CandleResult<()>,
) -> Result<()> {
    struct Step<F>(F);

    impl<F: Fn(&mut [f32], &[f32]) -> CandleResult<()>> InplaceOp2 for Step<F> {
        fn name(&self) -> &'static str {
            "optimizer-step"
        }

        fn cpu_fwd(
            &self,
            theta: &mut CpuStorage,
            theta_layout: &Layout,
            g: &CpuStorage,
            g_layout: &Layout,
        ) -> CandleResult<()> {
            let g = tensors::contiguous(tensors::f32s(g)?, g_layout)?;
            let (CpuStorage::F32(theta), Some((from, to))) = (theta, theta_layout.contiguous_offsets())
            else {
                bail!("expected contiguous f32 numbers")
            };
            (self.0)(&mut theta[from..to], g)
        }
    }

    Ok(variable.inplace_op2(gradient, &Step(f))?)
}

/// Slices that are walked together, in pieces side by side.
trait Together: Sized + Send {
    fn length(&self) -> usize;
    fn halves(self, at: usize) -> (Self, Self);
}

impl Together for &mut [f32] {
    fn length(&self) -> usize {
        self.len()
    }

    fn halves(self, at: usize) -> (Self, Self) {
        self.split_at_mut(at)
    }
}

impl Together for &[f32] {
    fn length(&self) -> usize {
        self.len()
    }

    fn halves(self, at: usize) -> (Self, Self) {
        self.split_at(at)
    }
}

impl<A: Together, B: Together> Together for (A, B) {
    fn length(&self) -> usize {
        self.0.length()
    }

    fn halves(self, at: usize) -> (Self, Self) {
        let (a, b) = (self.0.halves(at), self.1.halves(at));
        ((a.0, b.0), (a.1, b.1))
    }
}

/// Calls `f` on pieces of the slices; each number is treated alone, so the pieces do not change the result.
fn pieces<A: Together, B: Together>(slices: (A, B), f: impl Fn(A, B) + Sync) {
    let length = slices.length();
    if length < PARALLEL_FROM || rayon::current_num_threads() == 1 {
        return f(slices.0, slices.1);
    }
    let mut rest = slices;
    let mut parts = Vec::with_capacity(length / CHUNK + 1);
    while rest.length() > CHUNK {
        let (part, others) = rest.halves(CHUNK);
        parts.push(part);
        rest = others;
    }
    parts.push(rest);
    parts.into_par_iter().for_each(|(a, b)| f(a, b));
}
