//! An optimizer's step as one pass over a variable, its gradient and its state, in place.
//!
//! The arithmetic is that of PyTorch's `torch.optim.SGD` and `torch.optim.Adam`, operation for operation. Written with
//! tensors, momentum takes four passes over memory and Adam about fourteen, each with a fresh tensor.

mod adam;
mod in_place;
mod sgd;

pub use adam::{AdamState, AdamStep};
pub use sgd::SgdStep;
