//! A batch out of the data set: rows of bytes are picked by their indices and normalized on their way to f32.
//!
//! The data set stays in memory as bytes, a quarter of what it would take as f32, and the batch is written once.

use super::rows::{new_rows, prefetch};
use super::scaling::Scaling;
use crate::{Error, Result};

/// The rows `indices` of `pixels`, whose rows are `features` bytes long, normalized, one after the other.
///
/// Each number is exactly what [`Normalization::apply`](crate::Normalization::apply) makes of the pixel.
///
/// # Errors
/// If `pixels` is not made of whole rows, or an index is not below their number.
pub fn gather(
    pixels: &[u8],
    features: usize,
    indices: &[u32],
    normalization: impl Into<Scaling>,
) -> Result<Vec<f32>> {
    if features == 0 || !pixels.len().is_multiple_of(features) {
        return Err(Error::Shape(format!(
            "{} bytes are not rows of {features}",
            pixels.len()
        )));
    }
    let rows = pixels.len() / features;
    if let Some(index) = indices.iter().find(|&&index| index as usize >= rows) {
        return Err(Error::argument(
            "index",
            index,
            format!("there are {rows} images, counted from 0"),
        ));
    }
    let image = |index: u32| {
        let start = index as usize * features;
        &pixels[start..start + features]
    };
    let scaling = normalization.into();
    let one_for_all = match scaling {
        Scaling::PerImage | Scaling::PerChannel(_) => None,
        Scaling::Fixed(formula) => formula.by_reciprocal(),
    };
    Ok(new_rows(indices.len(), features, |number, row| {
        if let Some(&index) = indices.get(number + AHEAD) {
            prefetch(image(index));
        }
        let image = image(indices[number]);
        if let Some(formula) = one_for_all {
            return row.fill(image, |pixel| formula.value(f32::from(pixel)));
        }
        if let Scaling::PerChannel(formulas) = scaling {
            return row.fill_by_place(image, |place, pixel| {
                formulas[place % formulas.len()].value(f32::from(pixel))
            });
        }
        let [formula, ..] = scaling.of(image);
        // A division by 1 changes nothing but costs time.
        if formula.is_one_step() {
            row.fill(image, |pixel| formula.first_step(f32::from(pixel)))
        } else {
            row.fill(image, |pixel| formula.value(f32::from(pixel)))
        }
    }))
}

/// How many images ahead of the one that is normalized memory is asked: a shuffled batch's images lie all over the data set, and each
/// would otherwise be waited for.
const AHEAD: usize = 8;

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "these numbers are exact")]

    use ndarray::Array2;

    use super::*;
    use crate::Normalization;

    fn pixels(rows: usize, features: usize) -> Vec<u8> {
        (0..rows * features).map(|i| ((i * 7919) % 256) as u8).collect()
    }

    const FORMS: [Normalization; 7] = [
        Normalization::None,
        Normalization::UnitRange,
        Normalization::Symmetric,
        Normalization::ZScore {
            mean: 72.94,
            std: 90.02,
        },
        Normalization::MeanStd {
            mean: 0.286,
            std: 0.353,
        },
        Normalization::PerChannel {
            mean: [125.3, 123.0, 113.9],
            std: [63.0, 62.1, 66.7],
        },
        Normalization::PerImage,
    ];

    #[test]
    fn rows_arrive_in_the_order_of_the_indices() {
        let pixels = pixels(7, 5);
        let batch = gather(&pixels, 5, &[6, 0, 6], Normalization::None).unwrap();
        let row = |i: usize| pixels[i * 5..i * 5 + 5].iter().map(|&p| f32::from(p));
        assert_eq!(batch, row(6).chain(row(0)).chain(row(6)).collect::<Vec<_>>());
    }

    #[test]
    fn a_batch_is_bit_for_bit_what_normalizing_the_whole_set_gives() {
        let images = Array2::from_shape_vec((300, 784), pixels(300, 784)).unwrap();
        let indices: Vec<u32> = (0..1000).map(|i| (i * 37) % 300).collect();
        for normalization in FORMS {
            let whole = normalization.apply(&images);
            let batch = gather(images.as_slice().unwrap(), 784, &indices, normalization).unwrap();
            for (row, &index) in batch.chunks(784).zip(&indices) {
                assert_eq!(
                    row,
                    whole.row(index as usize).as_slice().unwrap(),
                    "{normalization}"
                );
            }
        }
    }

    #[test]
    fn an_index_beyond_the_images_is_named() {
        let error = gather(&[0; 20], 5, &[0, 4], Normalization::None)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("index = 4") && error.contains("4 images"),
            "{error}"
        );
    }

    #[test]
    fn bytes_that_are_no_whole_rows_are_refused() {
        assert!(gather(&[0; 21], 5, &[0], Normalization::None).is_err());
        assert!(gather(&[0; 21], 0, &[0], Normalization::None).is_err());
    }
}
