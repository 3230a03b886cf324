//! A layer as one operation: y = activation(x · wᵀ + b), forward and backward.

use std::sync::{Arc, Weak};

#[cfg(feature = "cuda")]
use candle_core::CudaStorage;
use candle_core::{CpuStorage, CustomOp3, Layout, Module, Shape, Tensor};
use rayon::prelude::*;

use super::activation::Activation;
use super::backward::{Fused, Gradients, Numbers, register};
use super::parallel::PARALLEL_FROM;
use super::product::{Matrix, product, product_then};
use super::{math, tensors};
use crate::{Error, Result};

/// Rows of a batch that one thread treats at a time; their numbers stay in its cache between two passes.
const BLOCK: usize = 32;

/// activation(x · wᵀ + b) for x (batch, inputs), w (outputs, inputs) and b (outputs,): a tensor (batch, outputs).
///
/// In f32 on the CPU, or on the GPU of [`best_device`](crate::device::best_device), this is one operation of candle's graph, with a backward
/// pass of its own; elsewhere it is put together from candle's. `x` gets a gradient only if it depends on a variable: a batch of images does not.
///
/// # Errors
/// If the batch is empty or the shapes do not fit together.
pub fn linear(x: &Tensor, w: &Tensor, b: &Tensor, activation: Activation) -> Result<Tensor> {
    check_shapes(x, w, b)?;
    let all = [x, w, b];
    let (x, w) = if all.into_iter().all(tensors::is_fast) {
        (x.clone(), w.clone())
    } else if let Some(aligned) = on_gpu(all)? {
        aligned
    } else {
        return Ok(activation.forward(&x.matmul(&w.t()?)?.broadcast_add(b)?)?);
    };
    let b = b.contiguous()?;
    let operation = Arc::new(Linear {
        x: x.clone(),
        w: w.clone(),
        b: b.clone(),
        activation,
    });
    let y = x.apply_op3(&w, &b, InGraph(operation.clone()))?;
    register(&y, Arc::downgrade(&operation) as Weak<dyn Fused>);
    Ok(y)
}

/// x and w as the GPU's kernels read them, where those serve x, w and b.
#[cfg(feature = "cuda")]
fn on_gpu([x, w, b]: [&Tensor; 3]) -> Result<Option<(Tensor, Tensor)>> {
    use super::cuda::{aligned, serves};
    if [x, w, b].into_iter().all(serves) {
        return Ok(Some((aligned(x)?, aligned(w)?)));
    }
    Ok(None)
}

#[cfg(not(feature = "cuda"))]
#[allow(clippy::unnecessary_wraps, reason = "with a GPU it can fail")]
fn on_gpu(_: [&Tensor; 3]) -> Result<Option<(Tensor, Tensor)>> {
    Ok(None)
}

/// left (m, k) · right (k, n) without gradients: a tensor (m, n).
///
/// Candle's own `matmul` clears the result before it writes it. Where speed does not matter, use that.
///
/// # Errors
/// If the shapes do not fit, or the tensors are not f32 on the CPU.
pub fn matmul(left: &Tensor, right: &Tensor) -> Result<Tensor> {
    match (left.dims(), right.dims()) {
        (&[m, k], &[right_k, n]) if k == right_k => {
            let out = tensors::with_f32(left, |a, a_layout| {
                tensors::with_f32(right, |b, b_layout| {
                    Ok(product(
                        Matrix::of_layout(a, a_layout)?,
                        Matrix::of_layout(b, b_layout)?,
                    ))
                })
            })?;
            Ok(Tensor::from_vec(out, (m, n), left.device())?)
        }
        (left, right) => Err(Error::Shape(format!(
            "a product needs (m, k) and (k, n), but got {left:?} and {right:?}"
        ))),
    }
}

fn check_shapes(x: &Tensor, w: &Tensor, b: &Tensor) -> Result<()> {
    let shapes = || format!("x {:?}, weight {:?}, bias {:?}", x.dims(), w.dims(), b.dims());
    match (x.dims(), w.dims(), b.dims()) {
        (&[0, _], ..) => Err(Error::Shape(format!("a layer got an empty batch ({})", shapes()))),
        (&[_, inputs], &[outputs, w_inputs], &[b_outputs])
            if inputs == w_inputs && outputs == b_outputs && inputs > 0 && outputs > 0 =>
        {
            Ok(())
        }
        _ => Err(Error::Shape(format!(
            "a layer needs x (batch, inputs), weight (outputs, inputs) and bias (outputs,), but got {}",
            shapes()
        ))),
    }
}

/// One layer's place in the graph: what its backward pass needs.
pub(super) struct Linear {
    pub(super) x: Tensor,
    pub(super) w: Tensor,
    pub(super) b: Tensor,
    pub(super) activation: Activation,
}

/// The activation of one block of rows, after its bias was added.
fn activate(activation: Activation, rows: &mut [f32], bias: &[f32]) {
    /// One loop for each activation, so that each becomes vector instructions.
    fn each(rows: &mut [f32], bias: &[f32], f: impl Fn(f32) -> f32) {
        for row in rows.chunks_exact_mut(bias.len()) {
            row.iter_mut().zip(bias).for_each(|(z, b)| *z = f(*z + b));
        }
    }
    match activation {
        Activation::Identity => each(rows, bias, |z| z),
        // Written so that NaN stays NaN, as in PyTorch: a diverged run must not look like a dead one.
        Activation::Relu => each(rows, bias, |z| if z <= 0.0 { 0.0 } else { z }),
        Activation::Sigmoid => each(rows, bias, math::sigmoid),
        Activation::Tanh => each(rows, bias, math::tanh),
    }
}

