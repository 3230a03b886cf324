//! Question 7.3: pixels in another order, and the weights that belong to them.

use ndarray::Array2;

use crate::{Verdict, draw::Draw, part::Part};

/// A first layer's weights (units, inputs), and the height, width and channels of the images it was trained on.
struct Layer {
    weights: Array2<f64>,
    size: (usize, usize, usize),
}

impl Layer {
    /// The columns from elsewhere: `from` is told a column's place among planes.
    fn moved(&self, from: impl Fn(usize) -> usize) -> Array2<f64> {
        Array2::from_shape_fn(self.weights.dim(), |(unit, i)| self.weights[[unit, from(i)]])
    }

    /// Where the value at place `i` of (C, H, W) stands in (H, W, C).
    fn among_pixels(&self, i: usize) -> usize {
        let (height, width, channels) = self.size;
        let (c, pixel) = (i / (height * width), i % (height * width));
        pixel * channels + c
    }

    /// The other way.
    fn among_planes(&self, i: usize) -> usize {
        let (height, width, channels) = self.size;
        let (pixel, c) = (i / channels, i % channels);
        c * height * width + pixel
    }
}

/// `reorder(w, height, width, channels)` gives the weights with which a layer that was trained on (H, W, C) does the same with
/// images flattened as (C, H, W).
pub fn reorder(reorder: fn(&Array2<f64>, usize, usize, usize) -> Array2<f64>) -> Verdict {
    let mut draw = Draw::new(73);
    let cases = [(2, (2, 3, 3)), (3, (3, 2, 2)), (1, (2, 2, 3)), (4, (1, 4, 3))]
        .map(|(units, size)| {
            let (height, width, channels) = size;
            (
                format!("{units} units, images of {height} × {width} × {channels}"),
                Layer {
                    weights: draw.matrix(units, height * width * channels, 1.0),
                    size,
                },
            )
        })
        .into_iter()
        .collect();
    Verdict::new(
        "Another order",
        [Part::new("reorder", 2.0, cases)
            .mistake(
                "this is the way back",
                "column i of the result meets value i of (C, H, W): take the column that this value met before",
                |layer: &Layer| layer.moved(|i| layer.among_planes(i)),
            )
            .mistake(
                "nothing is moved",
                "the layer does not know which input is which pixel: each weight has to meet the number that it met in training",
                |layer| layer.weights.clone(),
            )
            .without_credit()
            .mistake(
                "rows and columns of the image are swapped",
                "within a plane the pixels keep their order, row after row",
                |layer| {
                    let (height, width, channels) = layer.size;
                    layer.moved(|i| {
                        let (c, pixel) = (i / (height * width), i % (height * width));
                        let (x, y) = (pixel / height, pixel % height);
                        (y * width + x) * channels + c
                    })
                },
            )
            .grade(
                |layer| layer.moved(|i| layer.among_pixels(i)),
                |layer| {
                    let (height, width, channels) = layer.size;
                    reorder(&layer.weights, height, width, channels)
                },
            )],
    )
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array3};

    use super::*;

    #[test]
    fn the_layer_gives_the_same_sums_for_planes() {
        let size = (2, 3, 3);
        let weights = Draw::new(73).matrix(4, 18, 1.0);
        let image = Array3::from_shape_fn(size, |(y, x, c)| (100 * y + 10 * x + c) as f64);
        let pixels = Array1::from_iter(image.iter().copied());
        let planes = Array1::from_iter(image.permuted_axes([2, 0, 1]).iter().copied());
        let layer = Layer { weights, size };
        let moved = layer.moved(|i| layer.among_pixels(i));
        let difference = layer.weights.dot(&pixels) - moved.dot(&planes);
        assert!(difference.iter().all(|d| d.abs() < 1e-9), "{difference}");
    }
}
