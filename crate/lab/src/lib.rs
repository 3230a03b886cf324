//! What `cargo lab` does itself: setting up, opening and running notebooks, and starting the programs that do the rest.
//!
//! Whoever opens a notebook compiles this crate alone. The kernel, grading and the proofs are programs of their own
//! ([`programs`]), compiled when they are first wanted; grading and the proofs use this crate's set-up and runs.

pub mod clean;
pub mod doctor;
mod hand_out;
pub mod notebook;
pub mod open;
pub mod programs;
pub mod project;
pub mod python;
pub mod run;
pub mod setup;

pub use project::Project;
