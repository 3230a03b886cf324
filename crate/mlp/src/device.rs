//! Where the numbers live: the CPU, or a CUDA GPU.

use std::{str::FromStr, sync::Mutex};

use candle_core::Device;

use crate::{Error, Result, lock::lock};

/// The first CUDA GPU where the crate is built with the feature `cuda` and one answers, else the CPU. A GPU that does not answer is
/// named on stderr.
///
/// ```
/// use mlp::prelude::*;
/// let x = Tensor::zeros((2, 3), DType::F32, &best_device())?;
/// assert_eq!(x.dims(), [2, 3]);
/// # Ok::<(), mlp::Error>(())
/// ```
pub fn best_device() -> Device {
    if !candle_core::utils::cuda_is_available() {
        return Device::Cpu;
    }
    gpu().unwrap_or_else(|problem| {
        eprintln!("note: training on the CPU, because no GPU answers ({problem}); `nvidia-smi` tells why");
        Device::Cpu
    })
}

/// The first CUDA GPU, opened once: candle takes two openings for two devices, whose tensors cannot be combined.
///
/// All threads give it work by one queue. Candle's usual device has a queue for each thread, and a backward pass that runs on
/// another thread than the forward pass could then overtake it.
fn gpu() -> candle_core::Result<Device> {
    static GPU: Mutex<Option<Device>> = Mutex::new(None);
    let mut gpu = lock(&GPU);
    if let Some(device) = &*gpu {
        return Ok(device.clone());
    }
    let device = Device::new_cuda_with_stream(0)?;
    #[cfg(feature = "cuda")]
    crate::ops::cuda::prepare(&device)?;
    Ok(gpu.insert(device).clone())
}

/// A device by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceChoice {
    /// [`best_device`].
    #[default]
    Best,
    /// The CPU.
    Cpu,
    /// The first CUDA GPU.
    Cuda,
}

impl DeviceChoice {
    /// Opens the device.
    ///
    /// # Errors
    /// CUDA where the crate was built without it, or where no GPU answers.
    pub fn open(self) -> Result<Device> {
        match self {
            Self::Best => Ok(best_device()),
            Self::Cpu => Ok(Device::Cpu),
            Self::Cuda if !candle_core::utils::cuda_is_available() => Err(Error::argument(
                "device",
                "cuda",
                "this program was built without CUDA; build it with `--features cuda` on a machine with nvcc, or use cpu",
            )),
            Self::Cuda => gpu().map_err(|error| {
                Error::argument(
                    "device",
                    "cuda",
                    format!("no GPU answers ({error}); `nvidia-smi` tells why, cpu works without"),
                )
            }),
        }
    }
}

impl FromStr for DeviceChoice {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "best" => Ok(Self::Best),
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda),
            _ => Err(Error::argument(
                "device",
                text,
                "there is no such device; choose cpu, cuda or best",
            )),
        }
    }
}
