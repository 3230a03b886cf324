//! Softmax and the mean cross-entropy on the GPU: one kernel, which prepares the gradient as well.

use std::sync::{Arc, OnceLock, Weak};

use candle_core::cuda_backend::cudarc::driver::CudaSlice;
use candle_core::{
    CpuStorage, CudaStorage, CustomOp1, DType, Layout, Result as CandleResult, Shape, Tensor, bail,
};

use super::{Argument, Gpu, for_each};
use crate::Result;
use crate::ops::backward::{Fused, Gradients, Numbers, register};

/// Rows that a block of the kernel treats, a warp of 32 threads each.
const ROWS: usize = 8;

/// [`cross_entropy`](crate::ops::cross_entropy) for logits whose shape fits and that the fused kernels [serve](super::serves). A label
/// that is no class makes the loss NaN: to find it, the host would have to wait for each batch.
pub(in crate::ops) fn cross_entropy(logits: &Tensor, labels: &Tensor) -> Result<Tensor> {
    let logits = logits.contiguous()?;
    let labels = labels
        .to_dtype(DType::U32)?
        .to_device(logits.device())?
        .contiguous()?;
    let operation = Arc::new(CrossEntropy {
        logits: logits.clone(),
        labels,
        gradient: OnceLock::new(),
    });
    let loss = logits.apply_op1(InGraph(operation.clone()))?;
    register(&loss, Arc::downgrade(&operation) as Weak<dyn Fused>);
    Ok(loss)
}

struct CrossEntropy {
    logits: Tensor,
    labels: Tensor,
    /// (softmax − one-hot) / batch, from the forward pass.
    gradient: OnceLock<Arc<CudaSlice<f32>>>,
}

impl Fused for CrossEntropy {
    fn gradients(&self, loss: &Tensor, upstream: Numbers) -> Result<Gradients> {
        let Some(prepared) = self.gradient.get() else {
            return Ok(Gradients::new());
        };
        let gpu = Gpu::of(loss)?;
        let dz = match upstream {
            Numbers::Ones => prepared.clone(),
            upstream => {
                let factor = upstream.on_gpu(&gpu, loss)?;
                let scaled = gpu.alloc::<f32>(prepared.len())?;
                let arguments = [
                    gpu.pass(&**prepared),
                    gpu.pass(&*factor),
                    gpu.pass(&scaled),
                    Argument::Count(scaled.len() as u64),
                ];
                // SAFETY: both are of that length; the loss has one number, and so has its gradient.
                #[allow(unsafe_code)]
                unsafe {
                    gpu.launch(&gpu.kernels.scale, for_each(scaled.len()), &arguments)?;
                }
                Arc::new(scaled)
            }
        };
        Ok(vec![(self.logits.clone(), Numbers::Gpu(dz))])
    }
}

/// What candle's graph holds.
struct InGraph(Arc<CrossEntropy>);

impl CustomOp1 for InGraph {
    fn name(&self) -> &'static str {
        "softmax-cross-entropy"
    }

    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout) -> CandleResult<(CpuStorage, Shape)> {
        bail!("this operation is for a GPU")
    }

    fn cuda_fwd(&self, z: &CudaStorage, layout: &Layout) -> CandleResult<(CudaStorage, Shape)> {
        let gpu = Gpu::of(&self.0.logits)?;
        let (rows, classes) = layout.shape().dims2()?;
        let blocks = rows.div_ceil(ROWS);
        let (loss, partial) = (gpu.alloc::<f32>(1)?, gpu.alloc::<f64>(blocks)?);
        let dz = if self.0.logits.track_op() {
            Some(gpu.alloc::<f32>(rows * classes)?)
        } else {
            None
        };
        let arguments = [
            gpu.pass_storage::<f32>(z, layout)?,
            gpu.pass_tensor::<u32>(&self.0.labels)?,
            gpu.pass(&loss),
            dz.as_ref().map_or(Argument::Address(0), |dz| gpu.pass(dz)),
            gpu.pass(&partial),
            gpu.counters(1)?,
            Argument::Int(rows as i32),
            Argument::Int(classes as i32),
        ];
        // SAFETY: z and dz are rows × classes numbers, there is a label for each row and a number of `partial` for each block.
        #[allow(unsafe_code)]
        unsafe {
            gpu.launch(
                &gpu.kernels.cross_entropy,
                ((blocks as u32, 1), (ROWS as u32 * 32, 1)),
                &arguments,
            )?;
        }
        if let Some(dz) = dz {
            let _ = self.0.gradient.set(Arc::new(dz));
        }
        let storage = CudaStorage::wrap_cuda_slice(loss, z.device.clone());
        Ok((storage, Shape::from(())))
    }

    fn bwd(&self, _: &Tensor, loss: &Tensor, upstream: &Tensor) -> CandleResult<Option<Tensor>> {
        let gradients = self.0.gradients(loss, Numbers::of(upstream)?)?;
        let gradient = gradients.into_iter().next();
        gradient.map(|(z, dz)| dz.into_tensor(&z)).transpose()
    }
}
