//! A batch out of the data set: rows of bytes are picked by their indices and normalized on their way to f32.
//!
//! The data set stays in memory as bytes, a quarter of what it would take as f32, and the batch is written once.

use rayon::prelude::*;

use super::math::mul_add;
use super::parallel::PARALLEL_FROM;
use crate::{Error, Result};

/// How a pixel's byte becomes the number that a model sees.
#[derive(Debug, Clone, PartialEq)]
pub enum PixelMap {
    /// byte · `scale` + `shift`, rounded once where the processor can: every normalization that is the same for all images.
    Affine {
        /// The factor.
        scale: f32,
        /// What is added.
        shift: f32,
    },
    /// (byte − μ) / σ with each image's own mean μ and standard deviation σ; an image of one value becomes zeros.
    PerImage,
}

/// The rows `indices` of `pixels`, whose rows are `features` bytes long, as f32 one after the other.
///
/// # Errors
/// If `pixels` is not made of whole rows, or an index is not below their number.
pub fn gather(pixels: &[u8], features: usize, indices: &[usize], map: &PixelMap) -> Result<Vec<f32>> {
    if features == 0 || !pixels.len().is_multiple_of(features) {
        return Err(Error::Shape(format!(
            "{} bytes are not rows of {features}",
            pixels.len()
        )));
    }
    let rows = pixels.len() / features;
    if let Some(index) = indices.iter().find(|&&index| index >= rows) {
        return Err(Error::argument(
            "index",
            index,
            format!("there are {rows} images, counted from 0"),
        ));
    }
    let mut out = vec![0.0_f32; indices.len() * features];
    let copy = |(out, &index): (&mut [f32], &usize)| {
        let row = &pixels[index * features..(index + 1) * features];
        let (scale, shift) = match *map {
            PixelMap::Affine { scale, shift } => (scale, shift),
            PixelMap::PerImage => per_image(row),
        };
        for (out, &pixel) in out.iter_mut().zip(row) {
            *out = mul_add(f32::from(pixel), scale, shift);
        }
    };
    if out.len() < PARALLEL_FROM || rayon::current_num_threads() == 1 {
        out.chunks_exact_mut(features).zip(indices).for_each(copy);
    } else {
        out.par_chunks_exact_mut(features)
            .zip(indices)
            .with_min_len(16)
            .for_each(copy);
    }
    Ok(out)
}

/// Scale and shift that give one image mean 0 and standard deviation 1. The sums are whole numbers, hence exact.
fn per_image(row: &[u8]) -> (f32, f32) {
    let (mut sum, mut squares) = (0_u64, 0_u64);
    // Within 4096 pixels the sums fit into 32 bits, which vector instructions add up fast.
    for part in row.chunks(4096) {
        sum += u64::from(part.iter().map(|&p| u32::from(p)).sum::<u32>());
        squares += u64::from(part.iter().map(|&p| u32::from(p) * u32::from(p)).sum::<u32>());
    }
    let count = row.len() as f64;
    let mean = sum as f64 / count;
    let deviation = (squares as f64 / count - mean * mean).max(0.0).sqrt();
    if deviation > 0.0 {
        ((1.0 / deviation) as f32, (-mean / deviation) as f32)
    } else {
        (0.0, 0.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "these numbers are exact")]

    use super::*;

    fn pixels(rows: usize, features: usize) -> Vec<u8> {
        (0..rows * features).map(|i| ((i * 7919) % 256) as u8).collect()
    }

    #[test]
    fn rows_arrive_in_the_order_of_the_indices() {
        let (features, map) = (
            5,
            PixelMap::Affine {
                scale: 1.0,
                shift: 0.0,
            },
        );
        let pixels = pixels(7, features);
        let batch = gather(&pixels, features, &[6, 0, 6], &map).unwrap();
        let row = |i: usize| pixels[i * 5..i * 5 + 5].iter().map(|&p| f32::from(p));
        assert_eq!(batch, row(6).chain(row(0)).chain(row(6)).collect::<Vec<_>>());
    }

    #[test]
    fn a_large_batch_equals_its_rows_one_at_a_time() {
        let pixels = pixels(300, 784);
        let indices: Vec<usize> = (0..1000).map(|i| (i * 37) % 300).collect();
        for map in [
            PixelMap::Affine {
                scale: 1.0 / 255.0,
                shift: -0.5,
            },
            PixelMap::PerImage,
        ] {
            let batch = gather(&pixels, 784, &indices, &map).unwrap();
            for (row, index) in batch.chunks(784).zip(&indices) {
                assert_eq!(row, gather(&pixels, 784, &[*index], &map).unwrap());
            }
        }
    }

    #[test]
    fn each_image_gets_mean_zero_and_deviation_one() {
        let image: Vec<u8> = (0..3072).map(|i| (i % 251) as u8).collect();
        let z = gather(&image, 3072, &[0], &PixelMap::PerImage).unwrap();
        let mean = z.iter().map(|&z| f64::from(z)).sum::<f64>() / 3072.0;
        let variance = z.iter().map(|&z| f64::from(z).powi(2)).sum::<f64>() / 3072.0 - mean * mean;
        assert!(
            mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-5,
            "{mean} {variance}"
        );
    }

    #[test]
    fn an_image_of_one_value_becomes_zeros() {
        assert_eq!(
            gather(&[255; 784], 784, &[0], &PixelMap::PerImage).unwrap(),
            vec![0.0; 784]
        );
    }

    #[test]
    fn an_index_beyond_the_images_is_named() {
        let error = gather(&[0; 20], 5, &[0, 4], &PixelMap::PerImage)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("index = 4") && error.contains("4 images"),
            "{error}"
        );
    }

    #[test]
    fn bytes_that_are_no_whole_rows_are_refused() {
        assert!(gather(&[0; 21], 5, &[0], &PixelMap::PerImage).is_err());
        assert!(gather(&[0; 21], 0, &[0], &PixelMap::PerImage).is_err());
    }
}
