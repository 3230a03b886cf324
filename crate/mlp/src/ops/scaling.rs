//! Normalization as arithmetic: one formula for every form of it, on pixels, on rows of them and on tensors.

use candle_core::{D, Tensor};

use super::math::mul_add;
use crate::Result;

/// How pixels become the numbers a model learns from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scaling {
    /// One formula for all images.
    Fixed(Formula),
    /// One formula for each of red, green and blue, which lie side by side.
    PerChannel([Formula; 3]),
    /// (pixel − μ) / σ with each image's own μ and σ; a constant image becomes zeros.
    PerImage,
}

impl Scaling {
    /// The formula for each place of `image`, which is looked at where it has one of its own. The places take turns: the first, the
    /// second, the third, the first again.
    pub(crate) fn of<'a>(self, image: impl IntoIterator<Item = &'a u8>) -> [Formula; 3] {
        match self {
            Self::Fixed(formula) => [formula; 3],
            Self::PerChannel(formulas) => formulas,
            Self::PerImage => {
                let moments = Moments::of(image);
                [Formula::new(moments.mean as f32, moments.std_or_one() as f32); 3]
            }
        }
    }

    /// The same by candle's operations, to the last digits, for images (B, pixels) f32 on any device.
    pub(crate) fn of_tensor(self, images: &Tensor) -> Result<Tensor> {
        match self {
            Self::Fixed(formula) => formula.of_tensor(images),
            Self::PerChannel(formulas) => {
                let (batch, numbers) = images.dims2()?;
                let planes = images.reshape((batch, numbers / 3, 3))?;
                let normalized = (0..3)
                    .map(|channel| formulas[channel].of_tensor(&planes.narrow(2, channel, 1)?.contiguous()?))
                    .collect::<Result<Vec<_>>>()?;
                Ok(Tensor::cat(&normalized, 2)?.reshape((batch, numbers))?)
            }
            Self::PerImage => {
                let centered = images.broadcast_sub(&images.mean_keepdim(D::Minus1)?)?;
                let std = centered.sqr()?.mean_keepdim(D::Minus1)?.sqrt()?;
                let std = std.gt(SMALLEST_STD)?.where_cond(&std, &std.ones_like()?)?;
                Ok(centered.broadcast_div(&std)?)
            }
        }
    }
}

/// ((pixel − mean) / std − `then_mean`) / `then_std`: every form of normalization is this with numbers of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Formula {
    mean: f32,
    std: f32,
    then_mean: f32,
    then_std: f32,
}

impl Formula {
    /// (pixel − mean) / std.
    pub const fn new(mean: f32, std: f32) -> Self {
        Self {
            mean,
            std,
            then_mean: 0.0,
            then_std: 1.0,
        }
    }

    /// The same, then `mean` taken off and divided by `std`, in place of what was said about a second step before.
    #[must_use]
    pub const fn then(self, mean: f32, std: f32) -> Self {
        Self {
            then_mean: mean,
            then_std: std,
            ..self
        }
    }

    /// `mean`, `std`, `then_mean` and `then_std`.
    #[cfg(feature = "cuda")]
    pub(crate) fn numbers(self) -> [f32; 4] {
        [self.mean, self.std, self.then_mean, self.then_std]
    }

    /// The normalized pixel.
    #[inline]
    pub fn value(self, pixel: f32) -> f32 {
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

    /// The same by candle's operations, to the last digits.
    fn of_tensor(self, pixels: &Tensor) -> Result<Tensor> {
        let affine = |x: &Tensor, mean: f32, std: f32, then: f32| {
            let scale = f64::from(std).recip();
            x.affine(scale, -f64::from(mean) * scale - f64::from(then))
        };
        Ok(if self.is_one_step() {
            affine(pixels, self.mean, self.std, self.then_mean)?
        } else {
            let first = affine(pixels, self.mean, self.std, 0.0)?;
            affine(&first, self.then_mean, self.then_std, 0.0)?
        })
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

/// A spread below this is that of a constant image.
const SMALLEST_STD: f64 = 1e-6;

/// Mean and standard deviation (of the population, as numpy's) of pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moments {
    /// How many pixels there were.
    pub(crate) count: u64,
    pub(crate) mean: f64,
    std: f64,
}

impl Moments {
    pub(crate) fn of<'a>(pixels: impl IntoIterator<Item = &'a u8>) -> Self {
        // Sums of whole numbers are exact; the variance below loses nothing that f32 could keep.
        let (mut count, mut sum, mut squares) = (0u64, 0u64, 0u64);
        for &pixel in pixels {
            let pixel = u64::from(pixel);
            count += 1;
            sum += pixel;
            squares += pixel * pixel;
        }
        let n = count.max(1) as f64;
        let mean = sum as f64 / n;
        let variance = (squares as f64 / n - mean * mean).max(0.0);
        Self {
            count,
            mean,
            std: variance.sqrt(),
        }
    }

    /// A constant image has no spread to divide by; with 1 in its place it becomes zeros instead of NaN.
    pub(crate) fn std_or_one(self) -> f64 {
        if self.std > SMALLEST_STD { self.std } else { 1.0 }
    }
}
