//! A drawing of the reader's, and what the trained model says of it.

use candle_core::{Device, Tensor};
use mlp::figures::decision;
use mlp::image::imageops::{FilterType, crop_imm, overlay, resize};
use mlp::image::{GrayImage, ImageBuffer};
use mlp::{Error, Result, Samples};
use ndarray::{Array1, Array4};
use serde::Deserialize;
use serde_json::Value;

use super::train::Run;
use crate::session::{refused, shown};

/// What the reader has drawn, light on dark.
#[derive(Debug, Deserialize)]
pub struct Drawing {
    /// As many rows as columns, row after row.
    pub pixels: Vec<u8>,
}

impl Drawing {
    /// Brings the drawing into the shape of the training images and draws what the model says.
    ///
    /// # Errors
    /// Pixels that are no square, or nothing drawn.
    pub fn answer(self, run: &Run) -> Result<Value> {
        let (height, width, _) = run.samples().shape();
        let picture = self.fitted(height as u32, width as u32)?;
        let images = Array4::from_shape_vec((1, height, width, 1), picture.into_raw())?;
        let samples = Samples::new(images, Array1::zeros(1), run.samples().classes.clone())?;
        let x = run.normalization().apply(&samples.images);
        let x = Tensor::from_iter(x, &Device::Cpu)?.reshape((1, height * width))?;
        let probabilities: Vec<f32> = run.model().predict_proba(&x)?.squeeze(0)?.to_vec1()?;
        Ok(shown(&decision(&samples, 0, &probabilities)?))
    }

    /// What was drawn, as large as the frame allows and in its middle, as the data set's garments are.
    fn fitted(self, height: u32, width: u32) -> Result<GrayImage> {
        let (count, side) = (self.pixels.len(), self.pixels.len().isqrt());
        let is_square = count > 0 && side * side == count;
        let side = side as u32;
        let drawn: GrayImage = ImageBuffer::from_raw(side, side, self.pixels)
            .filter(|_| is_square)
            .ok_or_else(|| Error::Shape("a drawing has as many rows as columns".into()))?;
        let marks = drawn.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[0] > 0);
        let (mut left, mut top, mut right, mut bottom) = (side, side, 0, 0);
        for (x, y, _) in marks {
            (left, right) = (left.min(x), right.max(x + 1));
            (top, bottom) = (top.min(y), bottom.max(y + 1));
        }
        if right <= left {
            return Err(refused(
                "drawing",
                "empty",
                "draw something light on the dark ground",
            ));
        }
        let cut = crop_imm(&drawn, left, top, right - left, bottom - top).to_image();
        let scale =
            (f64::from(width) / f64::from(cut.width())).min(f64::from(height) / f64::from(cut.height()));
        let fit = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
        let small = resize(&cut, fit(cut.width()), fit(cut.height()), FilterType::Triangle);
        let mut frame = GrayImage::new(width, height);
        let middle = |room: u32, taken: u32| i64::from(room.saturating_sub(taken) / 2);
        overlay(
            &mut frame,
            &small,
            middle(width, small.width()),
            middle(height, small.height()),
        );
        Ok(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_fills_the_frame_wherever_it_stands() {
        let mut pixels = vec![0; 140 * 140];
        // A bar, twice as high as wide, in a corner.
        for row in 3..43 {
            for column in 100..120 {
                pixels[row * 140 + column] = 255;
            }
        }
        let fitted = Drawing { pixels }.fitted(28, 28).unwrap();
        let row: Vec<u8> = (0..28).map(|x| fitted.get_pixel(x, 14).0[0]).collect();
        assert_eq!(&row[..7], [0; 7]);
        assert_eq!(&row[7..21], [255; 14]);
        assert_eq!(&row[21..], [0; 7]);
        assert_eq!(fitted.get_pixel(14, 0).0[0], 255);
    }

    #[test]
    fn an_empty_drawing_is_refused() {
        assert!(Drawing { pixels: vec![0; 100] }.fitted(28, 28).is_err());
        assert!(Drawing { pixels: vec![] }.fitted(28, 28).is_err());
        assert!(Drawing { pixels: vec![1; 7] }.fitted(28, 28).is_err());
    }
}
