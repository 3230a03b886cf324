//! What an optimizer was told, for the record of a run.

use std::{any::Any, fmt};

use candle_nn::Optimizer;
use serde::{Deserialize, Serialize};

use super::{Adam, Sgd};

/// An optimizer's name and numbers as they really were.
///
/// ```
/// use mlp::{OptimizerSettings, optim::{Sgd, settings_of}};
///
/// let settings: OptimizerSettings = settings_of(&Sgd::with_momentum(Vec::new(), 0.1, 0.9)?);
/// assert_eq!(settings.to_string(), "sgd, learning rate 0.1, momentum 0.9");
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptimizerSettings {
    /// `sgd`, `adam`, or the type's name for an optimizer that is not ours.
    pub name: String,
    /// The learning rate at the moment of asking.
    pub lr: f64,
    /// 0 where there is none.
    pub momentum: f64,
}

/// Reads the settings of any optimizer.
pub fn settings_of<O: Optimizer + 'static>(optimizer: &O) -> OptimizerSettings {
    let lr = optimizer.learning_rate();
    let any: &dyn Any = optimizer;
    let (name, momentum) = match (any.downcast_ref::<Sgd>(), any.is::<Adam>()) {
        (Some(sgd), _) => ("sgd", sgd.momentum()),
        (None, true) => ("adam", 0.0),
        (None, false) => (std::any::type_name::<O>(), 0.0),
    };
    OptimizerSettings {
        name: name.to_owned(),
        lr,
        momentum,
    }
}

impl fmt::Display for OptimizerSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, learning rate {}", self.name, self.lr)?;
        if self.momentum > 0.0 {
            write!(f, ", momentum {}", self.momentum)?;
        }
        Ok(())
    }
}
