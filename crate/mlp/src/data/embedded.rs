//! A small real part of Fashion-MNIST inside the crate, so that every notebook runs without data and without network.

use std::sync::Arc;

use ndarray::Axis;

use super::folder::{Parts, labelled};
use super::idx;
use crate::Result;

/// Made by the example `make_sample`; README.md beside the files tells how, and under which licence they are.
macro_rules! file {
    ($name:literal) => {
        (
            $name,
            include_bytes!(concat!("../../assets/fashion-mnist-sample/", $name)).as_slice(),
        )
    };
}

const TRAIN_IMAGES: (&str, &[u8]) = file!("train-images-idx3-ubyte.gz");
const TRAIN_LABELS: (&str, &[u8]) = file!("train-labels-idx1-ubyte.gz");
const TEST_IMAGES: (&str, &[u8]) = file!("t10k-images-idx3-ubyte.gz");
const TEST_LABELS: (&str, &[u8]) = file!("t10k-labels-idx1-ubyte.gz");

/// 2 000 images to train and 1 000 to test with, the same number of each class.
pub(crate) fn fashion_mnist_sample(classes: &Arc<[String]>) -> Result<Parts> {
    let part = |images: (&str, &[u8]), labels: (&str, &[u8])| {
        labelled(
            idx::images_from_bytes(images.1, images.0)?.insert_axis(Axis(3)),
            idx::labels_from_bytes(labels.1, labels.0)?,
            (images.0.as_ref(), labels.0.as_ref()),
            classes,
        )
    };
    Ok((part(TRAIN_IMAGES, TRAIN_LABELS)?, part(TEST_IMAGES, TEST_LABELS)?))
}
