//! Softmax regression and the multi-layer perceptron: one model, without or with hidden layers.

mod dropout;
mod init;
mod mlp;
mod settings;

pub use dropout::Dropout;
pub use init::Init;
pub use mlp::Mlp;
pub use settings::ModelSettings;

pub use crate::ops::Activation;
