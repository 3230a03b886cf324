//! Lab 1, each form at its best rate: 7 points, of which 2 are marked by hand.

mod fold;
mod gap;
mod paired;

pub use fold::fold;
pub use gap::gap;
pub use paired::paired;
