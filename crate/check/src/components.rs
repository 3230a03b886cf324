//! Lab 2, components put to the test: 7 points, of which 2 are marked by hand.

mod baseline;
mod drop;
mod stop;

pub use baseline::baseline;
pub use drop::drop;
pub use stop::stop;
