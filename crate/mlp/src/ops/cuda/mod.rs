//! The fused operations on an NVIDIA GPU: kernels of the crate's own, and cuBLASLt for the products.
//!
//! They serve f32 tensors on the device of [`best_device`](crate::device::best_device), which has one queue for all threads. A device that
//! somebody opened with candle alone may have one for each thread; its tensors go through candle's own operations.
//!
//! Nothing here waits for the GPU. An address that is handed to a kernel stays good as long as the kernel needs it: memory is
//! given back in the order of the queue, so what is dropped after a launch is freed after the kernel.

mod cross_entropy;
mod gather;
mod linear;
mod matmul;
mod record;
mod steps;
mod tally;

use std::cell::Cell;
use std::sync::{Arc, Mutex};

use candle_core::backend::BackendStorage;
use candle_core::cuda_backend::cudarc::driver::{
    CudaFunction, CudaSlice, CudaStream, DevicePtr, DeviceRepr, LaunchConfig, PushKernelArg, sys,
};
use candle_core::cuda_backend::cudarc::nvrtc::{CompileOptions, compile_ptx_with_opts};
use candle_core::cuda_backend::{CudaDType, CudaDevice, DeviceId, WrapErr};
use candle_core::{
    CpuStorage, CudaStorage, CustomOp1, DType, Device, Layout, Result as CandleResult, Shape, Storage,
    Tensor, bail,
};

use crate::lock::lock;
use crate::ops::Activation;

pub(super) use cross_entropy::cross_entropy;
pub(crate) use gather::gather;
pub(super) use linear::aligned;
pub(crate) use record::{Recorded, Turn};
pub(super) use steps::{Stepped, adam, sgd, steps};
pub(crate) use tally::tally;

/// The kernels' source.
const SOURCE: &str = include_str!("kernels.cu");

/// Threads of a block where nothing else decides.
const BLOCK: u32 = 256;

/// Gets a device ready for the fused operations: see [`serves`].
///
/// # Errors
/// A driver without memory pools.
pub(crate) fn prepare(device: &Device) -> CandleResult<()> {
    let device = device.as_cuda_device()?;
    // SAFETY: tracking is what makes several queues wait for one another; this device has one.
    #[allow(unsafe_code)]
    unsafe {
        device.disable_event_tracking();
    }
    keep_memory(device)
}

/// Lets the driver keep memory that was freed, for the next batch to take. As it comes, it gives all of it back to the system
/// whenever the host waits for the GPU, and takes it anew.
fn keep_memory(device: &CudaDevice) -> CandleResult<()> {
    use candle_core::cuda_backend::cudarc::driver::result;
    let stream = device.cuda_stream();
    let context = stream.context();
    if !context.has_async_alloc() {
        return Ok(());
    }
    let mut everything = u64::MAX;
    // SAFETY: the pool is the device's own and lives as long as it; the attribute is a 64-bit number.
    #[allow(unsafe_code)]
    unsafe {
        let pool = result::device::get_mem_pool(context.cu_device()).w()?;
        let attribute = sys::CUmemPool_attribute::CU_MEMPOOL_ATTR_RELEASE_THRESHOLD;
        result::mem_pool::set_attribute(pool, attribute, (&raw mut everything).cast()).w()
    }
}

/// Whether the fused kernels serve this tensor: f32 on a device that was [prepared](prepare).
pub(super) fn serves(tensor: &Tensor) -> bool {
    tensor.dtype() == DType::F32 && serves_device(tensor.device())
}

fn serves_device(device: &Device) -> bool {
    matches!(device, Device::Cuda(device) if !device.is_event_tracking())
}

/// A device with its kernels.
pub(super) struct Gpu {
    device: CudaDevice,
    stream: Arc<CudaStream>,
    kernels: Kernels,
    /// Zeros by which the blocks of a kernel find out which of them is the last; each kernel leaves them as zeros.
    counters: Mutex<CudaSlice<u32>>,
    products: Mutex<matmul::Products>,
}

/// The functions of `kernels.cu`.
struct Kernels {
    activate: CudaFunction,
    adam: CudaFunction,
    add: CudaFunction,
    cross_entropy: CudaFunction,
    derive: CudaFunction,
    gather: CudaFunction,
    scale: CudaFunction,
    sgd: CudaFunction,
    tally: CudaFunction,
}

