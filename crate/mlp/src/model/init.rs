//! Where training starts: how the first weights are drawn.

use std::{fmt, str::FromStr};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// How a layer's weights (out, in) and bias (out,) are drawn. `fan_in` is the number of inputs, `fan_out` of outputs.
///
/// ```
/// use mlp::prelude::*;
/// let model = Mlp::with_init(&[4, 2], Activation::Relu, Init::Zeros, 0, &Device::Cpu)?;
/// assert_eq!(model.parameters()[0].to_vec2::<f32>()?, [[0.0; 4]; 2]);
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Init {
    /// Weights and bias uniform in ±1/√`fan_in`, the default of PyTorch's `nn.Linear`.
    #[default]
    Default,
    /// Normal with σ = √(2 / `fan_in`), bias 0: He et al. 2015, made for `ReLU`.
    KaimingNormal,
    /// Uniform in ±√(6 / `fan_in`), bias 0: the same variance as [`Init::KaimingNormal`].
    KaimingUniform,
    /// Normal with σ = √(2 / (`fan_in` + `fan_out`)), bias 0: Glorot and Bengio 2010, made for tanh.
    XavierNormal,
    /// Uniform in ±√(6 / (`fan_in` + `fan_out`)), bias 0: the same variance as [`Init::XavierNormal`].
    XavierUniform,
    /// Normal with the given σ, bias 0.
    Normal(f64),
    /// Everything 0: all hidden units stay alike for ever.
    Zeros,
}

/// One layer's numbers as they are drawn, before a device is chosen.
pub(super) struct Drawn {
    /// Row-major (out, in).
    pub weight: Vec<f32>,
    /// (out,).
    pub bias: Vec<f32>,
}

impl Init {
    /// Draws layer number `layer` of a network. The numbers depend on `seed`, `layer` and the two widths alone.
    pub(super) fn draw(self, fan_in: usize, fan_out: usize, seed: u64, layer: usize) -> Drawn {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(layer as u64);
        let (inputs, both) = (fan_in as f64, (fan_in + fan_out) as f64);
        let count = fan_in * fan_out;
        let mut uniform = |bound: f64, n: usize| -> Vec<f32> {
            let bound = bound as f32;
            (0..n).map(|_| rng.random_range(-bound..=bound)).collect()
        };
        match self {
            Self::Default => {
                let bound = 1.0 / inputs.sqrt();
                Drawn {
                    weight: uniform(bound, count),
                    bias: uniform(bound, fan_out),
                }
            }
            Self::KaimingUniform => Drawn::unbiased(uniform((6.0 / inputs).sqrt(), count), fan_out),
            Self::XavierUniform => Drawn::unbiased(uniform((6.0 / both).sqrt(), count), fan_out),
            Self::KaimingNormal => Drawn::unbiased(normal(&mut rng, (2.0 / inputs).sqrt(), count), fan_out),
            Self::XavierNormal => Drawn::unbiased(normal(&mut rng, (2.0 / both).sqrt(), count), fan_out),
            Self::Normal(std) => Drawn::unbiased(normal(&mut rng, std, count), fan_out),
            Self::Zeros => Drawn::unbiased(vec![0.0; count], fan_out),
        }
    }
}

impl Drawn {
    fn unbiased(weight: Vec<f32>, fan_out: usize) -> Self {
        Self {
            weight,
            bias: vec![0.0; fan_out],
        }
    }
}

fn normal(rng: &mut ChaCha8Rng, std: f64, n: usize) -> Vec<f32> {
    rng.sample_iter(StandardNormal)
        .take(n)
        .map(|z: f64| (z * std) as f32)
        .collect()
}

impl fmt::Display for Init {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::KaimingNormal => f.write_str("kaiming-normal"),
            Self::KaimingUniform => f.write_str("kaiming-uniform"),
            Self::XavierNormal => f.write_str("xavier-normal"),
            Self::XavierUniform => f.write_str("xavier-uniform"),
            Self::Normal(std) => write!(f, "normal:{std}"),
            Self::Zeros => f.write_str("zeros"),
        }
    }
}

impl FromStr for Init {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if let Some(std) = text.strip_prefix("normal:") {
            return match std.parse::<f64>() {
                Ok(std) if std.is_finite() && std >= 0.0 => Ok(Self::Normal(std)),
                _ => Err(Error::argument(
                    "init",
                    text,
                    "after normal: stands a standard deviation, as in normal:0.01",
                )),
            };
        }
        [
            Self::Default,
            Self::KaimingNormal,
            Self::KaimingUniform,
            Self::XavierNormal,
            Self::XavierUniform,
            Self::Zeros,
        ]
        .into_iter()
        .find(|init| init.to_string() == text)
        .ok_or_else(|| {
            Error::argument(
                "init",
                text,
                "there is no such initialization; choose one of default, kaiming-normal, kaiming-uniform, xavier-normal, \
                 xavier-uniform, zeros, normal:SIGMA",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: &[f32]) -> (f64, f64) {
        let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len() as f64;
        let variance =
            values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / values.len() as f64;
        (mean, variance.sqrt())
    }

    #[test]
    fn each_scheme_has_the_spread_its_formula_says() {
        let (fan_in, fan_out) = (784usize, 256usize);
        let (inputs, both) = (fan_in as f64, (fan_in + fan_out) as f64);
        for (init, expected) in [
            (Init::Default, 1.0 / (3.0 * inputs).sqrt()),
            (Init::KaimingNormal, (2.0 / inputs).sqrt()),
            (Init::KaimingUniform, (2.0 / inputs).sqrt()),
            (Init::XavierNormal, (2.0 / both).sqrt()),
            (Init::XavierUniform, (2.0 / both).sqrt()),
            (Init::Normal(0.5), 0.5),
            (Init::Zeros, 0.0),
        ] {
            let (mean, std) = spread(&init.draw(fan_in, fan_out, 3, 0).weight);
            assert!(mean.abs() <= 0.01 * expected.max(1e-9), "{init}: mean {mean}");
            assert!(
                (std - expected).abs() <= 0.01 * expected,
                "{init}: σ {std}, expected {expected}"
            );
        }
    }

    #[test]
    fn default_stays_within_its_bound_and_layers_differ() {
        let first = Init::Default.draw(784, 256, 0, 0);
        let bound = 1.0 / 28.0;
        assert!(first.weight.iter().chain(&first.bias).all(|w| w.abs() <= bound));
        assert_eq!(first.weight, Init::Default.draw(784, 256, 0, 0).weight);
        assert_ne!(first.weight, Init::Default.draw(784, 256, 0, 1).weight);
        assert_ne!(first.weight, Init::Default.draw(784, 256, 1, 0).weight);
    }

    #[test]
    fn names_are_read_back() {
        for name in [
            "default",
            "kaiming-normal",
            "xavier-uniform",
            "zeros",
            "normal:0.01",
        ] {
            assert_eq!(name.parse::<Init>().unwrap().to_string(), name);
        }
        assert!("normal:-1".parse::<Init>().is_err());
        assert!("he".parse::<Init>().is_err());
    }
}
