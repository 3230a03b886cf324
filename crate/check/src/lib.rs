//! What grades an exercise: one function a question, which tries the student's functions on fresh inputs.
//!
//! ```
//! use check::softmax_regression;
//!
//! fn loss_of_guessing(counts: &[usize]) -> f64 {
//!     (counts.len() as f64).ln() // as if all classes were equally frequent
//! }
//! fn loss_of_confidence(confidence: f64, accuracy: f64, classes: usize) -> f64 {
//!     let rest = (1.0 - confidence) / (classes - 1) as f64;
//!     -accuracy * confidence.ln() - (1.0 - accuracy) * rest.ln()
//! }
//!
//! let verdict = softmax_regression::predict(loss_of_guessing, loss_of_confidence);
//! assert_eq!((verdict.points, verdict.max), (2.0, 3.0));
//! assert!(verdict.reason.contains("equally frequent"));
//! ```
//!
//! A check never panics and prints nothing by itself: a panic of the student's function is caught and becomes part of the
//! [`Verdict`]. Each part of a question knows its right answer and the usual wrong ones. A part scores half when the shape
//! is right and *one* known mistake explains every wrong case. The right answers are private to this crate.
//!
//! As a cell's last expression a verdict shows as a table, and its `text/plain` is the bare number of points, which nbgrader
//! reads as the score.

// A question's signature is best read where it stands.
#![allow(clippy::type_complexity)]

pub mod best_rates;
pub mod color_images;
pub mod components;
mod draw;
mod examiner;
pub mod grader;
mod idle;
pub mod image_data;
mod measured;
pub mod multi_layer_perceptron;
pub mod normalization;
mod outcome;
mod part;
pub mod softmax_regression;
pub mod step_by_step;
pub mod training_strategy;
mod verdict;

pub use draw::with_seed;
pub use measured::measured;
pub use protocol::verdict::Status;
pub use verdict::{Row, Verdict};
