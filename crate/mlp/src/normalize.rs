//! Pixels 0..=255 become the numbers a model learns from.

use std::{fmt, str::FromStr};

use ndarray::{Array, ArrayBase, ArrayView4, Axis, Data, Dimension, RemoveAxis};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result,
    ops::{Formula, Moments, Scaling},
};

/// What a z-score is fitted on: pixels 0..=255 in any order.
pub trait Pixels {
    /// Every pixel once.
    fn pixels(&self) -> impl Iterator<Item = &u8>;

    /// The images (N, H, W, C), where they have these axes.
    fn images(&self) -> Option<ArrayView4<'_, u8>>;
}

impl<S: Data<Elem = u8>, D: Dimension> Pixels for ArrayBase<S, D> {
    fn pixels(&self) -> impl Iterator<Item = &u8> {
        self.iter()
    }

    fn images(&self) -> Option<ArrayView4<'_, u8>> {
        self.view().into_dimensionality().ok()
    }
}

/// The lecture's ways to normalize an image.
///
/// Fitted forms hold their numbers, so that what was fitted on training data is applied to test data unchanged.
///
/// ```
/// use mlp::prelude::*;
/// use mlp::ndarray::arr2;
///
/// let pixels = arr2(&[[0_u8, 255]]);
/// assert_eq!(Normalization::UnitRange.apply(&pixels), arr2(&[[0.0, 1.0]]));
/// assert_eq!(Normalization::Symmetric.apply(&pixels), arr2(&[[-1.0, 1.0]]));
/// assert_eq!(Normalization::z_score(&pixels)?, Normalization::ZScore { mean: 127.5, std: 127.5 });
/// # Ok::<(), mlp::Error>(())
/// ```
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
    /// (Image − μ) / σ with a pair for each of red, green and blue, of the training data on 0..=255; made by
    /// [`Normalization::per_channel`]. The last axis of the images is the channel.
    PerChannel {
        /// μ of red, green and blue.
        mean: [f32; 3],
        /// σ of red, green and blue.
        std: [f32; 3],
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
    /// Fits [`Normalization::ZScore`]: μ and σ over every pixel of `images`, such as [`Samples`](crate::Samples) or an array,
    /// which should be the training data alone.
    ///
    /// # Errors
    /// No pixels.
    pub fn z_score(images: &impl Pixels) -> Result<Self> {
        let moments = Moments::of(images.pixels());
        if moments.count == 0 {
            return Err(Error::Shape(
                "a z-score needs at least one image to be fitted on".into(),
            ));
        }
        Ok(Self::ZScore {
            mean: moments.mean as f32,
            std: moments.std_or_one() as f32,
        })
    }

    /// Fits [`Normalization::PerChannel`] on color images, which should be the training data alone.
    ///
    /// # Errors
    /// No images, or images without three channels.
    pub fn per_channel(images: &impl Pixels) -> Result<Self> {
        const SERVES_ALL: &str = "`Normalization::z_score` serves all images";
        let Some(images) = images.images() else {
            return Err(Error::Shape(format!(
                "a mean for each channel is taken of images (N, H, W, C), and these have other axes. {SERVES_ALL}"
            )));
        };
        let (count, _, _, channels) = images.dim();
        if channels != 3 || images.is_empty() {
            return Err(Error::Shape(format!(
                "a mean for each channel is taken of color images, three numbers a pixel; these are {count} images with \
                 {channels}. {SERVES_ALL}"
            )));
        }
        let of = |channel| Moments::of(images.index_axis(Axis(3), channel));
        let moments = [of(0), of(1), of(2)];
        Ok(Self::PerChannel {
            mean: moments.map(|channel| channel.mean as f32),
            std: moments.map(|channel| channel.std_or_one() as f32),
        })
    }

    /// Checks the numbers a caller wrote, and that they fit images of so many channels.
    pub(crate) fn validate(self, channels: usize) -> Result<Self> {
        let (means, stds) = match self {
            Self::ZScore { mean, std } | Self::MeanStd { mean, std } => ([mean; 3], [std; 3]),
            Self::PerChannel { mean, std } => (mean, std),
            Self::None | Self::UnitRange | Self::Symmetric | Self::PerImage => return Ok(self),
        };
        if !(means.iter().all(|mean| mean.is_finite())
            && stds.iter().all(|std| std.is_finite() && *std > 0.0))
        {
            return Err(Error::argument(
                "normalization",
                self,
                "the mean must be a finite number and the standard deviation a finite number above 0",
            ));
        }
        if matches!(self, Self::PerChannel { .. }) && channels != 3 {
            return Err(Error::argument(
                "normalization",
                self,
                format!("it has a pair for each of three channels, and these images have {channels}"),
            ));
        }
        Ok(self)
    }

    /// Normalizes images whose first axis counts them: (N, …) u8 → (N, …) f32.
    pub fn apply<S, D>(self, images: &ArrayBase<S, D>) -> Array<f32, D>
    where
        S: Data<Elem = u8>,
        D: Dimension + RemoveAxis,
    {
        let scaling = Scaling::from(self);
        let mut normalized = images.mapv(f32::from);
        for (mut output, image) in normalized.axis_iter_mut(Axis(0)).zip(images.axis_iter(Axis(0))) {
            let formulas = scaling.of(&image);
            for (place, number) in output.iter_mut().enumerate() {
                *number = formulas[place % formulas.len()].value(*number);
            }
        }
        normalized
    }
}

/// Every form as the one formula that computes it.
impl From<Normalization> for Scaling {
    fn from(form: Normalization) -> Self {
        Self::Fixed(match form {
            Normalization::None => Formula::new(0.0, 1.0),
            Normalization::UnitRange => Formula::new(0.0, 255.0),
            Normalization::Symmetric => Formula::new(0.0, 127.5).then(1.0, 1.0),
            Normalization::ZScore { mean, std } => Formula::new(mean, std),
            Normalization::PerChannel { mean, std } => {
                return Self::PerChannel([0, 1, 2].map(|channel| Formula::new(mean[channel], std[channel])));
            }
            Normalization::MeanStd { mean, std } => Formula::new(0.0, 255.0).then(mean, std),
            Normalization::PerImage => return Self::PerImage,
        })
    }
}

impl fmt::Display for Normalization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::UnitRange => f.write_str("unit-range"),
            Self::Symmetric => f.write_str("symmetric"),
            Self::ZScore { mean, std } => write!(f, "z-score (μ {mean:.4}, σ {std:.4})"),
            Self::PerChannel { mean, std } => write!(f, "per-channel (μ {mean:.4?}, σ {std:.4?})"),
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
    /// A z-score for each channel, to be fitted on training data.
    PerChannel,
}

impl NormalizationForm {
    /// The normalization, fitted on `train` where it needs to be.
    ///
    /// # Errors
    /// No samples to fit a z-score on, or none in color where a pair for each channel is wanted.
    pub fn fit(self, train: &impl Pixels) -> Result<Normalization> {
        match self {
            Self::Ready(normalization) => Ok(normalization),
            Self::ZScore => Normalization::z_score(train),
            Self::PerChannel => Normalization::per_channel(train),
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
            "per-channel" => Self::PerChannel,
            _ => {
                return Err(Error::argument(
                    "normalization",
                    text,
                    "there is no such normalization; choose one of none, unit-range, symmetric, z-score, per-channel, per-image",
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
            Self::PerChannel => f.write_str("per-channel"),
        }
    }
}
