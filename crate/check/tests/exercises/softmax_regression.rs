//! Problem set “Softmax regression”.

mod cross_entropy;
mod gradients;
mod jacobian;
mod predict;
mod softmax;
