//! Figures of what the lecture has: images of a data set, numbers that belong to pixels, a plane with a model's answers, a network,
//! a computation, and what follows a control: the worked example, one decision, one descent.

mod blackboard;
mod decision;
mod descent;
mod gallery;
mod graph;
mod network;
mod pixel_maps;
mod plane;
mod rows;

pub use blackboard::{Weight, blackboard, blackboard_within};
pub use decision::{decision, decision_within};
pub use descent::descent;
pub use gallery::gallery;
pub use graph::{Value, graph};
pub use network::{Network, network};
pub use pixel_maps::pixel_maps;
pub use plane::{Plane, planes};
