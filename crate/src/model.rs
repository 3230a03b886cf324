//! Softmax regression and the multi-layer perceptron: one model, without or with hidden layers.

mod activation;

pub use activation::Activation;
