//! What an image file shows, to a trained model.

use std::path::Path;

use candle_core::Tensor;
use image::imageops::FilterType;
use ndarray::Array4;

use super::Checkpoint;
use crate::pixels::file;
use crate::{Error, Result};

impl Checkpoint {
    /// The classes with their probabilities, likeliest first, for the PNG or JPEG file `image`: resized to the training
    /// images' size, in gray or color as they are, and normalized as they were. It is turned as the camera was held, and what
    /// is transparent is white. `invert` turns dark on light into light on dark, as Fashion-MNIST's images are.
    ///
    /// ```
    /// use mlp::{data::made_up, pixels::Picture, prelude::*};
    /// # let folder = tempfile::tempdir().map_err(|source| Error::Io { path: ".".into(), source })?;
    /// # let file = folder.path().join("disc.png");
    /// let data = made_up::dataset()?;
    /// let (learn, valid) = (data.train.take(64)?, data.test.take(64)?);
    /// let trial = Trial { epochs: 1, ..Trial::default() };
    /// let (model, history) = trial.run(&learn, &valid, &Device::Cpu, quiet)?;
    ///
    /// valid.picture(0)?.save(&file)?;
    /// let ranked = Checkpoint::new(&model, &history).predict(&file, false)?;
    /// assert_eq!(ranked.len(), 10);
    /// assert!(ranked[0].1 >= ranked[9].1);
    /// # Ok::<(), mlp::Error>(())
    /// ```
    ///
    /// # Errors
    /// A file that is no picture, or a checkpoint that does not say how its images were normalized.
    pub fn predict(&self, image: impl AsRef<Path>, invert: bool) -> Result<Vec<(String, f32)>> {
        let settings = &self
            .run
            .as_ref()
            .ok_or_else(|| {
                Error::argument(
                    "checkpoint",
                    "another program's",
                    "it does not say how its training images were normalized, nor what its classes are called",
                )
            })?
            .settings;
        let pixels = pixels(image.as_ref(), settings.image_shape, invert)?;
        let values = settings.normalization.apply(&pixels);
        let x = Tensor::from_iter(values, self.model.device())?.reshape((1, pixels.len()))?;
        let probabilities = self.model.predict_proba(&x)?.squeeze(0)?.to_vec1::<f32>()?;
        let mut ranked: Vec<(String, f32)> = settings.classes.iter().cloned().zip(probabilities).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        Ok(ranked)
    }
}

/// The image as the model's training images are: (1, H, W, C) u8.
fn pixels(path: &Path, (height, width, channels): (usize, usize, usize), invert: bool) -> Result<Array4<u8>> {
    let picture = file::on_white(file::open(path)?);
    let mut picture = picture.resize_exact(width as u32, height as u32, FilterType::Triangle);
    if invert {
        picture.invert();
    }
    let bytes = if channels == 1 {
        picture.into_luma8().into_raw()
    } else {
        picture.into_rgb8().into_raw()
    };
    Ok(Array4::from_shape_vec((1, height, width, channels), bytes)?)
}
