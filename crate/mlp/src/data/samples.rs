//! Images with their labels.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use flate2::Crc;
use ndarray::{ArcArray, ArrayView4, Axis, Ix1, Ix4, s};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use crate::normalize::Pixels;
use crate::{Error, Result};

/// Red, green, blue and transparency.
const MOST_CHANNELS: usize = 4;

/// Images with their labels, at least one. A clone shares the pixels, so it costs next to nothing.
///
/// ```
/// use mlp::data::Samples;
/// use mlp::ndarray::{Array1, Array4};
///
/// let images = Array4::<u8>::zeros((3, 28, 28, 1)); // (N, H, W, C)
/// let samples = Samples::new(images, Array1::from_vec(vec![0, 1, 0]), ["cat".into(), "dog".into()])?;
/// assert_eq!(samples.class_counts(), [2, 1]);
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Clone)]
pub struct Samples {
    labelled: Labelled,
    checksum: Arc<OnceLock<u32>>,
}

/// What samples hold. It is read through them, as in `samples.labels[3]`, and fits together for good: other images or labels
/// make other samples.
#[derive(Clone)]
pub struct Labelled {
    /// Pixels 0..=255, shape (N, H, W, C), row after row in memory.
    pub images: ArcArray<u8, Ix4>,
    /// The class of each image, shape (N,).
    pub labels: ArcArray<u8, Ix1>,
    /// The classes' names; a label is an index into them.
    pub classes: Arc<[String]>,
}

impl Deref for Samples {
    type Target = Labelled;

    fn deref(&self) -> &Labelled {
        &self.labelled
    }
}

/// Every pixel of every image.
impl Pixels for Samples {
    fn images(&self) -> Option<ArrayView4<'_, u8>> {
        Some(self.images.view())
    }

    fn pixels(&self) -> impl Iterator<Item = &u8> {
        self.images.iter()
    }
}

impl Samples {
    /// Puts images (N, H, W, C), labels (N,) and class names together. The images may lie in memory in any order.
    ///
    /// # Errors
    /// No pixel, images (N, C, H, W), another number of labels than images, or a label that names no class.
    pub fn new(
        images: impl Into<ArcArray<u8, Ix4>>,
        labels: impl Into<ArcArray<u8, Ix1>>,
        classes: impl Into<Arc<[String]>>,
    ) -> Result<Self> {
        let (images, labels, classes) = (images.into(), labels.into(), classes.into());
        if images.is_empty() {
            return Err(Error::argument(
                "images",
                format!("{:?}", images.dim()),
                "there is no pixel in it; give (N, H, W, C), each at least 1",
            ));
        }
        // No picture has more than red, green, blue and transparency, and none that is a few pixels high is of use.
        if let (_, 1..=MOST_CHANNELS, height, width) = images.dim()
            && width > MOST_CHANNELS
            && height > MOST_CHANNELS
        {
            return Err(Error::argument(
                "images",
                format!("{:?}", images.dim()),
                "this looks like (N, C, H, W), and (N, H, W, C) is wanted; images.permuted_axes([0, 2, 3, 1]) makes it that",
            ));
        }
        if images.len_of(Axis(0)) != labels.len() {
            return Err(Error::argument(
                "labels",
                format!("{} labels", labels.len()),
                format!(
                    "there are {} images; each needs exactly one label",
                    images.len_of(Axis(0))
                ),
            ));
        }
        if let Some((position, label)) = labels
            .indexed_iter()
            .find(|&(_, &label)| usize::from(label) >= classes.len())
        {
            return Err(Error::argument(
                "labels",
                format!("{label} at position {position}"),
                format!(
                    "there are {} classes, so labels go from 0 to {}",
                    classes.len(),
                    classes.len().saturating_sub(1)
                ),
            ));
        }
        // A batch is picked from rows of bytes.
        let images = if images.is_standard_layout() {
            images
        } else {
            images.as_standard_layout().into_owned().into_shared()
        };
        Ok(Self::of(images, labels, classes))
    }

    /// Parts that are known to fit.
    fn of(images: ArcArray<u8, Ix4>, labels: ArcArray<u8, Ix1>, classes: Arc<[String]>) -> Self {
        Self {
            labelled: Labelled {
                images,
                labels,
                classes,
            },
            checksum: Arc::default(),
        }
    }

