//! Problem set 4, the multi-layer perceptron: 20 points.

mod backward;
mod dead_units;
mod forward;
mod net;
mod parameters;
mod relu;

pub use backward::backward;
pub use dead_units::dead_units;
pub use forward::forward;
pub use parameters::parameters;
pub use relu::relu;
