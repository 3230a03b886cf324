//! An optimizer's step on the GPU: one kernel for up to eight variables, in place.

use candle_core::cuda_backend::cudarc::driver::{CudaFunction, DeviceRepr, sys::CUdeviceptr};
use candle_core::{Result as CandleResult, Tensor, Var, bail};

use super::{Argument, BLOCK, Gpu, Kernels, serves};
use crate::ops::{AdamStep, SgdStep};

/// Variables that one kernel treats, as in `kernels.cu`.
const VARIABLES: usize = 8;

/// Numbers that a thread treats where there are many.
const PER_THREAD: usize = 4;

/// What the kernel is told about each variable.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Variables {
    theta: [CUdeviceptr; VARIABLES],
    gradient: [CUdeviceptr; VARIABLES],
    state: [[CUdeviceptr; VARIABLES]; 2],
    count: [u64; VARIABLES],
    factor: [[f32; VARIABLES]; 2],
}

// SAFETY: plain numbers, laid out as C lays them out.
#[allow(unsafe_code)]
unsafe impl DeviceRepr for Variables {}

/// Whether the kernels serve this variable and gradient.
pub(in crate::ops) fn steps(variable: &Var, gradient: &Tensor) -> bool {
    serves(variable) && serves(gradient) && variable.is_contiguous()
}

/// A variable, its gradient, the tensors of its state and its own factors.
pub(in crate::ops) struct Stepped<'a> {
    pub(in crate::ops) variable: &'a Var,
    /// Contiguous.
    pub(in crate::ops) gradient: Tensor,
    pub(in crate::ops) state: [Option<&'a Tensor>; 2],
    pub(in crate::ops) factor: [f32; 2],
}

/// A step of [`SgdStep`]; a variable's factor is its momentum, its state the velocity.
pub(in crate::ops) fn sgd(step: &SgdStep, all: &[Stepped<'_>]) -> CandleResult<()> {
    let plain = step.momentum == 0.0;
    let arguments = [
        Argument::Float(step.lr as f32),
        Argument::Float(step.weight_decay as f32),
        Argument::Int(i32::from(plain)),
    ];
    launch(|kernels| &kernels.sgd, all, &arguments)
}

/// A step of [`AdamStep`]; a variable's factors are its step size and its root, its state m and v.
pub(in crate::ops) fn adam(step: &AdamStep, all: &[Stepped<'_>]) -> CandleResult<()> {
    let arguments = [
        1.0 - step.beta1,
        step.beta2,
        1.0 - step.beta2,
        step.eps,
        step.keep(),
    ]
    .map(|setting| Argument::Float(setting as f32));
    launch(|kernels| &kernels.adam, all, &arguments)
}

fn launch(
    kernel: fn(&Kernels) -> &CudaFunction,
    all: &[Stepped<'_>],
    settings: &[Argument<'_>],
) -> CandleResult<()> {
    for group in all.chunks(VARIABLES) {
        let gpu = Gpu::of(group[0].variable)?;
        let address = |tensor: &Tensor| match gpu.pass_tensor::<f32>(tensor)? {
            Argument::Address(address) => Ok(address),
            _ => bail!("a tensor is passed by its address"),
        };
        let (mut variables, mut largest) = (Variables::default(), 0);
        for (slot, stepped) in group.iter().enumerate() {
            variables.theta[slot] = address(stepped.variable)?;
            variables.gradient[slot] = address(&stepped.gradient)?;
            for (place, state) in stepped.state.iter().enumerate() {
                if let Some(state) = state {
                    variables.state[place][slot] = address(state)?;
                }
                variables.factor[place][slot] = stepped.factor[place];
            }
            let count = stepped.variable.elem_count();
            variables.count[slot] = count as u64;
            largest = largest.max(count);
        }
        let mut arguments = vec![Argument::Variables(&variables)];
        arguments.extend_from_slice(settings);
        let blocks = largest.div_ceil(BLOCK as usize * PER_THREAD).max(1);
        // SAFETY: gradient and state have the variable's shape, which the caller has checked, and each of its numbers is treated
        // by one thread. That the kernel writes where candle sees a tensor is what a step in place means.
        #[allow(unsafe_code)]
        unsafe {
            gpu.launch(
                kernel(&gpu.kernels),
                ((blocks as u32, group.len() as u32), (BLOCK, 1)),
                &arguments,
            )?;
        }
    }
    Ok(())
}