impl Gpu {
    /// The GPU that holds `tensor`; its kernels are compiled on first use.
    pub(super) fn of(tensor: &Tensor) -> CandleResult<Arc<Self>> {
        static KNOWN: Mutex<Vec<(DeviceId, Arc<Gpu>)>> = Mutex::new(Vec::new());
        let device = tensor.device().as_cuda_device()?;
        let mut known = lock(&KNOWN);
        if let Some((_, gpu)) = known.iter().find(|(id, _)| *id == device.id()) {
            return Ok(gpu.clone());
        }
        let gpu = Arc::new(Self::new(device)?);
        known.push((device.id(), gpu.clone()));
        Ok(gpu)
    }

    fn new(device: &CudaDevice) -> CandleResult<Self> {
        let stream = device.cuda_stream();
        let (major, minor) = stream.context().compute_capability().w()?;
        let options = CompileOptions {
            options: vec![format!("--gpu-architecture=compute_{major}{minor}")],
            ..CompileOptions::default()
        };
        let program = compile_ptx_with_opts(SOURCE, options).w()?;
        let module = stream.context().load_module(program).w()?;
        let function = |name: &str| module.load_function(name).w();
        Ok(Self {
            kernels: Kernels {
                activate: function("activate")?,
                adam: function("adam")?,
                add: function("add")?,
                cross_entropy: function("cross_entropy")?,
                derive: function("derive")?,
                gather: function("gather")?,
                scale: function("scale")?,
                sgd: function("sgd")?,
                tally: function("tally")?,
            },
            counters: Mutex::new(stream.alloc_zeros(256).w()?),
            products: Mutex::new(matmul::Products::new(&stream)?),
            device: device.clone(),
            stream,
        })
    }

    /// Memory that a kernel will fill, all of it, before anything reads it.
    fn alloc<T: DeviceRepr>(&self, count: usize) -> CandleResult<CudaSlice<T>> {
        // SAFETY: each caller hands it to a kernel that writes each number.
        #[allow(unsafe_code)]
        unsafe {
            self.device.alloc(count)
        }
    }

