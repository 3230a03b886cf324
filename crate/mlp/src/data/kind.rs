//! The data sets of the lecture: names, classes, files, addresses, checksums.

use std::fmt;
use std::str::FromStr;

use crate::{Error, Result};

/// Fashion-MNIST's classes as the lecture names them; index = label.
pub const FASHION_MNIST_CLASSES: [&str; 10] = [
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
];
/// MNIST's classes: the digits.
pub const MNIST_CLASSES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
/// CIFAR-10's classes; index = label.
pub const CIFAR10_CLASSES: [&str; 10] = [
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
];

/// A data set that the crate knows by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatasetKind {
    /// 28 × 28 grayscale pictures of clothes, 60 000 to train and 10 000 to test with. MIT licence, Zalando SE.
    FashionMnist,
    /// 28 × 28 grayscale handwritten digits, 60 000 and 10 000.
    Mnist,
    /// 32 × 32 color pictures, 50 000 and 10 000.
    Cifar10,
}

/// A file as it is published.
#[derive(Clone, Copy, Debug)]
pub struct PublishedFile<'a> {
    /// Its name at every mirror and in the cache folder.
    pub name: &'a str,
    /// Length of what `sha256` is taken over; a download that grows far past it is broken off.
    pub bytes: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: &'a str,
    /// Whether the checksum is of the uncompressed payload (mirrors compress anew) or of the file as it comes.
    pub of_payload: bool,
}

const fn idx(name: &'static str, bytes: u64, sha256: &'static str) -> PublishedFile<'static> {
    PublishedFile {
        name,
        bytes,
        sha256,
        of_payload: true,
    }
}

/// Computed from the Debian package's files, whose labels are equal to upstream's.
const FASHION_MNIST_FILES: [PublishedFile<'static>; 4] = [
    idx(
        "train-images-idx3-ubyte.gz",
        47_040_016,
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    ),
    idx(
        "train-labels-idx1-ubyte.gz",
        60_008,
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    ),
    idx(
        "t10k-images-idx3-ubyte.gz",
        7_840_016,
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    ),
    idx(
        "t10k-labels-idx1-ubyte.gz",
        10_008,
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
];

/// As several public projects state them for the uncompressed files, alike; not computed by us.
const MNIST_FILES: [PublishedFile<'static>; 4] = [
    idx(
        "train-images-idx3-ubyte.gz",
        47_040_016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    idx(
        "train-labels-idx1-ubyte.gz",
        60_008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    idx(
        "t10k-images-idx3-ubyte.gz",
        7_840_016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    idx(
        "t10k-labels-idx1-ubyte.gz",
        10_008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
];

/// As several public projects state it for the archive, beside the MD5 that torchvision has; not computed by us.
const CIFAR10_FILES: [PublishedFile<'static>; 1] = [PublishedFile {
    name: "cifar-10-binary.tar.gz",
    bytes: 170_052_171,
    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    of_payload: false,
}];

const fn batch(name: &'static str, sha256: &'static str) -> PublishedFile<'static> {
    PublishedFile {
        name,
        bytes: 30_730_000,
        sha256,
        of_payload: false,
    }
}

/// What the archive holds; from the same sources.
const CIFAR10_UNPACKED: [PublishedFile<'static>; 6] = [
    batch(
        "data_batch_1.bin",
        "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
    ),
    batch(
        "data_batch_2.bin",
        "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
    ),
    batch(
        "data_batch_3.bin",
        "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
    ),
    batch(
        "data_batch_4.bin",
        "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
    ),
    batch(
        "data_batch_5.bin",
        "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
    ),
    batch(
        "test_batch.bin",
        "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
    ),
];

impl DatasetKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::FashionMnist, Self::Mnist, Self::Cifar10];

    /// The name on the command line and of its folder: `fashion-mnist`, `mnist`, `cifar-10`.
    pub fn id(self) -> &'static str {
        match self {
            Self::FashionMnist => "fashion-mnist",
            Self::Mnist => "mnist",
            Self::Cifar10 => "cifar-10",
        }
    }

    /// The classes' names; index = label.
    pub fn classes(self) -> [&'static str; 10] {
        match self {
            Self::FashionMnist => FASHION_MNIST_CLASSES,
            Self::Mnist => MNIST_CLASSES,
            Self::Cifar10 => CIFAR10_CLASSES,
        }
    }

    /// The files as published.
    pub(crate) fn files(self) -> &'static [PublishedFile<'static>] {
        match self {
            Self::FashionMnist => &FASHION_MNIST_FILES,
            Self::Mnist => &MNIST_FILES,
            Self::Cifar10 => &CIFAR10_FILES,
        }
    }

    /// What is published under this name, compressed or not, alone or within an archive.
    pub(crate) fn published(self, name: &str) -> Option<&'static PublishedFile<'static>> {
        let unpacked: &[PublishedFile<'_>] = if self == Self::Cifar10 {
            &CIFAR10_UNPACKED
        } else {
            &[]
        };
        let plain = |file: &PublishedFile<'static>| {
            if file.of_payload {
                file.name.strip_suffix(".gz")
            } else {
                None
            }
        };
        self.files()
            .iter()
            .chain(unpacked)
            .find(|file| file.name == name || plain(file) == Some(name))
    }

    /// How many images it has to train and to test with.
    pub(crate) fn images(self) -> (usize, usize) {
        match self {
            Self::FashionMnist | Self::Mnist => (60_000, 10_000),
            Self::Cifar10 => (50_000, 10_000),
        }
    }

    /// About how much there is to download.
    pub(crate) fn megabytes(self) -> u32 {
        match self {
            Self::FashionMnist => 31,
            Self::Mnist => 12,
            Self::Cifar10 => 170,
        }
    }

    /// Addresses under which the files are found, each ending in a slash; the first is tried first.
    #[cfg(feature = "network")]
    pub(crate) fn mirrors(self) -> &'static [&'static str] {
        match self {
            Self::FashionMnist => &[
                "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
                "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            ],
            Self::Mnist => &[
                "https://storage.googleapis.com/cvdf-datasets/mnist/",
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
            ],
            Self::Cifar10 => &["https://www.cs.toronto.edu/~kriz/"],
        }
    }
}

