//! How a model was built, for the record of a run.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Init;
use crate::ops::Activation;

/// How a model was built.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelSettings {
    /// From inputs to outputs, as in `[784, 256, 10]`.
    pub sizes: Vec<usize>,
    /// Between the layers.
    pub activation: Activation,
    /// How its weights were drawn, and from which seed; `None` for given weights.
    pub init: Option<(Init, u64)>,
    /// The probability with which a hidden unit is left out in training; 0 without dropout.
    #[serde(default)]
    pub dropout: f64,
}

impl ModelSettings {
    /// The widths as people write them: 784-256-10.
    pub(crate) fn layers(&self) -> String {
        let widths: Vec<String> = self.sizes.iter().map(ToString::to_string).collect();
        widths.join("-")
    }
}

impl fmt::Display for ModelSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.layers())?;
        // Without hidden layers the activation stands nowhere.
        if self.sizes.len() > 2 {
            write!(f, " {}", self.activation)?;
        }
        if self.dropout > 0.0 {
            write!(f, ", dropout {}", self.dropout)?;
        }
        Ok(())
    }
}
