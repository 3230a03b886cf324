//! Softmax regression and the multi-layer perceptron: one model, without or with hidden layers.

mod activation;
mod init;
mod mlp;

pub use activation::Activation;
pub use init::Init;
pub use mlp::Mlp;
