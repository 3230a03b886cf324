//! Problem set 4, the multi-layer perceptron: 19 points.

mod backward;
mod dead_units;
mod forward;
mod parameters;
mod tent;

pub use backward::{Backward, backward};
pub use dead_units::dead_units;
pub use forward::forward;
pub use parameters::parameters;
pub use tent::tent;
