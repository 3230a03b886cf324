//! Changing a variable where it stands, in pieces side by side.

use candle_core::{CpuStorage, InplaceOp2, Layout, Result as CandleResult, Tensor, Var, bail};
use rayon::prelude::*;

use crate::ops::{parallel::PARALLEL_FROM, tensors};
use crate::{Error, Result};

/// Numbers that one thread updates at a time.
const CHUNK: usize = 1 << 13;

pub(super) fn check(variable: &Var, gradient: &Tensor) -> Result<()> {
    if variable.dims() == gradient.dims() {
        return Ok(());
    }
    Err(Error::Shape(format!(
        "a gradient of shape {:?} cannot change a variable of shape {:?}",
        gradient.dims(),
        variable.dims()
    )))
}

pub(super) fn fast(variable: &Var, gradient: &Tensor) -> bool {
    tensors::is_fast(variable) && tensors::is_fast(gradient) && variable.is_contiguous()
}

/// Calls `f` with a variable's numbers, to be changed, and its gradient's.
pub(super) fn in_place(
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
pub(super) trait Together: Sized + Send {
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
pub(super) fn pieces<A: Together, B: Together>(slices: (A, B), f: impl Fn(A, B) + Sync) {
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
