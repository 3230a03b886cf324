//! What turns gradients into better weights.

mod adam;
mod settings;
mod sgd;

pub use adam::Adam;
pub use settings::OptimizerSettings;
pub use sgd::Sgd;

use crate::{Error, Result};

/// A learning rate that training can use.
fn check_learning_rate(lr: f64) -> Result<f64> {
    if lr.is_finite() && lr >= 0.0 {
        Ok(lr)
    } else {
        Err(Error::argument(
            "lr",
            lr,
            "a learning rate is a finite number, 0 or above; 0.1 is a good first try",
        ))
    }
}

/// A weight decay that training can use.
fn check_weight_decay(weight_decay: f64) -> Result<f64> {
    if weight_decay.is_finite() && weight_decay >= 0.0 {
        Ok(weight_decay)
    } else {
        Err(Error::argument(
            "weight_decay",
            weight_decay,
            "a weight decay is a finite number, 0 or above; 0.0001 is a good first try",
        ))
    }
}
