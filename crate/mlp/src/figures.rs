//! Figures of what the lecture has: images of a data set, numbers that belong to pixels, a plane with a model's answers, a network,
//! a computation.

mod gallery;
mod graph;
mod network;
mod pixel_maps;
mod plane;

pub use gallery::gallery;
pub use graph::{Value, graph};
pub use network::{Network, network};
pub use pixel_maps::pixel_maps;
pub use plane::{Plane, planes};
