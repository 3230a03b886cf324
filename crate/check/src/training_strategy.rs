//! Problem set 6, training strategy: 15 points.

mod choose;
mod difference;
mod initial_scale;
mod precision_recall;
mod split;

pub use choose::choose;
pub use difference::difference;
pub use initial_scale::initial_scale;
pub use precision_recall::precision_recall;
pub use split::split;
