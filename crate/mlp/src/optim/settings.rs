//! What an optimizer was told: for the record of a run, and to build one.

use std::{any::Any, fmt};

use candle_nn::Optimizer;
use serde::{Deserialize, Serialize};

use super::{Adam, Sgd};

/// An optimizer's method with its numbers.
///
/// ```
/// use mlp::OptimizerSettings;
///
/// let settings = OptimizerSettings::Sgd { lr: 0.1, momentum: 0.9, weight_decay: 0.0 };
/// assert_eq!(settings.to_string(), "sgd, learning rate 0.1, momentum 0.9");
/// assert_eq!(OptimizerSettings::sgd(0.1).with_lr(0.5).lr(), 0.5);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum OptimizerSettings {
    /// Stochastic gradient descent, [`Sgd`].
    Sgd {
        /// The learning rate.
        lr: f64,
        /// How much of the last step is kept; 0 for none.
        #[serde(default)]
        momentum: f64,
        /// λ of the term λ·θ that is added to each gradient; 0 for none.
        #[serde(default, skip_serializing_if = "is_zero")]
        weight_decay: f64,
    },
    /// [`Adam`].
    Adam {
        /// The learning rate.
        lr: f64,
        /// λ of the factor 1 − lr·λ that each step shrinks θ by; 0 for none.
        #[serde(default, skip_serializing_if = "is_zero")]
        weight_decay: f64,
    },
    /// One that is not of this library, as a record of it.
    #[serde(untagged)]
    Other {
        /// The type's name.
        name: String,
        /// The learning rate at the moment of asking.
        lr: f64,
    },
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks in this way")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

impl OptimizerSettings {
    /// Plain gradient descent.
    pub fn sgd(lr: f64) -> Self {
        Self::Sgd {
            lr,
            momentum: 0.0,
            weight_decay: 0.0,
        }
    }

    /// Adam without weight decay.
    pub fn adam(lr: f64) -> Self {
        Self::Adam {
            lr,
            weight_decay: 0.0,
        }
    }

    /// The settings of any optimizer, as they are now.
    ///
    /// ```
    /// use mlp::{OptimizerSettings, optim::Sgd};
    ///
    /// let settings = OptimizerSettings::of(&Sgd::with_momentum(Vec::new(), 0.1, 0.9)?);
    /// assert_eq!(settings.momentum(), 0.9);
    /// # Ok::<(), mlp::Error>(())
    /// ```
    pub fn of<O: Optimizer + 'static>(optimizer: &O) -> Self {
        let lr = optimizer.learning_rate();
        let any: &dyn Any = optimizer;
        if let Some(sgd) = any.downcast_ref::<Sgd>() {
            Self::Sgd {
                lr,
                momentum: sgd.momentum(),
                weight_decay: sgd.weight_decay(),
            }
        } else if let Some(adam) = any.downcast_ref::<Adam>() {
            Self::Adam {
                lr,
                weight_decay: adam.weight_decay(),
            }
        } else {
            Self::Other {
                name: std::any::type_name::<O>().to_owned(),
                lr,
            }
        }
    }

    /// `sgd`, `adam`, or the type's name of another one.
    pub fn name(&self) -> &str {
        match self {
            Self::Sgd { .. } => "sgd",
            Self::Adam { .. } => "adam",
            Self::Other { name, .. } => name,
        }
    }

    /// The learning rate.
    pub fn lr(&self) -> f64 {
        let (Self::Sgd { lr, .. } | Self::Adam { lr, .. } | Self::Other { lr, .. }) = self;
        *lr
    }

    /// The same with another learning rate.
    #[must_use]
    pub fn with_lr(mut self, rate: f64) -> Self {
        let (Self::Sgd { lr, .. } | Self::Adam { lr, .. } | Self::Other { lr, .. }) = &mut self;
        *lr = rate;
        self
    }

    /// How much of the last step is kept; 0 where there is no momentum.
    pub fn momentum(&self) -> f64 {
        match self {
            Self::Sgd { momentum, .. } => *momentum,
            _ => 0.0,
        }
    }

    /// How strongly weights are drawn to 0; 0 for not at all.
    pub fn weight_decay(&self) -> f64 {
        match self {
            Self::Sgd { weight_decay, .. } | Self::Adam { weight_decay, .. } => *weight_decay,
            Self::Other { .. } => 0.0,
        }
    }
}

impl fmt::Display for OptimizerSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, learning rate {}", self.name(), self.lr())?;
        if self.momentum() > 0.0 {
            write!(f, ", momentum {}", self.momentum())?;
        }
        if self.weight_decay() > 0.0 {
            write!(f, ", weight decay {}", self.weight_decay())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What earlier versions wrote into saved models, ledgers and grids.
    #[test]
    fn records_of_earlier_versions_are_read() {
        for (text, settings) in [
            (
                r#"{"name":"sgd","lr":0.1,"momentum":0.9}"#,
                OptimizerSettings::Sgd {
                    lr: 0.1,
                    momentum: 0.9,
                    weight_decay: 0.0,
                },
            ),
            (
                r#"{"name":"adam","lr":0.001,"momentum":0.0}"#,
                OptimizerSettings::adam(0.001),
            ),
            (
                r#"{"name":"candle_nn::optim::SGD","lr":0.5,"momentum":0.0}"#,
                OptimizerSettings::Other {
                    name: "candle_nn::optim::SGD".into(),
                    lr: 0.5,
                },
            ),
        ] {
            let read: OptimizerSettings = serde_json::from_str(text).unwrap();
            assert_eq!(read, settings);
            let again = serde_json::to_string(&settings).unwrap();
            assert_eq!(
                serde_json::from_str::<OptimizerSettings>(&again).unwrap(),
                settings
            );
        }
        let plain = serde_json::to_string(&OptimizerSettings::sgd(0.1)).unwrap();
        assert_eq!(plain, r#"{"name":"sgd","lr":0.1,"momentum":0.0}"#);
    }
}
