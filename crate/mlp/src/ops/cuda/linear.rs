//! A layer on the GPU: product and bias by cuBLASLt, the activation in place, and a backward pass of three kernels.

use std::sync::Arc;

use candle_core::cuda_backend::cudarc::driver::CudaSlice;
use candle_core::{CudaStorage, Layout, Result as CandleResult, Shape, Tensor};

use super::matmul::Shape as Sides;
use super::{Argument, Gpu, for_each, number};
use crate::Result;
use crate::ops::Activation;
use crate::ops::backward::{Gradients, Numbers};
use crate::ops::linear::Linear;

/// Columns and rows of threads that treat a part of a gradient together, as in `kernels.cu`.
const DERIVE: (u32, u32) = (32, 8);

/// Rows of such a part.
const CHUNK: usize = 64;

/// A tensor whose numbers lie one after the other and begin where memory was allocated: the fastest products need a beginning
/// that can be divided by more than the four bytes of a number.
pub(in crate::ops) fn aligned(tensor: &Tensor) -> Result<Tensor> {
    let (_, layout) = tensor.storage_and_layout();
    let begins_in_between = layout.start_offset() != 0;
    if begins_in_between {
        return Ok(tensor.force_contiguous()?);
    }
    Ok(tensor.contiguous()?)
}

/// A gradient that nobody changes.
type Shared = Arc<CudaSlice<f32>>;

impl Linear {
    /// [`Fused::gradients`](crate::ops::backward::Fused::gradients) on the GPU.
    pub(in crate::ops) fn gradients_on_gpu(&self, y: &Tensor, gradient: Numbers) -> Result<Gradients> {
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

    /// y: (batch, outputs) for the storages of x, w and b, each contiguous.
    pub(in crate::ops) fn forward_on_gpu(
        &self,
        (x, x_layout): (&CudaStorage, &Layout),
        (w, w_layout): (&CudaStorage, &Layout),
        (b, b_layout): (&CudaStorage, &Layout),
    ) -> CandleResult<(CudaStorage, Shape)> {
        let gpu = Gpu::of(&self.x)?;
        let ((batch, inputs), (outputs, _)) = (x_layout.shape().dims2()?, w_layout.shape().dims2()?);
        let y = gpu.product(
            (gpu.pass_storage::<f32>(x, x_layout)?, Sides::of(batch, inputs)),
            (
                gpu.pass_storage::<f32>(w, w_layout)?,
                Sides::of(outputs, inputs).t(),
            ),
            Some(gpu.pass_storage::<f32>(b, b_layout)?),
        )?;
        if self.activation != Activation::Identity {
            let arguments = [
                gpu.pass(&y),
                Argument::Count(y.len() as u64),
                number(self.activation),
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
}
