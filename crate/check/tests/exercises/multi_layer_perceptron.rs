//! Problem set “The multi-layer perceptron”.

mod backward;
mod dead_units;
mod forward;
mod parameters;
mod tent;
