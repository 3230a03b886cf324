//! Looking into candle's tensors: as slices on the CPU, or not at all.

use std::cell::Cell;

use candle_core::{CpuStorage, DType, InplaceOp1, Layout, Result, Storage, Tensor, bail};

/// Whether the fused operations serve this tensor: f32 on the CPU. All others go through candle's own operations.
pub(crate) fn is_fast(tensor: &Tensor) -> bool {
    tensor.device().is_cpu() && tensor.dtype() == DType::F32
}

/// The f32 numbers of a CPU storage, before its layout.
pub(crate) fn f32s(storage: &CpuStorage) -> Result<&[f32]> {
    match storage {
        CpuStorage::F32(data) => Ok(data),
        _ => bail!("expected f32 numbers"),
    }
}

/// Calls `f` with the numbers and the layout of an f32 tensor on the CPU.
pub(crate) fn with_f32<R>(tensor: &Tensor, f: impl FnOnce(&[f32], &Layout) -> Result<R>) -> Result<R> {
    let (storage, layout) = tensor.storage_and_layout();
    match &*storage {
        Storage::Cpu(storage) => f(f32s(storage)?, layout),
        _ => bail!("expected a tensor on the CPU"),
    }
}

/// The numbers of a contiguous layout, as one slice.
pub(crate) fn contiguous<'a>(data: &'a [f32], layout: &Layout) -> Result<&'a [f32]> {
    match layout.contiguous_offsets() {
        Some((from, to)) => Ok(&data[from..to]),
        None => bail!("expected a contiguous tensor, got strides {:?}", layout.stride()),
    }
}

/// The numbers of a tensor, row by row, as a vector of their own.
pub(crate) fn to_vec(tensor: &Tensor) -> Result<Vec<f32>> {
    let tensor = tensor.contiguous()?;
    with_f32(&tensor, |data, layout| Ok(contiguous(data, layout)?.to_vec()))
}

/// Calls `f` with the numbers of a contiguous f32 tensor on the CPU, to be changed in place.
pub(crate) fn with_f32_mut(tensor: &Tensor, f: impl FnOnce(&mut [f32]) -> Result<()>) -> Result<()> {
    struct Change<F>(Cell<Option<F>>);

    impl<F: FnOnce(&mut [f32]) -> Result<()>> InplaceOp1 for Change<F> {
        fn name(&self) -> &'static str {
            "change-in-place"
        }

        fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> Result<()> {
            let (CpuStorage::F32(data), Some((from, to))) = (storage, layout.contiguous_offsets()) else {
                bail!("expected contiguous f32 numbers")
            };
            self.0.take().map_or(Ok(()), |f| f(&mut data[from..to]))
        }
    }

    tensor.inplace_op1(&Change(Cell::new(Some(f))))
}