/// The name as people write it: Fashion-MNIST, MNIST, CIFAR-10.
impl fmt::Display for DatasetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FashionMnist => "Fashion-MNIST",
            Self::Mnist => "MNIST",
            Self::Cifar10 => "CIFAR-10",
        })
    }
}

/// From the name of the command line.
impl FromStr for DatasetKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.id() == name)
            .ok_or_else(|| {
                let known = Self::ALL.map(Self::id).join(", ");
                Error::argument("data", name, format!("no such data set; choose one of {known}"))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_name_with_and_without_gz() {
        let bytes = |kind: DatasetKind, name| kind.published(name).map(|file| file.bytes);
        assert_eq!(bytes(DatasetKind::Mnist, "t10k-labels-idx1-ubyte"), Some(10_008));
        assert_eq!(
            bytes(DatasetKind::Mnist, "t10k-labels-idx1-ubyte.gz"),
            Some(10_008)
        );
        assert_eq!(bytes(DatasetKind::Cifar10, "test_batch.bin"), Some(30_730_000));
        assert_eq!(bytes(DatasetKind::Cifar10, "cifar-10-binary.tar"), None);
        assert_eq!(bytes(DatasetKind::Mnist, "test_batch.bin"), None);
    }

    #[test]
    fn every_name_leads_back_to_its_kind_and_an_unknown_one_lists_them() {
        for kind in DatasetKind::ALL {
            assert_eq!(kind.id().parse::<DatasetKind>().unwrap(), kind);
        }
        let message = "imagenet".parse::<DatasetKind>().unwrap_err().to_string();
        assert_eq!(
            message,
            "data = imagenet: no such data set; choose one of fashion-mnist, mnist, cifar-10"
        );
    }
}
