//! The sums of an epoch, kept on the GPU.

use candle_core::Tensor;

use super::{Argument, Gpu, serves};
use crate::Result;

/// Threads of the kernel's one block.
const THREADS: u32 = 1024;

/// Adds to `sums` (2,) f64 the loss times the number of rows, and how many rows of `logits` (B, classes) are largest at their label (B,) u32.
/// `false` where the fused kernels do not serve the tensors; nothing is added then.
///
/// # Errors
/// Labels of another type.
pub(crate) fn tally(sums: &Tensor, loss: &Tensor, logits: &Tensor, labels: &Tensor) -> Result<bool> {
    if !(serves(loss) && serves(logits) && logits.is_contiguous() && labels.is_contiguous()) {
        return Ok(false);
    }
    let gpu = Gpu::of(logits)?;
    let (rows, classes) = logits.dims2()?;
    let arguments = [
        gpu.pass_tensor::<f32>(logits)?,
        gpu.pass_tensor::<u32>(labels)?,
        gpu.pass_tensor::<f32>(loss)?,
        gpu.pass_tensor::<f64>(sums)?,
        Argument::Int(rows as i32),
        Argument::Int(classes as i32),
    ];
    // SAFETY: the shapes are as above. The kernel changes `sums` behind candle's back; who calls this hands it to nobody else.
    #[allow(unsafe_code)]
    unsafe {
        gpu.launch(&gpu.kernels.tally, ((1, 1), (THREADS, 1)), &arguments)?;
    }
    Ok(true)
}
