//! Problem set 7.

use check::color_images::{record, reorder, standardize};
use ndarray::{Array2, Array3};

use super::leaves;

#[test]
fn channels_first_is_another_shape() {
    leaves(0.0, "was expected", || {
        record(|bytes, index, side| {
            let record = &bytes[index * (2 + 3 * side * side)..];
            let planes =
                Array3::from_shape_fn((3, side, side), |(c, y, x)| record[2 + (c * side + y) * side + x]);
            (record[1], planes)
        })
    });
}

#[test]
fn a_mean_that_is_taken_out_and_nothing_more() {
    leaves(1.5, "the spread is left as it is", || {
        standardize(|learn, images| {
            let mut result = images.mapv(f64::from);
            for (c, mut channel) in result.axis_iter_mut(ndarray::Axis(1)).enumerate() {
                let known = learn.index_axis(ndarray::Axis(1), c).mapv(f64::from);
                let (mean, sigma) = (known.mean().expect("an image"), known.std(0.0));
                channel.mapv_inplace(|p| if sigma > 0.0 { p - mean } else { 0.0 });
            }
            result
        })
    });
}

#[test]
fn zeros_are_no_scale() {
    leaves(0.0, "was expected", || {
        standardize(|_, images| images.mapv(|_| 0.0))
    });
}

#[test]
fn weights_that_were_handed_back_keep_nothing() {
    leaves(0.0, "nothing is moved", || {
        reorder(|w: &Array2<f64>, _, _, _| w.clone())
    });
}
