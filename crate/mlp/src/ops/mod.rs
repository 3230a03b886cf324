//! The operations that training spends its time in, each made of several that a general library runs one by one.
//!
//! # What is fused
//!
//! One training step of the lecture's network, 784 → 256 → 10 with ReLU and a batch of 1024, multiplies two large matrices
//! (x · w₁ᵀ forward, dz₁ᵀ · x backward), 822 million multiplications and additions. Everything else is elementwise: a bias,
//! a ReLU, a softmax, an update. That is little arithmetic, but each such operation, run alone, reads its operands from
//! memory and writes a fresh tensor, and plain candle spends as long on them as on the products.
//!
//! | function | does at once | left out |
//! | --- | --- | --- |
//! | [`linear`] | x · wᵀ + b and the activation; backward, activation and bias sums in one pass | a tensor each for product, sum and activation; the gradient of the images (half as much arithmetic again), which nobody asks for |
//! | [`cross_entropy`] | softmax, logarithm, picking, mean; backward is (p − y) / N, prepared forward | five tensors forward, as many backward |
//! | [`SgdStep`], [`AdamStep`] | all of an optimizer's arithmetic on a variable, in place | three to fourteen passes over the weights |
//! | [`gather`] | picks a batch's images and normalizes them | the data set as f32 (four times the memory), a pass over the batch |
//! | [`backward`] | the gradients of a graph of these operations | a tensor of zeros for every gradient, and adding to it |
//!
//! # Why it is faster
//!
//! A processor core multiplies some 32 numbers in the time in which it fetches one from memory. So a pass over memory that is
//! not made is worth more than arithmetic that is not done. Bias and activation are applied to a few rows at a time, which
//! are still in the core's cache. Exponentials are computed by a polynomial that becomes vector instructions,
//! sixteen numbers at a time with AVX-512. And there is one pool of threads: those that multiply matrices also do the rest.
//!
//! Five things are less obvious, and each was found with a profiler:
//!
//! - *Products are shared out in few, wide parts.* Before it multiplies, `gemm` copies ("packs") both factors into the order in which
//!   its innermost loop reads them. A part of the result needs all of one factor, so that factor is packed once for each part.
//! - *The thread that trains computes, too* ([`join_thread_pool`]). One that hands each operation to others and is woken afterwards
//!   made nine times as many context switches, and an epoch in batches of 64 took a third longer.
//! - *Freed memory is kept* ([`keep_freed_memory`]). Every step frees buffers that the next one needs again. Large ones the C library
//!   gave back to the system, which cleared each page before it gave it out anew: up to a third of an epoch in batches of 8192.
//! - *A shuffled batch is asked for ahead.* Its images lie all over the data set, and each would be waited for; while one is
//!   normalized, the one eight places on is already on its way.
//! - *There is no division in the inner loop.* (pixel − μ) / σ is a multiplication by 1/σ and one step that mends the last bit.
//!   Whether that gives the same bits as the division is tried for all 256 pixels first, and otherwise it divides.
//!
//! What is left is mostly the products themselves: some 75 of 100 samples of a training process fall into gemm's innermost loop, 5 to 10
//! into packing, and a product as a whole reaches nine tenths of the multiplications and additions that a core can do. Measure it
//! with `cargo mlp bench` (a row against PyTorch, plain candle and the products alone) and `cargo bench --package mlp --bench ops` (each
//! operation beside what it replaces).
//!
//! # What stays the same
//!
//! These are ordinary operations in candle's graph (`CustomOp1` and `CustomOp3` with a `bwd` of their own, `InplaceOp2` for the steps),
//! so `loss.backward()` and every other operation of candle work with them. [`backward`] is a shortcut for graphs made of
//! nothing else. In other number types than f32 the same functions use candle's own operations.
//!
//! # On a GPU
//!
//! With the feature `cuda`, tensors on the device of [`best_device`](crate::device::best_device) go through the same operations, written as CUDA
//! kernels (`ops/cuda`). What is dear differs: a GPU multiplies so fast that a step of the lecture's network is twenty kernels of a few
//! microseconds each, and what one pays for is their number. So bias and activation, softmax and gradient, and the update of all
//! variables are one kernel each; the products are cuBLASLt's, which splits them among enough blocks to fill the GPU.
//!
//! - *Nothing waits.* The data set lies on the GPU as bytes, and loss and hits are summed up there
//!   ([`Tally`](crate::metrics::Tally)); the host reads two numbers an epoch.
//! - *A step is recorded.* To give twenty kernels to the GPU takes the host longer (123 µs on the machine of crate/mlp/README.md) than it
//!   takes the GPU to run them. [`Epochs`](crate::train::Epochs), and with it [`fit`](crate::train::fit()), records the step as a CUDA graph and gives it
//!   to the GPU as one piece for each batch.
//! - *Sums have an order.* Blocks write partial sums, and the last block to end adds them up, so that a seed gives the same bits
//!   each time.
//!
//! A step is left with some 95 µs. Timed one by one, the four kernels of the first layer's products take 50; everything else is bound
//! by how long a kernel takes to begin and to end.
//!
//! # How it is known to be right
//!
//! Three ways that do not depend on each other (`crate/mlp/tests/ops.rs`). Each operation is compared with the plain candle graph in
//! f64, value and gradients, over shapes from 1×1 up and for every activation. The gradients of a small network are compared with
//! finite differences, (ℓ(θ+ε) − ℓ(θ−ε)) / 2ε, one parameter after the other. The optimizer steps are compared with the formulas of
//! PyTorch's documentation. And the edges are tried: one image, one neuron, an empty batch (an error), logits of ±10⁴ and beyond,
//! NaN (which must stay visible), labels out of range, views with strides, a weight used twice, one seed run twice (the same bits).
//! On a GPU, `crate/mlp/tests/cuda.rs` compares each operation, and a whole training, with the CPU, and a recorded step with one that is not.

mod activation;
mod backward;
mod cross_entropy;
#[cfg(feature = "cuda")]
pub(crate) mod cuda;
mod gather;
mod linear;
mod math;
mod memory;
mod parallel;
mod product;
mod rows;
mod scaling;
mod steps;
mod tensors;

pub use activation::Activation;
pub use backward::backward;
pub(crate) use backward::with_pool;
pub use cross_entropy::cross_entropy;
pub use gather::gather;
pub use linear::{linear, matmul};
pub use memory::keep_freed_memory;
pub use parallel::join_thread_pool;
pub(crate) use scaling::Moments;
pub use scaling::{Formula, Scaling};
pub use steps::{AdamState, AdamStep, SgdStep};
pub(crate) use tensors::{is_fast, to_vec};
