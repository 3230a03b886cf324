//! What proves the project.

pub mod bench;
pub mod testing;