    /// `count` zeros to count with; they are zeros again after the kernel.
    fn counters(&self, count: usize) -> CandleResult<Argument<'static>> {
        let mut counters = lock(&self.counters);
        if counters.len() < count {
            *counters = self.stream.alloc_zeros(count.next_power_of_two()).w()?;
        }
        Ok(self.pass(&counters))
    }

    /// Puts a kernel into the queue.
    ///
    /// # Safety
    /// The arguments are those that the kernel declares, and its threads stay within the memory they point to.
    #[allow(unsafe_code)]
    unsafe fn launch(
        &self,
        kernel: &CudaFunction,
        (grid, block): Threads,
        arguments: &[Argument<'_>],
    ) -> CandleResult<()> {
        let mut launch = self.stream.launch_builder(kernel);
        for argument in arguments {
            match argument {
                Argument::Address(address) => launch.arg(address),
                Argument::Count(count) => launch.arg(count),
                Argument::Int(int) => launch.arg(int),
                Argument::Float(float) => launch.arg(float),
                Argument::Variables(variables) => launch.arg(*variables),
            };
        }
        let config = LaunchConfig {
            grid_dim: (grid.0, grid.1, 1),
            block_dim: (block.0, block.1, 1),
            shared_mem_bytes: 0,
        };
        // SAFETY: the caller's promise.
        unsafe { launch.launch(config) }.w()?;
        Ok(())
    }

    /// A tensor of numbers that a kernel has made; `near` is any tensor on the same device.
    pub(super) fn tensor<T: CudaDType + DeviceRepr>(
        &self,
        near: &Tensor,
        numbers: CudaSlice<T>,
        shape: impl Into<Shape>,
    ) -> CandleResult<Tensor> {
        /// Candle makes tensors of storages for operations alone: this one has its result already.
        struct Done(Cell<Option<(CudaStorage, Shape)>>);

        impl CustomOp1 for Done {
            fn name(&self) -> &'static str {
                "done"
            }

            fn cpu_fwd(&self, _: &CpuStorage, _: &Layout) -> CandleResult<(CpuStorage, Shape)> {
                bail!("made on a GPU")
            }

            fn cuda_fwd(&self, _: &CudaStorage, _: &Layout) -> CandleResult<(CudaStorage, Shape)> {
                match self.0.take() {
                    Some(done) => Ok(done),
                    None => bail!("handed out already"),
                }
            }
        }

        let storage = CudaStorage::wrap_cuda_slice(numbers, self.device.clone());
        near.apply_op1_no_bwd(&Done(Cell::new(Some((storage, shape.into())))))
    }

    /// `count` ones.
    pub(super) fn ones(&self, count: usize) -> CandleResult<CudaSlice<f32>> {
        self.device.clone_htod(&vec![1.0_f32; count])
    }

    /// a + b, of the same length.
    pub(super) fn sum(&self, a: &CudaSlice<f32>, b: &CudaSlice<f32>) -> CandleResult<CudaSlice<f32>> {
        let sum = self.alloc::<f32>(a.len().min(b.len()))?;
        let count = Argument::Count(sum.len() as u64);
        let arguments = [self.pass(a), self.pass(b), self.pass(&sum), count];
        // SAFETY: none is shorter than the sum.
        #[allow(unsafe_code)]
        unsafe {
            self.launch(&self.kernels.add, for_each(sum.len()), &arguments)?;
        }
        Ok(sum)
    }

    /// Memory of this device as an argument.
    fn pass<T>(&self, slice: &CudaSlice<T>) -> Argument<'static> {
        Argument::Address(slice.device_ptr(&self.stream).0)
    }

    /// The numbers of a contiguous tensor's storage as an argument.
    fn pass_storage<T: CudaDType>(
        &self,
        storage: &CudaStorage,
        layout: &Layout,
    ) -> CandleResult<Argument<'static>> {
        let Some((from, to)) = layout.contiguous_offsets() else {
            bail!("expected a contiguous tensor, got strides {:?}", layout.stride())
        };
        let numbers = storage.as_cuda_slice::<T>()?.slice(from..to);
        Ok(Argument::Address(numbers.device_ptr(&self.stream).0))
    }

    /// The numbers of a contiguous tensor as an argument.
    fn pass_tensor<T: CudaDType>(&self, tensor: &Tensor) -> CandleResult<Argument<'static>> {
        let (storage, layout) = tensor.storage_and_layout();
        match &*storage {
            Storage::Cuda(storage) => self.pass_storage::<T>(storage, layout),
            _ => bail!("expected a tensor on a GPU"),
        }
    }
}

/// What a kernel is handed.
#[derive(Debug, Clone, Copy)]
enum Argument<'a> {
    /// A pointer.
    Address(sys::CUdeviceptr),
    /// A `size_t`.
    Count(u64),
    Int(i32),
    Float(f32),
    /// By value.
    Variables(&'a steps::Variables),
}

/// Blocks (x, y), and threads of each (x, y).
type Threads = ((u32, u32), (u32, u32));

/// A thread for each of `count` numbers.
fn for_each(count: usize) -> Threads {
    ((count.div_ceil(BLOCK as usize).max(1) as u32, 1), (BLOCK, 1))
}

/// The activation's number in `kernels.cu`.
fn number(activation: Activation) -> Argument<'static> {
    Argument::Int(match activation {
        Activation::Identity => 0,
        Activation::Relu => 1,
        Activation::Sigmoid => 2,
        Activation::Tanh => 3,
    })
}

/// A tensor's numbers, row by row, as memory of their own.
pub(super) fn copy(tensor: &Tensor) -> CandleResult<CudaSlice<f32>> {
    let tensor = tensor.contiguous()?;
    let (storage, layout) = tensor.storage_and_layout();
    match (&*storage, layout.contiguous_offsets()) {
        (Storage::Cuda(storage), Some((from, to))) => {
            let view = storage.as_cuda_slice::<f32>()?.slice(from..to);
            storage.device().cuda_stream().clone_dtod(&view).w()
        }
        _ => bail!("expected a tensor on a GPU"),
    }
}
