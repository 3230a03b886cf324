//! A batch out of the data set on the GPU: picked by the order, normalized and written once.

use candle_core::{Result as CandleResult, Tensor, bail};

use super::{Argument, BLOCK, Gpu, serves_device};
use crate::Result;
use crate::ops::{Formula, Scaling};

/// The images (B, pixels) f32, normalized, and labels (B,) at the positions `rows` (B,) of a data set of images (N, pixels) u8 and labels
/// (N,) u32. Each number is exactly what [`Normalization::apply`](crate::Normalization::apply) makes of the pixel. `None` where the fused kernels do
/// not serve the device or the scaling.
///
/// The positions are below N: the caller has made them.
///
/// # Errors
/// A GPU without memory.
pub(crate) fn gather(
    images: &Tensor,
    labels: &Tensor,
    rows: &Tensor,
    scaling: Scaling,
) -> Result<Option<(Tensor, Tensor)>> {
    if !serves_device(images.device()) {
        return Ok(None);
    }
    let (per_image, formula) = match scaling {
        Scaling::Fixed(formula) => (false, formula),
        // The kernel finds each image's own numbers.
        Scaling::PerImage => (true, Formula::new(0.0, 1.0)),
        // It has one formula for a row.
        Scaling::PerChannel(_) => return Ok(None),
    };
    Ok(Some(run(images, labels, rows, per_image, formula)?))
}

fn run(
    images: &Tensor,
    labels: &Tensor,
    rows: &Tensor,
    per_image: bool,
    formula: Formula,
) -> CandleResult<(Tensor, Tensor)> {
    let gpu = Gpu::of(images)?;
    let (_, pixels) = images.dims2()?;
    let batch = rows.dims1()?;
    if batch == 0 {
        bail!("a batch without images")
    }
    let (x, y) = (gpu.alloc::<f32>(batch * pixels)?, gpu.alloc::<u32>(batch)?);
    let [mean, std, then_mean, then_std] = formula.numbers();
    let arguments = [
        gpu.pass_tensor::<u8>(images)?,
        gpu.pass_tensor::<u32>(labels)?,
        gpu.pass_tensor::<u32>(rows)?,
        gpu.pass(&x),
        gpu.pass(&y),
        Argument::Int(pixels as i32),
        Argument::Float(mean),
        Argument::Float(std),
        Argument::Float(then_mean),
        Argument::Float(then_std),
        Argument::Int(i32::from(per_image)),
    ];
    // SAFETY: a block for each of the batch's rows, each of which has room in x and y; the positions lie within the data set.
    #[allow(unsafe_code)]
    unsafe {
        gpu.launch(&gpu.kernels.gather, ((batch as u32, 1), (BLOCK, 1)), &arguments)?;
    }
    Ok((
        gpu.tensor(images, x, (batch, pixels))?,
        gpu.tensor(images, y, batch)?,
    ))
}
