//! What a Rust library needs to be at home in a notebook.

pub mod display;
pub mod interrupt;
pub mod live;