    /// A checksum (CRC-32) of the pixels and labels: whether two runs were trained on the same data. It is taken once, some ten
    /// milliseconds for 60 000 small images.
    pub fn checksum(&self) -> u32 {
        *self.checksum.get_or_init(|| {
            let mut crc = Crc::new();
            crc.update(self.images.as_slice().unwrap_or_default());
            crc.update(&self.labels.to_vec());
            crc.sum()
        })
    }

    /// The number of images, N.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image; never true of samples that [`Samples::new`] made.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The shape of one image: (height, width, channels).
    pub fn shape(&self) -> (usize, usize, usize) {
        let (_, height, width, channels) = self.images.dim();
        (height, width, channels)
    }

    /// Splits at random into two parts that share no image: `round(fraction × N)` of them, and the rest.
    ///
    /// `let (learn, valid) = data.train.split(0.9, seed)?;` keeps nine tenths for learning. The same seed gives the same split.
    pub fn split(&self, fraction: f64, seed: u64) -> Result<(Self, Self)> {
        let first = (fraction * self.len() as f64).round();
        if !(first >= 1.0 && first < self.len() as f64) {
            return Err(Error::argument(
                "fraction",
                fraction,
                format!(
                    "both parts of the {} images need at least one; give a number between 0 and 1, such as 0.9",
                    self.len()
                ),
            ));
        }
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let (left, right) = order.split_at(first as usize);
        Ok((self.subset(left)?, self.subset(right)?))
    }

    /// The images at these positions, in this order; a position may come twice.
    pub fn subset(&self, positions: &[usize]) -> Result<Self> {
        if positions.is_empty() {
            return Err(Error::argument(
                "positions",
                "[]",
                "there is no position in it; give at least one",
            ));
        }
        if let Some(wrong) = positions.iter().find(|&&position| position >= self.len()) {
            return Err(Error::argument(
                "positions",
                wrong,
                format!(
                    "there are {} images, so positions go from 0 to {}",
                    self.len(),
                    self.len() - 1
                ),
            ));
        }
        Ok(Self::of(
            self.images.select(Axis(0), positions).into_shared(),
            self.labels.select(Axis(0), positions).into_shared(),
            self.classes.clone(),
        ))
    }

    /// The first `n` images; they share the pixels with `self`.
    pub fn take(&self, n: usize) -> Result<Self> {
        if n == 0 || n > self.len() {
            return Err(Error::argument(
                "n",
                n,
                format!("give a number from 1 to {}, the images there are", self.len()),
            ));
        }
        Ok(Self::of(
            self.images.clone().slice_move(s![..n, .., .., ..]),
            self.labels.clone().slice_move(s![..n]),
            self.classes.clone(),
        ))
    }

    /// How many images each class has; index = label.
    pub fn class_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes.len()];
        for &label in &self.labels {
            counts[usize::from(label)] += 1;
        }
        counts
    }

    /// The name of image `position`'s class.
    pub fn class_name(&self, position: usize) -> Result<&str> {
        let label = self.labels.get(position).copied().map(usize::from);
        label
            .and_then(|label| self.classes.get(label))
            .map(String::as_str)
            .ok_or_else(|| {
                Error::argument(
                    "position",
                    position,
                    format!(
                        "there are {} images, so positions go from 0 to {}",
                        self.len(),
                        self.len().saturating_sub(1)
                    ),
                )
            })
    }
}

/// "60000 images of 28 × 28 pixels, grayscale, 10 classes".
impl fmt::Display for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (height, width, channels) = self.shape();
        let color = match channels {
            1 => "grayscale".to_owned(),
            3 => "color (R, G, B)".to_owned(),
            n => format!("{n} channels"),
        };
        write!(
            f,
            "{} images of {height} × {width} pixels, {color}, {} classes",
            self.len(),
            self.classes.len()
        )
    }
}

/// The summary: a notebook shows it for a last expression, and millions of pixels would help nobody.
impl fmt::Debug for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Samples({self})")
    }
}

#[cfg(test)]
mod tests;
