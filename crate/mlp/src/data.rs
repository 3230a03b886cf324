//! Images with their labels: reading the data sets' own formats, finding or fetching the files, splitting.
//!
//! [`Dataset::fashion_mnist`] is all that a notebook needs; [`Finder`] has every choice spelled out.

pub mod cifar;
mod dataset;
pub mod download;
mod embedded;
mod finder;
mod folder;
pub mod idx;
mod kind;
mod loader;
pub mod made_up;
mod place;
mod published;
mod resident;
mod samples;
mod source;

pub use dataset::Dataset;
pub use finder::Finder;
pub use kind::{CIFAR10_CLASSES, DatasetKind, FASHION_MNIST_CLASSES, MNIST_CLASSES, PublishedFile};
pub use loader::{Batches, DataLoader};
pub use place::{FileCheck, Place};
pub use samples::{Labelled, Samples};
pub use source::DataSource;
