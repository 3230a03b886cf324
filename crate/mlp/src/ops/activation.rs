//! What stands between two layers, and keeps them from being one: the activation functions.

use std::{fmt, str::FromStr};

use candle_core::{Module, Tensor};
use serde::{Deserialize, Serialize};

use crate::Error;

/// An elementwise function applied to a hidden layer's output.
///
/// ```
/// use mlp::prelude::*;
/// let x = Tensor::new(&[-1f32, 0.0, 2.0], &Device::Cpu)?;
/// assert_eq!(Activation::Relu.forward(&x)?.to_vec1::<f32>()?, [0.0, 0.0, 2.0]);
/// assert_eq!("tanh".parse::<Activation>()?, Activation::Tanh);
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// x itself: hidden layers with it are together one linear layer.
    Identity,
    /// max(0, x); its derivative is 1 above 0 and 0 elsewhere, also at 0, as in PyTorch.
    #[default]
    Relu,
    /// 1 / (1 + e⁻ˣ).
    Sigmoid,
    /// The hyperbolic tangent.
    Tanh,
}

impl Activation {
    /// Every activation, in the order in which they are listed to a user.
    pub const ALL: [Self; 4] = [Self::Identity, Self::Relu, Self::Sigmoid, Self::Tanh];

    /// The name as the command line and a checkpoint spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Relu => "relu",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
        }
    }
}

impl Module for Activation {
    fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        match self {
            Self::Identity => Ok(x.clone()),
            // Candle's own relu has derivative 1 at 0.
            Self::Relu => x.le(0.0)?.where_cond(&x.zeros_like()?, x),
            Self::Sigmoid => candle_nn::ops::sigmoid(x),
            Self::Tanh => x.tanh(),
        }
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Activation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|a| a.name() == text.to_lowercase())
            .ok_or_else(|| {
                Error::argument(
                    "activation",
                    text,
                    format!(
                        "there is no such activation; choose one of {}",
                        Self::ALL.map(Self::name).join(", ")
                    ),
                )
            })
    }
}
