//! Where the numbers live: the CPU, or a CUDA GPU.

use std::str::FromStr;

use candle_core::Device;

use crate::{Error, Result};

/// The first CUDA GPU where the crate is built with the feature `cuda` and one answers, else the CPU.
pub fn best_device() -> Device {
    Device::cuda_if_available(0).unwrap_or(Device::Cpu)
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
            Self::Cuda => Device::new_cuda(0).map_err(|error| {
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
