//! Numbers that belong to pixels, as pictures: a class's weights, a direction, a difference of two means.

use ndarray::{Array1, Array3, Array4, Axis};

use super::gallery;
use crate::{Error, Result, data::Samples, plot::Figure};

/// Below zero, and above it; far apart for every kind of color vision, and white between them.
const BELOW: [f64; 3] = [0.0, 90.0, 170.0];
const ABOVE: [f64; 3] = [200.0, 80.0, 0.0];

/// Draws maps (K, H, W) with their names, `columns` to a row: blue below 0, white at 0, orange above. Each map's color is full
/// at its own largest absolute value, which is why a map shows a pattern and not a size.
///
/// ```
/// use mlp::prelude::*;
/// use mlp::ndarray::Array3;
/// let ramps = Array3::from_shape_fn((2, 4, 4), |(k, row, column)| if k == 0 { row as f64 } else { column as f64 - 1.5 });
/// let figure = pixel_maps("Two ramps", &ramps, 2, &["down".into(), "to the right".into()])?;
/// assert!(figure.svg().contains("to the right"));
/// # Ok::<(), mlp::Error>(())
/// ```
///
/// # Errors
/// No maps, empty ones, or not a name for each.
pub fn pixel_maps(title: &str, maps: &Array3<f64>, columns: usize, names: &[String]) -> Result<Figure> {
    let (count, height, width) = maps.dim();
    if maps.is_empty() || names.len() != count {
        return Err(Error::Plot(format!(
            "“{title}” needs at least one map and a name for each, here maps {:?} and {} names",
            maps.dim(),
            names.len()
        )));
    }
    let largest: Vec<f64> = maps
        .axis_iter(Axis(0))
        .map(|map| {
            map.iter()
                .fold(f64::MIN_POSITIVE, |most, value| most.max(value.abs()))
        })
        .collect();
    let images = Array4::from_shape_fn((count, height, width, 3), |(k, row, column, channel)| {
        shade(maps[[k, row, column]] / largest[k], channel)
    });
    let samples = Samples::new(images, Array1::zeros(count), [String::from("map")])?;
    let positions: Vec<usize> = (0..count).collect();
    gallery(title, &samples, &positions, columns, |k| names[k].clone())
}

/// The color of a share −1..=1 in one channel.
fn shade(share: f64, channel: usize) -> u8 {
    let full = if share < 0.0 { BELOW } else { ABOVE }[channel];
    (255.0 + (full - 255.0) * share.abs().min(1.0)).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_white_and_the_largest_value_full_color() {
        let color = |share: f64| [0, 1, 2].map(|channel| shade(share, channel));
        assert_eq!(color(0.0), [255, 255, 255]);
        assert_eq!(color(1.0), [200, 80, 0]);
        assert_eq!(color(-1.0), [0, 90, 170]);
    }

    #[test]
    fn a_map_of_zeros_is_drawn_and_a_missing_name_refused() {
        let maps = Array3::zeros((2, 3, 3));
        let names = ["a".to_owned(), "b".to_owned()];
        assert!(pixel_maps("T", &maps, 2, &names).is_ok());
        assert!(pixel_maps("T", &maps, 2, &names[..1]).is_err());
        assert!(pixel_maps("T", &Array3::zeros((0, 3, 3)), 2, &[]).is_err());
    }
}
