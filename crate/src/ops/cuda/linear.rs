//! A layer on the GPU: product and bias by cuBLASLt, the activation in place, and a backward pass of three kernels.

use std::sync::{Arc, Weak};

use candle_core::cuda_backend::cudarc::driver::CudaSlice;
use candle_core::{CpuStorage, CudaStorage, CustomOp3, Layout, Result as CandleResult, Shape, Tensor, bail};

use super::matmul::Shape as Sides;
use super::{Argument, Gpu, for_each, number, numbers_of};
use crate::Result;
use crate::model::Activation;
use crate::ops::backward::{Fused, Gradients, Numbers, register};
use crate::ops::linear::in_order;

/// Columns and rows of threads that treat a part of a gradient together, as in `kernels.cu`.
const DERIVE: (u32, u32) = (32, 8);

/// Rows of such a part.
const CHUNK: usize = 64;

/// [`linear`](crate::ops::linear) for tensors whose shapes fit and that the fused kernels [serve](super::serves).
pub(in crate::ops) fn linear(x: &Tensor, w: &Tensor, b: &Tensor, activation: Activation) -> Result<Tensor> {
    let (x, w, b) = (aligned(x)?, aligned(w)?, b.contiguous()?);
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

/// A tensor whose numbers lie one after the other and begin where memory was allocated: the fastest products need a beginning
/// that can be divided by more than the four bytes of a number.
fn aligned(tensor: &Tensor) -> Result<Tensor> {
    let (_, layout) = tensor.storage_and_layout();
    let begins_in_between = layout.start_offset() != 0;
    if begins_in_between {
        return Ok(tensor.force_contiguous()?);
    }
    Ok(tensor.contiguous()?)
}

/// A gradient that nobody changes.
type Shared = Arc<CudaSlice<f32>>;

/// One layer's place in the graph: what its backward pass needs.
struct Linear {
    x: Tensor,
    w: Tensor,
    b: Tensor,
    activation: Activation,
}

impl Linear {
    /// dz, and the sums of its columns where the bias wants a gradient.
    fn derive(&self, gpu: &Gpu, y: &Tensor, dy: Shared) -> CandleResult<(Shared, Option<CudaSlice<f32>>)> {
        const NULL: Argument<'static> = Argument::Address(0);
        let (rows, columns) = y.dims2()?;
        let keeps = self.activation == Activation::Identity;
        if keeps && !self.b.track_op() {
            return Ok((dy, None));
        }
        let dz = if keeps {
            None
        } else {
            Some(gpu.alloc::<f32>(rows * columns)?)
        };
        let (groups, parts) = (columns.div_ceil(DERIVE.0 as usize), rows.div_ceil(CHUNK));
        let db = if self.b.track_op() {
            Some((gpu.alloc::<f32>(columns)?, gpu.alloc::<f32>(parts * columns)?))
        } else {
            None
        };
        let arguments = [
            gpu.pass(&*dy),
            gpu.pass_tensor::<f32>(y)?,
            dz.as_ref().map_or(NULL, |dz| gpu.pass(dz)),
            db.as_ref().map_or(NULL, |(db, _)| gpu.pass(db)),
            db.as_ref().map_or(NULL, |(_, partial)| gpu.pass(partial)),
            gpu.counters(groups)?,
            Argument::Int(rows as i32),
            Argument::Int(columns as i32),
            Argument::Int(CHUNK as i32),
            number(self.activation),
        ];
        // SAFETY: dy, y and dz are rows × columns numbers, db as many as there are columns, `partial` a row of them for each
        // part; there is a counter for each group of columns.
        #[allow(unsafe_code)]
        unsafe {
            gpu.launch(
                &gpu.kernels.derive,
                ((groups as u32, parts as u32), DERIVE),
                &arguments,
            )?;
        }
        Ok((dz.map_or(dy, Arc::new), db.map(|(db, _)| db)))
    }
}

impl Fused for Linear {
    fn gradients(&self, y: &Tensor, gradient: Numbers) -> Result<Gradients> {
        let gpu = Gpu::of(y)?;
        let dy = gradient.on_gpu(&gpu, y)?;
        let ((batch, inputs), (outputs, _)) = (self.x.dims2()?, self.w.dims2()?);
        let (dz, db) = self.derive(&gpu, y, dy)?;
        let dz = (gpu.pass(&*dz), Sides::of(batch, outputs));
        let mut gradients = Gradients::with_capacity(3);
        if self.w.track_op() {
            let x = (gpu.pass_tensor::<f32>(&self.x)?, Sides::of(batch, inputs));
            let dw = gpu.product((dz.0, dz.1.t()), x, None)?;
            gradients.push((self.w.clone(), Numbers::Gpu(Arc::new(dw))));
        }
        if let Some(db) = db {
            gradients.push((self.b.clone(), Numbers::Gpu(Arc::new(db))));
        }
        if self.x.track_op() {
            let w = (gpu.pass_tensor::<f32>(&self.w)?, Sides::of(outputs, inputs));
            let dx = gpu.product(dz, w, None)?;
            gradients.push((self.x.clone(), Numbers::Gpu(Arc::new(dx))));
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
        _: &CpuStorage,
        _: &Layout,
        _: &CpuStorage,
        _: &Layout,
        _: &CpuStorage,
        _: &Layout,
    ) -> CandleResult<(CpuStorage, Shape)> {
        bail!("this operation is for a GPU")
    }

    fn cuda_fwd(
        &self,
        x: &CudaStorage,
        x_layout: &Layout,
        w: &CudaStorage,
        w_layout: &Layout,
        b: &CudaStorage,
        b_layout: &Layout,
    ) -> CandleResult<(CudaStorage, Shape)> {
        let gpu = Gpu::of(&self.0.x)?;
        let ((batch, inputs), (outputs, _)) = (x_layout.shape().dims2()?, w_layout.shape().dims2()?);
        let y = gpu.product(
            (gpu.pass_storage::<f32>(x, x_layout)?, Sides::of(batch, inputs)),
            (
                gpu.pass_storage::<f32>(w, w_layout)?,
                Sides::of(outputs, inputs).t(),
            ),
            Some(gpu.pass_storage::<f32>(b, b_layout)?),
        )?;
        if self.0.activation != Activation::Identity {
            let arguments = [
                gpu.pass(&y),
                Argument::Count(y.len() as u64),
                number(self.0.activation),
            ];
            // SAFETY: y has that many numbers.
            #[allow(unsafe_code)]
            unsafe {
                gpu.launch(&gpu.kernels.activate, for_each(y.len()), &arguments)?;
            }
        }
        let storage = CudaStorage::wrap_cuda_slice(y, x.device.clone());
        Ok((storage, Shape::from((batch, outputs))))
    }

    fn bwd(
        &self,
        x: &Tensor,
        w: &Tensor,
        b: &Tensor,
        y: &Tensor,
        dy: &Tensor,
    ) -> CandleResult<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        in_order(self.0.gradients(y, numbers_of(dy)?)?, [x, w, b])
    }
}
