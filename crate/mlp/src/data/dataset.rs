//! A data set: a part to train with, a part to test with.

use std::fmt;
use std::path::PathBuf;

use super::{DataSource, DatasetKind, Finder, Samples};
use crate::Result;

/// A data set. The training part teaches a model, the test part checks it.
///
/// ```
/// use mlp::data::made_up;
///
/// let data = made_up::dataset()?;
/// assert_eq!((data.train.len(), data.test.len()), (10_000, 2_000));
/// assert_eq!(data.train.shape(), (32, 32, 3));
/// assert_eq!(data.classes()[0], "disc");
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Clone)]
pub struct Dataset {
    /// As people write it, such as Fashion-MNIST.
    pub name: String,
    /// The training part.
    pub train: Samples,
    /// The test part.
    pub test: Samples,
    /// Where it came from.
    pub source: DataSource,
}

impl Dataset {
    /// Fashion-MNIST: 60 000 and 10 000 images of 28 × 28 pixels. Where it cannot be had, a sample of it, and a message that says so.
    pub fn fashion_mnist() -> Result<Self> {
        Finder::new(DatasetKind::FashionMnist).sample_instead(true).load()
    }

    /// Fashion-MNIST as a whole; an error where it cannot be had.
    pub fn fashion_mnist_full() -> Result<Self> {
        Finder::new(DatasetKind::FashionMnist).load()
    }

    /// The sample of Fashion-MNIST that the crate holds, also where the whole set is on the machine: 2 000 and 1 000 images, as
    /// many of each class. What is measured on it is the same everywhere.
    ///
    /// ```
    /// use mlp::data::Dataset;
    ///
    /// let data = Dataset::fashion_mnist_sample()?;
    /// assert_eq!((data.train.len(), data.test.len()), (2_000, 1_000));
    /// # Ok::<(), mlp::Error>(())
    /// ```
    pub fn fashion_mnist_sample() -> Result<Self> {
        Finder::new(DatasetKind::FashionMnist).sample()
    }

    /// MNIST: 60 000 and 10 000 handwritten digits of 28 × 28 pixels.
    pub fn mnist() -> Result<Self> {
        Finder::new(DatasetKind::Mnist).load()
    }

    /// CIFAR-10: 50 000 and 10 000 color pictures of 32 × 32 pixels.
    pub fn cifar10() -> Result<Self> {
        Finder::new(DatasetKind::Cifar10).load()
    }

    /// The data set in this folder, or in its subfolder of the data set's name.
    pub fn from_dir(kind: DatasetKind, folder: impl Into<PathBuf>) -> Result<Self> {
        Finder::new(kind).folder(folder).load()
    }

    /// The classes' names; index = label.
    pub fn classes(&self) -> &[String] {
        &self.train.classes
    }

    /// Whether this is the sample inside the crate and not the whole set.
    pub fn is_sample(&self) -> bool {
        self.source == DataSource::Embedded
    }
}

/// A summary in five lines.
impl fmt::Display for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        for (part, samples) in [("train", &self.train), ("test", &self.test)] {
            writeln!(
                f,
                "  {part:<8} {samples}; images (N, H, W, C) = {:?}",
                samples.images.dim()
            )?;
        }
        writeln!(f, "  classes  {}", self.classes().join(", "))?;
        write!(f, "  source   {}", self.source)
    }
}

notebook::text_result!(Dataset);

impl fmt::Debug for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Dataset({}: train {:?}, test {:?})",
            self.name, self.train, self.test
        )
    }
}
