//! Pixels 0..=255 become the numbers a model learns from.

use std::{fmt, str::FromStr};

use ndarray::{Array, ArrayBase, Axis, Data, Dimension, RemoveAxis};
use serde::{Deserialize, Serialize};

use crate::{Error, Result, data::Samples, ops::mul_add};

/// The lecture's ways to normalize an image.
///
/// Fitted forms hold their numbers, so that what was fitted on training data is applied to test data unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalization {
    /// Raw pixels, 0..=255.
    None,
    /// Image / 255, in \[0, 1\].
    #[default]
    UnitRange,
    /// Image / 127.5 − 1, in \[−1, 1\].
    Symmetric,
    /// (Image − μ) / σ with μ and σ of the training data on 0..=255; made by [`Normalization::z_score`].
    ZScore {
        /// μ.
        mean: f32,
        /// σ.
        std: f32,
    },
    /// (Image/255 − mean) / std: PyTorch's `ToTensor` followed by `Normalize(mean, std)`.
    MeanStd {
        /// On 0..1.
        mean: f32,
        /// On 0..1.
        std: f32,
    },
    /// (Image − μ) / σ with each image's own μ and σ; a constant image becomes zeros.
    PerImage,
}

impl Normalization {
    /// Fits [`Normalization::ZScore`]: μ and σ over every pixel of `samples`, which should be the training data alone.
    ///
    /// # Errors
    /// No samples.
    pub fn z_score(samples: &Samples) -> Result<Self> {
        if samples.is_empty() {
            return Err(Error::Shape(
                "a z-score needs at least one image to be fitted on".into(),
            ));
        }
        let (mean, std) = moments(&samples.images);
        Ok(Self::ZScore {
            mean: mean as f32,
            std: one_if_zero(std) as f32,
        })
    }

    /// Checks the numbers a caller wrote.
    pub(crate) fn validate(self) -> Result<Self> {
        if let Self::ZScore { mean, std } | Self::MeanStd { mean, std } = self
            && !(mean.is_finite() && std.is_finite() && std > 0.0)
        {
            return Err(Error::argument(
                "normalization",
                self,
                "the mean must be a finite number and the standard deviation a finite number above 0",
            ));
        }
        Ok(self)
    }

    /// The form as one formula; `image` is looked at for [`Normalization::PerImage`] alone.
    pub(crate) fn formula(self, image: &[u8]) -> Formula {
        let (mean, std, then_mean, then_std) = match self {
            Self::None => (0.0, 1.0, 0.0, 1.0),
            Self::UnitRange => (0.0, 255.0, 0.0, 1.0),
            Self::Symmetric => (0.0, 127.5, 1.0, 1.0),
            Self::ZScore { mean, std } => (mean, std, 0.0, 1.0),
            Self::MeanStd { mean, std } => (0.0, 255.0, mean, std),
            Self::PerImage => {
                let (mean, std) = moments(image);
                (mean as f32, one_if_zero(std) as f32, 0.0, 1.0)
            }
        };
        Formula {
            mean,
            std,
            then_mean,
            then_std,
        }
    }

    /// Normalizes images whose first axis counts them: (N, …) u8 → (N, …) f32.
    pub fn apply<S, D>(self, images: &ArrayBase<S, D>) -> Array<f32, D>
    where
        S: Data<Elem = u8>,
        D: Dimension + RemoveAxis,
    {
        let mut normalized = images.mapv(f32::from);
        for (mut output, image) in normalized.axis_iter_mut(Axis(0)).zip(images.axis_iter(Axis(0))) {
            let formula = match self {
                Self::PerImage => self.formula(&image.iter().copied().collect::<Vec<_>>()),
                _ => self.formula(&[]),
            };
            output.mapv_inplace(|pixel| formula.value(pixel));
        }
        normalized
    }
}

/// ((pixel − mean) / std − `then_mean`) / `then_std`: every form of normalization is this with numbers of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Formula {
    mean: f32,
    std: f32,
    then_mean: f32,
    then_std: f32,
}

impl Formula {
    /// `mean`, `std`, `then_mean` and `then_std`.
    #[cfg(feature = "cuda")]
    pub(crate) fn numbers(self) -> [f32; 4] {
        [self.mean, self.std, self.then_mean, self.then_std]
    }

