//! A training step as a CUDA graph: recorded once, and given to the GPU as one piece for each batch.
//!
//! A step of the lecture's network is some twenty kernels. Giving them to the GPU one by one takes the host longer than the GPU needs to
//! run them; a graph takes one call.

use std::sync::{Mutex, MutexGuard};

use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::CudaGraph;
use candle_core::cuda_backend::cudarc::driver::sys::{CUgraphInstantiate_flags, CUstreamCaptureMode};
use candle_core::{DType, Device, Result as CandleResult, Tensor};

use super::serves_device;
use crate::Result;
use crate::lock::lock;

/// How many loops train on the GPU. While a step is recorded, all that any thread gives to the GPU's one queue becomes part of the recording.
static LOOPS: Mutex<usize> = Mutex::new(0);

fn loops() -> MutexGuard<'static, usize> {
    lock(&LOOPS)
}

/// One of the loops that train on the GPU, for as long as it does.
#[derive(Debug)]
pub(crate) struct Turn {
    device: Device,
}

impl Turn {
    /// A turn for training on `device`, once no step is being recorded; `None` where steps cannot be.
    pub(crate) fn on(device: &Device) -> Option<Self> {
        if !serves_device(device) {
            return None;
        }
        *loops() += 1;
        Some(Self {
            device: device.clone(),
        })
    }

    /// Records `step`, which trains on the samples at the positions it is handed, without running it: as many as `rows` (B,) has.
    /// A step like it must have run before, so that what it needs once is there.
    ///
    /// `None` where another loop trains on the GPU as well, or where the step cannot be recorded: it waits for the GPU, or copies
    /// to it. Other threads must not use the GPU meanwhile.
    ///
    /// # Errors
    /// No memory for the positions.
    pub(crate) fn record(
        &self,
        rows: &Tensor,
        step: impl FnOnce(&Tensor) -> Result<()>,
    ) -> CandleResult<Option<Recorded>> {
        let positions = Tensor::zeros(rows.dims(), DType::U32, &self.device)?;
        let stream = self.device.as_cuda_device()?.cuda_stream();
        let loops = loops();
        if *loops > 1 {
            return Ok(None);
        }
        stream
            .begin_capture(CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_THREAD_LOCAL)
            .w()?;
        let stepped = step(&positions);
        let graph = stream.end_capture(CUgraphInstantiate_flags(0));
        if let (Ok(()), Ok(Some(graph))) = (stepped, graph) {
            return Ok(Some(Recorded { graph, positions }));
        }
        // What failed in the recording is no failure of the GPU; the step will be given to it piece by piece.
        let _ = stream.context().check_err();
        Ok(None)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *loops() -= 1;
    }
}

/// A recorded step.
pub(crate) struct Recorded {
    graph: CudaGraph,
    positions: Tensor,
}

impl Recorded {
    /// How many samples the step trains on.
    pub(crate) fn batch(&self) -> usize {
        self.positions.elem_count()
    }

    /// Trains on the samples at `rows`, as many as the step was recorded for.
    ///
    /// # Errors
    /// A GPU that failed.
    pub(crate) fn replay(&self, rows: &Tensor) -> CandleResult<()> {
        self.positions.slice_set(rows, 0, 0)?;
        self.graph.launch().w()
    }
}
