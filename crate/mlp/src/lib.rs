//! Load images, normalize them and train softmax regression and multi-layer perceptrons on candle.
//!
//! A notebook or a program begins with `use mlp::prelude::*;`. The modules stand in the order of the lecture: [`data`],
//! [`normalize`], [`model`], [`loss`], [`optim`], [`train`], [`metrics`].
//!
//! ```no_run
//! use mlp::prelude::*;
//!
//! let data = Dataset::fashion_mnist()?; // train: 60 000, test: 10 000 images (N, H, W, C) u8
//! let (lr, epochs, batch_size, seed) = (0.1, 10, 1024, 0);
//! let scale = Normalization::UnitRange; // Image / 255
//! let device = best_device();
//! let train = DataLoader::new(&data.train, &scale, &device)?.batch_size(batch_size).shuffle(seed);
//! let test = DataLoader::new(&data.test, &scale, &device)?.batch_size(batch_size);
//! let model = Mlp::new(&[784, 256, 10], Activation::Relu, seed, &device)?;
//! let mut optimizer = Sgd::new(model.parameters(), lr)?;
//! let history = fit(&model, &mut optimizer, &train, &test, epochs)?;
//! println!("{}", history.last()?);
//! # Ok::<(), mlp::Error>(())
//! ```

pub mod checkpoint;
pub mod data;
pub mod device;
pub mod environment;
pub mod error;
pub mod figures;
pub mod grid;
mod lock;
pub mod loss;
pub mod metrics;
pub mod model;
pub mod normalize;
pub mod ops;
pub mod optim;
pub mod pixels;
pub mod plot;
pub mod prediction;
pub mod prelude;
pub mod train;
mod whole_file;
pub mod worked_example;

#[cfg(feature = "answer")]
#[doc(hidden)]
pub use answer;
#[cfg(feature = "check")]
pub use check;
pub use checkpoint::Checkpoint;
pub use data::{DataLoader, Dataset, Samples};
pub use error::{Error, Result};
pub use metrics::{ConfusionMatrix, Report, evaluate};
pub use model::{Activation, Init, Mlp};
pub use normalize::Normalization;
pub use notebook::{self, controls, display, interrupt, live};
pub use optim::OptimizerSettings;
#[cfg(feature = "network")]
pub use reqwest;
pub use train::{Epoch, History, Outcome, RunSettings};
pub use {candle_core, candle_nn, image, ndarray, plotters};