    /// The normalized pixel.
    #[inline]
    pub(crate) fn value(self, pixel: f32) -> f32 {
        self.first_step(pixel) / self.then_std
    }

    /// Whether the last division is by 1, so that [`Formula::first_step`] is all of it.
    #[inline]
    pub(crate) fn is_one_step(self) -> bool {
        self.then_std.to_bits() == 1f32.to_bits()
    }

    /// The same by a multiplication, if that gives the very same number for each of the 256 pixels there are.
    pub(crate) fn by_reciprocal(self) -> Option<ByReciprocal> {
        let fast = ByReciprocal {
            formula: self,
            reciprocal: 1.0 / self.std,
        };
        (0..=u8::MAX)
            .map(f32::from)
            .all(|pixel| self.is_one_step() && fast.value(pixel).to_bits() == self.value(pixel).to_bits())
            .then_some(fast)
    }

    /// (pixel − mean) / std − `then_mean`.
    #[inline]
    pub(crate) fn first_step(self, pixel: f32) -> f32 {
        (pixel - self.mean) / self.std - self.then_mean
    }
}

/// A [`Formula`] of one step that multiplies by 1 / std and mends the last bit, which takes a processor a third of the time of
/// a division.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByReciprocal {
    formula: Formula,
    reciprocal: f32,
}

impl ByReciprocal {
    /// The normalized pixel.
    #[inline]
    pub(crate) fn value(self, pixel: f32) -> f32 {
        let Formula {
            mean, std, then_mean, ..
        } = self.formula;
        let shifted = pixel - mean;
        let near = shifted * self.reciprocal;
        let rest = mul_add(-near, std, shifted);
        mul_add(rest, self.reciprocal, near) - then_mean
    }
}

/// Mean and standard deviation (of the population, as numpy's) of pixels.
fn moments<'a>(pixels: impl IntoIterator<Item = &'a u8>) -> (f64, f64) {
    // Sums of whole numbers are exact; the variance below loses nothing that f32 could keep.
    let (mut n, mut sum, mut squares) = (0u64, 0u64, 0u64);
    for &pixel in pixels {
        let pixel = u64::from(pixel);
        n += 1;
        sum += pixel;
        squares += pixel * pixel;
    }
    let n = n.max(1) as f64;
    let mean = sum as f64 / n;
    let variance = (squares as f64 / n - mean * mean).max(0.0);
    (mean, variance.sqrt())
}

/// A constant image has no spread to divide by; with 1 in its place it becomes zeros instead of NaN.
fn one_if_zero(std: f64) -> f64 {
    if std > 1e-6 { std } else { 1.0 }
}

impl fmt::Display for Normalization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::UnitRange => f.write_str("unit-range"),
            Self::Symmetric => f.write_str("symmetric"),
            Self::ZScore { mean, std } => write!(f, "z-score (μ {mean:.4}, σ {std:.4})"),
            Self::MeanStd { mean, std } => write!(f, "mean-std ({mean}, {std})"),
            Self::PerImage => f.write_str("per-image"),
        }
    }
}

/// A form by its name alone, before data to fit it on is at hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NormalizationForm {
    /// A form that needs no data.
    Ready(Normalization),
    /// A z-score that is to be fitted on training data.
    ZScore,
}

impl NormalizationForm {
    /// The normalization, fitted on `train` where it needs to be.
    ///
    /// # Errors
    /// No samples to fit a z-score on.
    pub fn fit(self, train: &Samples) -> Result<Normalization> {
        match self {
            Self::Ready(normalization) => Ok(normalization),
            Self::ZScore => Normalization::z_score(train),
        }
    }
}

impl FromStr for NormalizationForm {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Ok(match text {
            "none" | "raw" => Self::Ready(Normalization::None),
            "unit-range" => Self::Ready(Normalization::UnitRange),
            "symmetric" => Self::Ready(Normalization::Symmetric),
            "per-image" => Self::Ready(Normalization::PerImage),
            "z-score" => Self::ZScore,
            _ => {
                return Err(Error::argument(
                    "normalization",
                    text,
                    "there is no such normalization; choose one of none, unit-range, symmetric, z-score, per-image",
                ));
            }
        })
    }
}

impl fmt::Display for NormalizationForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(normalization) => normalization.fmt(f),
            Self::ZScore => f.write_str("z-score"),
        }
    }
}
