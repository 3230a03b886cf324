//! What turns gradients into better weights.

mod adam;
mod settings;
mod sgd;

pub use adam::Adam;
pub use settings::{OptimizerSettings, settings_of};
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
