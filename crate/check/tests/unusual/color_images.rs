//! Problem set 7.

use check::color_images::{record, reorder, standardize};
use ndarray::{Array2, Array3, Array4, Axis};

use super::earns_everything;

#[test]
fn record_with_arrays() {
    mod way {
        use ndarray::{Array3, ArrayView3};

        pub(super) fn record(bytes: &[u8], index: usize, side: usize) -> (u8, Array3<u8>) {
            let record = bytes.chunks(2 + 3 * side * side).nth(index).expect("the record");
            let planes = ArrayView3::from_shape((3, side, side), &record[2..]).expect("three planes");
            (record[1], planes.permuted_axes([1, 2, 0]).to_owned())
        }
    }
    earns_everything(|| record(way::record));
}

#[test]
fn standardize_with_broadcasting() {
    mod way {
        use ndarray::{Array4, Axis};

        pub(super) fn standardize(learn: &Array4<u8>, images: &Array4<u8>) -> Array4<f64> {
            let channels = learn.shape()[1];
            let n = (learn.len() / channels) as f64;
            let sum = |values: &Array4<f64>| {
                values.sum_axis(Axis(3)).sum_axis(Axis(2)).sum_axis(Axis(0)) // (C,)
            };
            let mean = (sum(&learn.mapv(f64::from)) / n)
                .into_shape_with_order((1, channels, 1, 1))
                .expect("C");
            let apart = (learn.mapv(f64::from) - &mean).mapv(|d| d * d);
            let sigma = (sum(&apart) / n)
                .mapv(f64::sqrt)
                .into_shape_with_order((1, channels, 1, 1))
                .expect("C");
            // A division by infinity gives 0.
            let sigma = sigma.mapv(|s| if s == 0.0 { f64::INFINITY } else { s });
            (images.mapv(f64::from) - &mean) / &sigma
        }
    }
    earns_everything(|| standardize(way::standardize));
}

#[test]
fn reorder_by_moving_axes() {
    mod way {
        use ndarray::Array2;

        pub(super) fn reorder(w: &Array2<f64>, height: usize, width: usize, channels: usize) -> Array2<f64> {
            let (units, inputs) = w.dim();
            let shaped = w
                .to_shape((units, height, width, channels))
                .expect("an image a row");
            let moved = shaped.permuted_axes([0, 3, 1, 2]);
            Array2::from_shape_vec((units, inputs), moved.iter().copied().collect()).expect("as many")
        }
    }
    earns_everything(|| reorder(way::reorder));
}

#[test]
fn a_record_plane_by_plane() {
    fn planes(bytes: &[u8], index: usize, side: usize) -> (u8, Array3<u8>) {
        let plane = side * side;
        let start = index * (3 * plane + 2) + 2;
        let mut image = Array3::zeros((side, side, 3));
        for (i, value) in bytes[start..start + 3 * plane].iter().enumerate() {
            image[[i % plane / side, i % side, i / plane]] = *value;
        }
        (bytes[start - 1], image)
    }
    earns_everything(|| record(planes));
}

#[test]
fn a_scale_by_sums_of_squares() {
    fn sums(learn: &Array4<u8>, images: &Array4<u8>) -> Array4<f64> {
        let channels = learn.len_of(Axis(1));
        let n = (learn.len() / channels) as f64;
        let mut moments = vec![(0.0, 0.0); channels];
        for ((_, c, _, _), p) in learn.indexed_iter() {
            moments[c].0 += f64::from(*p);
            moments[c].1 += f64::from(*p).powi(2);
        }
        Array4::from_shape_fn(images.dim(), |at| {
            let (sum, squares) = moments[at.1];
            let mean = sum / n;
            let variance = squares / n - mean * mean;
            if variance <= 1e-9 {
                0.0
            } else {
                (f64::from(images[at]) - mean) / variance.sqrt()
            }
        })
    }
    earns_everything(|| standardize(sums));
}

#[test]
fn weights_moved_from_their_old_places() {
    fn pushed(w: &Array2<f64>, height: usize, width: usize, channels: usize) -> Array2<f64> {
        let mut moved = Array2::zeros(w.dim());
        for y in 0..height {
            for x in 0..width {
                for c in 0..channels {
                    let column = w.column((y * width + x) * channels + c);
                    moved.column_mut((c * height + y) * width + x).assign(&column);
                }
            }
        }
        moved
    }
    earns_everything(|| reorder(pushed));
}
