//! A drawing of the reader's, and what the trained model says of it.

use candle_core::{Device, Tensor};
use mlp::figures::decision_within;
use mlp::image::imageops::{FilterType, crop_imm, overlay, resize};
use mlp::image::{GrayImage, ImageBuffer};
use mlp::{Error, Result, Samples};
use ndarray::{Array1, Array4};
use serde::Deserialize;
use serde_json::Value;

use super::train::Run;
use crate::sample::Kind;
use crate::session::{refused, shown};

/// What the reader has drawn, light on dark.
#[derive(Debug, Deserialize)]
pub struct Drawing {
    /// As many rows as columns, row after row.
    pub pixels: Vec<u8>,
    /// How many pixels wide the place for the answer is.
    pub room: f64,
}

impl Drawing {
    /// Brings the drawing into the shape of the training images and draws what the model says.
    ///
    /// # Errors
    /// Pixels that are no square, or nothing drawn.
    pub fn answer(self, run: &Run, kind: Kind) -> Result<Value> {
        let (height, width, _) = run.samples().shape();
        let room = self.room;
        let picture = self.fitted(height as u32, width as u32, kind)?;
        let images = Array4::from_shape_vec((1, height, width, 1), picture.into_raw())?;
        let samples = Samples::new(images, Array1::zeros(1), run.samples().classes.clone())?;
        let x = run.normalization().apply(&samples.images);
        let x = Tensor::from_iter(x, &Device::Cpu)?.reshape((1, height * width))?;
        let probabilities: Vec<f32> = run.model().predict_proba(&x)?.squeeze(0)?.to_vec1()?;
        Ok(shown(&decision_within(room, &samples, 0, &probabilities)?))
    }

    /// What was drawn, as large and in the place that the data set's own pictures have: a garment fills the frame, a digit keeps to
    /// a box of 20 of 28 pixels, its center of mass in the middle.
    fn fitted(self, height: u32, width: u32, kind: Kind) -> Result<GrayImage> {
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
        let share = match kind {
            Kind::Garments => 1.0,
            Kind::Digits => 20.0 / 28.0,
        };
        let scale = share
            * (f64::from(width) / f64::from(cut.width())).min(f64::from(height) / f64::from(cut.height()));
        let fit = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
        let small = resize(&cut, fit(cut.width()), fit(cut.height()), FilterType::Triangle);
        let mut frame = GrayImage::new(width, height);
        // The middle of what was drawn, to the right and down.
        let (x, y) = match kind {
            Kind::Garments => (f64::from(small.width()) / 2.0, f64::from(small.height()) / 2.0),
            Kind::Digits => center_of_mass(&small),
        };
        let place = |room: u32, taken: u32, middle: f64| {
            (f64::from(room) / 2.0 - middle).clamp(0.0, f64::from(room.saturating_sub(taken))) as i64
        };
        let (left, top) = (place(width, small.width(), x), place(height, small.height(), y));
        overlay(&mut frame, &small, left, top);
        Ok(frame)
    }
}

/// Where a picture's light has its middle, in pixels from its upper left corner.
fn center_of_mass(picture: &GrayImage) -> (f64, f64) {
    let (mut light, mut right, mut down) = (0.0, 0.0, 0.0);
    for (x, y, pixel) in picture.enumerate_pixels() {
        let weight = f64::from(pixel.0[0]);
        light += weight;
        right += weight * (f64::from(x) + 0.5);
        down += weight * (f64::from(y) + 0.5);
    }
    (right / light, down / light)
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
        let drawing = Drawing { pixels, room: 700.0 };
        let fitted = drawing.fitted(28, 28, Kind::Garments).unwrap();
        let row: Vec<u8> = (0..28).map(|x| fitted.get_pixel(x, 14).0[0]).collect();
        assert_eq!(&row[..7], [0; 7]);
        assert_eq!(&row[7..21], [255; 14]);
        assert_eq!(&row[21..], [0; 7]);
        assert_eq!(fitted.get_pixel(14, 0).0[0], 255);
    }

    #[test]
    fn an_empty_drawing_is_refused() {
        for pixels in [vec![0; 100], vec![], vec![1; 7]] {
            let drawing = Drawing { pixels, room: 700.0 };
            assert!(drawing.fitted(28, 28, Kind::Garments).is_err());
        }
    }

    #[test]
    fn a_digit_keeps_to_its_box_around_its_center_of_mass() {
        // An L: a bar, and a foot to its right.
        let mut pixels = vec![0; 140 * 140];
        for row in 0..100 {
            for column in 0..if row < 80 { 20 } else { 60 } {
                pixels[row * 140 + column] = 255;
            }
        }
        let drawing = Drawing { pixels, room: 700.0 };
        let fitted = drawing.fitted(28, 28, Kind::Digits).unwrap();
        let light = |x: u32, y: u32| fitted.get_pixel(x, y).0[0] > 127;
        let rows: Vec<u32> = (0..28).filter(|&y| (0..28).any(|x| light(x, y))).collect();
        assert_eq!(rows.len(), 20);
        let (x, y) = center_of_mass(&fitted);
        assert!((x - 14.0).abs() < 1.0 && (y - 14.0).abs() < 1.0, "{x} {y}");
    }
}