/// Multiplies a block of the result's gradient by the activation's derivative, taken from its result y, and returns
/// the block's column sums.
fn derive(activation: Activation, dy: &mut [f32], y: &[f32], width: usize) -> Vec<f32> {
    fn each(dy: &mut [f32], y: &[f32], width: usize, f: impl Fn(f32, f32) -> f32) -> Vec<f32> {
        let mut sums = vec![0.0; width];
        for (dy, y) in dy.chunks_exact_mut(width).zip(y.chunks_exact(width)) {
            for ((dy, y), sum) in dy.iter_mut().zip(y).zip(&mut sums) {
                *dy = f(*dy, *y);
                *sum += *dy;
            }
        }
        sums
    }
    match activation {
        Activation::Identity => each(dy, y, width, |dy, _| dy),
        Activation::Relu => each(dy, y, width, |dy, y| if y > 0.0 { dy } else { 0.0 }),
        Activation::Sigmoid => each(dy, y, width, |dy, y| dy * (y * (1.0 - y))),
        Activation::Tanh => each(dy, y, width, |dy, y| dy * math::mul_add(-y, y, 1.0)),
    }
}

impl Fused for Linear {
    fn gradients(&self, y: &Tensor, gradient: Numbers) -> Result<Gradients> {
        #[cfg(feature = "cuda")]
        if y.device().is_cuda() {
            return self.gradients_on_gpu(y, gradient);
        }
        let (batch, outputs) = y.dims2()?;
        let mut dz = gradient.on_host(y)?;
        let db = tensors::with_f32(y, |data, layout| {
            let y = tensors::contiguous(data, layout)?;
            let block = BLOCK * outputs;
            let of_block = |(dz, y): (&mut [f32], &[f32])| derive(self.activation, dz, y, outputs);
            // Blocks are summed up one after the other, so that the result is the same on any number of threads.
            let sums: Vec<Vec<f32>> = if dz.len() < PARALLEL_FROM {
                dz.chunks_mut(block).zip(y.chunks(block)).map(of_block).collect()
            } else {
                dz.par_chunks_mut(block)
                    .zip(y.par_chunks(block))
                    .map(of_block)
                    .collect()
            };
            let mut sums = sums.into_iter();
            let mut db = sums.next().unwrap_or_default();
            for block in sums {
                db.iter_mut().zip(&block).for_each(|(sum, term)| *sum += term);
            }
            Ok(db)
        })?;
        let dz = Matrix::row_major(&dz, batch, outputs);
        let mut gradients = Gradients::with_capacity(3);
        if self.w.track_op() {
            let dw = tensors::with_f32(&self.x, |x, layout| {
                Ok(product(dz.t(), Matrix::of_layout(x, layout)?))
            })?;
            gradients.push((self.w.clone(), Numbers::Host(dw)));
        }
        if self.b.track_op() {
            gradients.push((self.b.clone(), Numbers::Host(db)));
        }
        if self.x.track_op() {
            let dx = tensors::with_f32(&self.w, |w, layout| {
                Ok(product(dz, Matrix::of_layout(w, layout)?))
            })?;
            gradients.push((self.x.clone(), Numbers::Host(dx)));
        }
        Ok(gradients)
    }
}

/// What candle's graph holds.
struct InGraph(Arc<Linear>);

impl CustomOp3 for InGraph {
    fn name(&self) -> &'static str {
        "linear-activation"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        w: &CpuStorage,
        w_layout: &Layout,
        b: &CpuStorage,
        b_layout: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        let x = Matrix::of_layout(tensors::f32s(x)?, x_layout)?;
        let w = Matrix::of_layout(tensors::f32s(w)?, w_layout)?;
        let bias = tensors::contiguous(tensors::f32s(b)?, b_layout)?;
        let shape = Shape::from((x.rows(), w.rows()));
        let y = product_then(x, w.t(), |rows| activate(self.0.activation, rows, bias));
        Ok((CpuStorage::F32(y), shape))
    }

    #[cfg(feature = "cuda")]
    fn cuda_fwd(
        &self,
        x: &CudaStorage,
        x_layout: &Layout,
        w: &CudaStorage,
        w_layout: &Layout,
        b: &CudaStorage,
        b_layout: &Layout,
    ) -> candle_core::Result<(CudaStorage, Shape)> {
        self.0.forward_on_gpu((x, x_layout), (w, w_layout), (b, b_layout))
    }

    fn bwd(
        &self,
        x: &Tensor,
        w: &Tensor,
        b: &Tensor,
        y: &Tensor,
        dy: &Tensor,
    ) -> candle_core::Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let (mut dx, mut dw, mut db) = (None, None, None);
        for (argument, gradient) in self.0.gradients(y, Numbers::of(dy)?)? {
            let gradient = gradient.into_tensor(&argument)?;
            for (of, slot) in [(x, &mut dx), (w, &mut dw), (b, &mut db)] {
                if of.id() == argument.id() && slot.is_none() {
                    *slot = Some(gradient.clone());
                    break;
                }
            }
        }
        Ok((dx, dw, db))
    }
}
