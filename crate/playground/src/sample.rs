//! The parts of Fashion-MNIST and of MNIST that the page brings along. The first are the files that `mlp` embeds; all of them lie
//! beside the page here, because not every figure needs them.

use std::sync::Arc;

use mlp::data::{FASHION_MNIST_CLASSES, MNIST_CLASSES, idx};
use mlp::{Result, Samples};
use ndarray::Axis;

use crate::session::refused;

/// The files of a data set in the order in which the page hands them over: those of Fashion-MNIST first, then those of MNIST, which
/// have the same names.
pub const FILES: [&str; 4] = [
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
];

/// What the pictures show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// Those of Fashion-MNIST.
    #[default]
    Garments,
    /// Those of MNIST.
    Digits,
}

/// The sample of one data set, as far as it has arrived.
#[derive(Default)]
pub struct Sample {
    kind: Kind,
    files: [Vec<u8>; 4],
    parts: Option<(Samples, Samples)>,
}

impl Sample {
    /// Takes one of [`FILES`]; the first of another data set puts away what has arrived of this one.
    ///
    /// # Errors
    /// There is no such file.
    pub fn load(&mut self, number: usize, bytes: Vec<u8>) -> Result<()> {
        let kind = match number / FILES.len() {
            0 => Kind::Garments,
            1 => Kind::Digits,
            _ => return Err(refused("file", number, "there are 8, counted from 0")),
        };
        if kind != self.kind {
            *self = Self {
                kind,
                ..Self::default()
            };
        }
        self.files[number % FILES.len()] = bytes;
        self.parts = None;
        Ok(())
    }

    /// What its pictures show.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What is learned from, and what is tested with.
    ///
    /// # Errors
    /// A file that has not arrived, or that is not what it should be.
    pub fn parts(&mut self) -> Result<&(Samples, Samples)> {
        let parts = if let Some(parts) = self.parts.take() {
            parts
        } else {
            let classes = match self.kind {
                Kind::Garments => FASHION_MNIST_CLASSES,
                Kind::Digits => MNIST_CLASSES,
            };
            let classes: Arc<[String]> = classes.map(str::to_owned).into();
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
        load(&mut sample, 0, "../mlp/assets/fashion-mnist-sample");
        sample
    }

    /// Hands the files of a folder over, as numbers from `first` on.
    pub(crate) fn load(sample: &mut Sample, first: usize, folder: &str) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for (number, name) in FILES.iter().enumerate() {
            let bytes = std::fs::read(folder.join(name)).unwrap();
            sample.load(first + number, bytes).unwrap();
        }
    }

    #[test]
    fn digits_take_the_place_of_garments() {
        let mut sample = whole();
        load(&mut sample, FILES.len(), "assets/mnist-sample");
        assert_eq!(sample.kind(), Kind::Digits);
        let (train, test) = sample.parts().unwrap();
        assert_eq!((train.len(), test.len()), (2000, 1000));
        assert_eq!(train.classes[7], "7");
        assert_eq!(train.class_counts(), vec![200; 10]);
        sample.load(0, Vec::new()).unwrap();
        assert!(sample.parts().is_err(), "one file of garments makes no sample");
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
