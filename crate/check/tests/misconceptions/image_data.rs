//! Problem set 1.

use check::image_data::{batch_size, batches, channels, flatten, idx_header, pixel};
use ndarray::{Array2, Array3, ArrayView1, Axis, s};

use super::leaves;

fn planes(img: &Array3<u8>) -> Array3<u8> {
    img.view().permuted_axes([2, 0, 1]).to_owned()
}

fn weighted(rgb: &ArrayView1<u8>) -> f64 {
    299.0 * f64::from(rgb[0]) + 587.0 * f64::from(rgb[1]) + 114.0 * f64::from(rgb[2])
}

fn gray(img: &Array3<u8>) -> Array2<u8> {
    img.map_axis(Axis(2), |rgb| (weighted(&rgb) / 1000.0).floor() as u8)
}

/// What is made of front, back and alpha at each place.
fn mixed(img: &Array3<u8>, background: [u8; 3], mix: fn(u32, u32, u32) -> u32) -> Array3<u8> {
    let color = img.slice(s![.., .., ..3]);
    Array3::from_shape_fn(color.dim(), |(row, col, c)| {
        let [front, alpha] = [c, 3].map(|k| u32::from(img[[row, col, k]]));
        mix(front, u32::from(background[c]), alpha) as u8
    })
}

fn over(img: &Array3<u8>, background: [u8; 3]) -> Array3<u8> {
    mixed(img, background, |front, back, alpha| {
        (alpha * front + (255 - alpha) * back) / 255
    })
}

#[test]
fn a_gray_of_another_kind() {
    leaves(2.5, "rounded to the nearest", || {
        channels(
            planes,
            |img| img.map_axis(Axis(2), |rgb| (weighted(&rgb) / 1000.0).round() as u8),
            over,
        )
    });
    leaves(2.5, "red and blue are exchanged", || {
        channels(
            planes,
            |img| {
                img.map_axis(Axis(2), |rgb| {
                    (weighted(&rgb.slice(s![..;-1])) / 1000.0).floor() as u8
                })
            },
            over,
        )
    });
    leaves(2.5, "each part is rounded down", || {
        channels(
            planes,
            |img| {
                let part = |c, share: u32| {
                    img.index_axis(Axis(2), c)
                        .mapv(|v| (share * u32::from(v) / 1000) as u8)
                };
                part(0, 299) + part(1, 587) + part(2, 114)
            },
            over,
        )
    });
}

#[test]
fn a_background_that_is_not_there() {
    leaves(2.5, "the background is forgotten", || {
        channels(planes, gray, |img, background| {
            mixed(img, background, |front, _, alpha| alpha * front / 255)
        })
    });
    leaves(2.5, "each share is rounded", || {
        channels(planes, gray, |img, background| {
            mixed(img, background, |front, back, alpha| {
                alpha * front / 255 + (255 - alpha) * back / 255
            })
        })
    });
}

#[test]
fn planes_that_are_transposed_as_well() {
    leaves(2.0, "height and width are exchanged", || {
        channels(|img| img.clone().reversed_axes(), gray, over)
    });
}

#[test]
fn a_pixel_with_row_and_column_swapped() {
    let turn: fn(&Array3<u8>) -> Array3<u8> = |img| {
        let mut turned = img.clone().permuted_axes([1, 0, 2]);
        turned.invert_axis(Axis(1));
        turned
    };
    leaves(2.25, "row and column are swapped", || {
        pixel(
            |bytes, stride, row, col| {
                let first = col * stride + 3 * row;
                [bytes[first + 2], bytes[first + 1], bytes[first]]
            },
            turn,
        )
    });
    leaves(2.25, "over its other diagonal", || {
        pixel(
            |bytes, stride, row, col| [2, 1, 0].map(|c| bytes[row * stride + 3 * col + c]),
            |img| {
                let mut mirrored = img.clone().permuted_axes([1, 0, 2]);
                mirrored.invert_axis(Axis(0));
                mirrored.invert_axis(Axis(1));
                mirrored
            },
        )
    });
}

#[test]
fn two_bytes_of_a_size_are_not_enough() {
    // As one that knows no other type: files that are longer are none to it.
    leaves(0.0, "", || {
        idx_header(|bytes| {
            let &[0, 0, 8, axes, ref rest @ ..] = bytes else {
                return None;
            };
            let sizes: Vec<usize> = rest
                .chunks_exact(4)
                .take(usize::from(axes))
                .map(|four| usize::from(four[2]) * 256 + usize::from(four[3]))
                .collect();
            (bytes.len() == 4 + 4 * sizes.len() + sizes.iter().product::<usize>()).then_some((sizes, 1))
        })
    });
}

#[test]
fn a_file_whose_length_nobody_looks_at() {
    leaves(2.0, "the length is not looked at", || {
        idx_header(|bytes| {
            let &[0, 0, kind @ 8..=14, axes, ref rest @ ..] = bytes else {
                return None;
            };
            let width = [1, 1, 0, 2, 4, 4, 8][usize::from(kind - 8)];
            let sizes = rest
                .chunks_exact(4)
                .take(usize::from(axes))
                .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]) as usize);
            (width > 0).then(|| (sizes.collect(), width))
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
    leaves(1.0, "counted as full", || batches(|n, b| (n.div_ceil(b), b)));
    leaves(1.0, "has size 0", || batches(|n, b| (n.div_ceil(b), n % b)));
}

#[test]
fn a_last_batch_that_nobody_looks_at() {
    leaves(0.0, "the last batch is not looked at", || {
        batch_size(|_, most| most)
    });
}

#[test]
fn a_place_that_counts_each_axis_by_itself() {
    let reorder: fn(&Array2<u8>, usize, usize, usize) -> Array2<u8> =
        |flat, c, h, w| Array2::from_shape_fn(flat.dim(), |(n, k)| flat[[n, k % c * h * w + k / c]]);
    leaves(1.5, "multiplied by its own axis", || {
        flatten(
            |shape, index| shape.iter().zip(index).map(|(size, i)| size * i).sum(),
            reorder,
        )
    });
}
