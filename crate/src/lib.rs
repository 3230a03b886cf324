//! Load images, normalize them and train softmax regression and multi-layer perceptrons on candle.

pub mod data;
pub mod display;
pub mod error;
pub mod model;
pub mod ops;

pub use error::{Error, Result};
pub use {candle_core, candle_nn, image, ndarray, plotters, reqwest};
