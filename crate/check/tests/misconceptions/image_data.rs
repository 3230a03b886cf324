//! Problem set 1.

use check::image_data::{batches, channels, flatten, idx_header};
use ndarray::{Array2, Array3, ArrayView1, Axis, stack};

use super::leaves;

fn plane(img: &Array3<u8>, c: usize) -> Array2<u8> {
    img.index_axis(Axis(2), c).to_owned()
}

fn merge(red: &Array2<u8>, green: &Array2<u8>, blue: &Array2<u8>) -> Array3<u8> {
    stack![Axis(2), *red, *green, *blue]
}

fn mean(rgb: &ArrayView1<u8>) -> f64 {
    rgb.iter().map(|v| f64::from(*v)).sum::<f64>() / 3.0
}

fn split(img: &Array3<u8>) -> [Array2<u8>; 3] {
    [0, 1, 2].map(|c| plane(img, c))
}

#[test]
fn an_image_read_with_its_channels_first() {
    fn first(img: &Array3<u8>) -> [Array2<u8>; 3] {
        [0, 1, 2].map(|c| img.index_axis(Axis(0), c).to_owned())
    }
    leaves(2.0, "read as (C, H, W)", || {
        channels(first, merge, |img| img.map_axis(Axis(2), |rgb| mean(&rgb) as u8))
    });
}

#[test]
fn a_gray_of_another_kind() {
    leaves(2.5, "divided before they are added", || {
        channels(split, merge, |img| {
            plane(img, 0) / 3 + plane(img, 1) / 3 + plane(img, 2) / 3
        })
    });
    leaves(2.5, "rounded to the nearest", || {
        channels(split, merge, |img| {
            img.map_axis(Axis(2), |rgb| mean(&rgb).round() as u8)
        })
    });
    leaves(2.5, "weighted as eyes see them", || {
        channels(split, merge, |img| {
            let part = |c, share: f64| plane(img, c).mapv(|v| f64::from(v) * share);
            (part(0, 0.299) + part(1, 0.587) + part(2, 0.114)).mapv(|v| v as u8)
        })
    });
}

#[test]
fn two_bytes_of_a_size_are_not_enough() {
    leaves(0.0, "was expected", || {
        idx_header(|bytes| {
            let number = |at: usize| usize::from(bytes[at + 2]) * 256 + usize::from(bytes[at + 3]);
            let sizes = (1..=usize::from(bytes[3])).map(|i| number(4 * i)).collect();
            (number(0) as u32, sizes)
        })
    });
}

#[test]
fn an_empty_batch_more() {
    leaves(1.0, "a batch is counted that is empty", || {
        batches(|n, b| (n / b + 1, n % b))
    });
    leaves(1.0, "a batch is counted that is empty", || {
        batches(|n, b| (n / b + 1, if n % b == 0 { b } else { n % b }))
    });
}

#[test]
fn height_and_width_confused_on_the_way_back() {
    leaves(1.0, "height and width are swapped", || {
        flatten(
            |images| {
                let (n, h, w) = images.dim();
                images.clone().into_shape_with_order((n, h * w)).expect("as many")
            },
            |flat, height, width| {
                let n = flat.nrows();
                flat.clone()
                    .into_shape_with_order((n, width, height))
                    .expect("as many")
            },
        )
    });
}
