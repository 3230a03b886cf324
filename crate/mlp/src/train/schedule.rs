//! How the learning rate changes from epoch to epoch.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// What becomes of the optimizer's learning rate as the epochs go by.
///
/// ```
/// use mlp::train::Schedule;
/// let schedule = Schedule::Cosine { to: 0.0 };
/// let rates: Vec<f64> = (0..5).map(|epoch| schedule.lr(0.1, epoch, 5)).collect();
/// assert_eq!(rates[0], 0.1);
/// assert!((rates[2] - 0.05).abs() < 1e-12 && rates[4] < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// It stays as it is.
    #[default]
    Constant,
    /// Down along half a wave of the cosine, from the optimizer's rate in the first epoch to `to` in the last: slow, fast, slow
    /// (Loshchilov and Hutter 2017, without restarts).
    Cosine {
        /// The rate of the last epoch.
        to: f64,
    },
    /// Multiplied by `factor` after every `every` epochs.
    Step {
        /// Epochs from one change to the next.
        every: usize,
        /// What the rate is multiplied by.
        factor: f64,
    },
}

impl Schedule {
    /// The learning rate of epoch number `epoch`, counted from 0, in a run of `epochs` that began with `lr`.
    pub fn lr(self, lr: f64, epoch: usize, epochs: usize) -> f64 {
        match self {
            Self::Constant => lr,
            Self::Cosine { to } => {
                let way = epoch as f64 / (epochs.max(2) - 1) as f64;
                to + (lr - to) * (1.0 + (std::f64::consts::PI * way).cos()) / 2.0
            }
            Self::Step { every, factor } => lr * factor.powi((epoch / every.max(1)) as i32),
        }
    }

    /// Checks the numbers a caller wrote.
    pub(super) fn validate(self) -> Result<Self> {
        let rate = |name, number: f64| {
            if number.is_finite() && number >= 0.0 {
                Ok(self)
            } else {
                Err(Error::argument(name, number, "it is a finite number, 0 or above"))
            }
        };
        match self {
            Self::Constant => Ok(self),
            Self::Cosine { to } => rate("to", to),
            Self::Step { every: 0, .. } => Err(Error::argument(
                "every",
                0,
                "the rate changes after at least one epoch",
            )),
            Self::Step { factor, .. } => rate("factor", factor),
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant => f.write_str("constant"),
            Self::Cosine { to } => write!(f, "cosine to {to}"),
            Self::Step { every, factor } => write!(f, "times {factor} every {every} epochs"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_every_two_epochs() {
        let schedule = Schedule::Step {
            every: 2,
            factor: 0.5,
        };
        let rates: Vec<f64> = (0..5).map(|epoch| schedule.lr(0.8, epoch, 5)).collect();
        assert!(
            rates
                .iter()
                .zip([0.8, 0.8, 0.4, 0.4, 0.2])
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
    }

    #[test]
    fn a_single_epoch_has_the_first_rate() {
        assert!((Schedule::Cosine { to: 0.0 }.lr(0.1, 0, 1) - 0.1).abs() < 1e-12);
    }

    #[test]
    fn numbers_without_sense_are_refused() {
        for schedule in [
            Schedule::Cosine { to: f64::NAN },
            Schedule::Step {
                every: 0,
                factor: 0.5,
            },
            Schedule::Step {
                every: 1,
                factor: -1.0,
            },
        ] {
            assert!(schedule.validate().is_err(), "{schedule}");
        }
    }
}
