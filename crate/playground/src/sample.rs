//! The part of Fashion-MNIST that the page brings along: the files that `mlp` embeds, which here lie beside the page, because not
//! every figure needs them.

use std::sync::Arc;

use mlp::data::{FASHION_MNIST_CLASSES, idx};
use mlp::{Result, Samples};
use ndarray::Axis;

use crate::session::refused;

/// The files in the order in which the page hands them over.
pub const FILES: [&str; 4] = [
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
];

/// The sample, as far as it has arrived.
#[derive(Default)]
pub struct Sample {
    files: [Vec<u8>; 4],
    parts: Option<(Samples, Samples)>,
}

impl Sample {
    /// Takes one of [`FILES`].
    ///
    /// # Errors
    /// There is no such file.
    pub fn load(&mut self, number: usize, bytes: Vec<u8>) -> Result<()> {
        let place = self.files.get_mut(number).ok_or_else(|| {
            refused(
                "file",
                number,
                format!("there are {}, counted from 0", FILES.len()),
            )
        })?;
        *place = bytes;
        self.parts = None;
        Ok(())
    }

    /// What is learned from, and what is tested with.
    ///
    /// # Errors
    /// A file that has not arrived, or that is not what it should be.
    pub fn parts(&mut self) -> Result<&(Samples, Samples)> {
        let parts = if let Some(parts) = self.parts.take() {
            parts
        } else {
            let classes: Arc<[String]> = FASHION_MNIST_CLASSES.map(str::to_owned).into();
            (self.part(0, &classes)?, self.part(2, &classes)?)
        };
        Ok(self.parts.insert(parts))
    }

    fn part(&self, first: usize, classes: &Arc<[String]>) -> Result<Samples> {
        let images = idx::images_from_bytes(&self.files[first], FILES[first])?;
        let labels = idx::labels_from_bytes(&self.files[first + 1], FILES[first + 1])?;
        Samples::new(images.insert_axis(Axis(3)), labels, classes.clone())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The files of the library's own folder.
    pub(crate) fn whole() -> Sample {
        let mut sample = Sample::default();
        for (number, name) in FILES.iter().enumerate() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../mlp/assets/fashion-mnist-sample");
            let bytes = std::fs::read(std::path::Path::new(folder).join(name)).unwrap();
            sample.load(number, bytes).unwrap();
        }
        sample
    }

    #[test]
    fn it_is_what_the_library_embeds() {
        let mut sample = whole();
        let (train, test) = sample.parts().unwrap();
        let embedded = mlp::Dataset::fashion_mnist_sample().unwrap();
        assert_eq!(train.checksum(), embedded.train.checksum());
        assert_eq!(test.checksum(), embedded.test.checksum());
        assert_eq!(train.classes, embedded.train.classes);
    }

    #[test]
    fn what_has_not_arrived_is_named() {
        let error = Sample::default().parts().unwrap_err().to_string();
        assert!(error.contains(FILES[0]), "{error}");
    }
}
