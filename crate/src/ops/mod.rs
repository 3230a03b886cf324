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
//! # What stays the same
//!
//! These are ordinary operations in candle's graph (`CustomOp1` and `CustomOp3` with a `bwd` of their own, `InplaceOp2` for the steps),
//! so `loss.backward()` and every other operation of candle work with them. [`backward`] is a shortcut for graphs made of
//! nothing else. On other devices and in other number types, the same functions use candle's own operations.
//!
//! # How it is known to be right
//!
//! Three ways that do not depend on each other (`crate/tests/ops.rs`). Each operation is compared with the plain candle graph in
//! f64, value and gradients, over shapes from 1×1 up and for every activation. The gradients of a small network are compared with
//! finite differences, (ℓ(θ+ε) − ℓ(θ−ε)) / 2ε, one parameter after the other. The optimizer steps are compared with the formulas of
//! PyTorch's documentation. And the edges are tried: one image, one neuron, an empty batch (an error), logits of ±10⁴ and beyond,
//! NaN (which must stay visible), labels out of range, views with strides, a weight used twice, one seed run twice (the same bits).

mod backward;
mod cross_entropy;
mod fresh;
mod gather;
mod linear;
mod math;
mod parallel;
mod steps;
mod tensors;

pub use backward::backward;
pub use cross_entropy::cross_entropy;
pub use gather::gather;
pub use linear::{linear, matmul};
pub(crate) use math::mul_add;
pub use steps::{AdamState, AdamStep, SgdStep};
pub(crate) use tensors::{is_fast, to_vec};
