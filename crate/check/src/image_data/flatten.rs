//! Question 1.5: where a number lies in a flat list, and from one order to another.

use ndarray::Array2;

use crate::{Verdict, draw::Draw, part::Part};

type Place = (Vec<usize>, Vec<usize>);
type Flat = (Array2<u8>, usize, usize, usize);

/// `position(shape, index)` is where a number lies in an array's flat list; `reorder(flat, channels, height, width)` makes
/// images that were flattened as (H, W, C) of such as were flattened as (C, H, W).
pub fn flatten(
    position: fn(&[usize], &[usize]) -> usize,
    reorder: fn(&Array2<u8>, usize, usize, usize) -> Array2<u8>,
) -> Verdict {
    let mut draw = Draw::new(15);
    let mut places = Vec::new();
    for shape in [vec![7], vec![5, 8], vec![6, 3, 7], vec![3, 5, 2, 4]] {
        for _ in 0..2 {
            let index: Vec<usize> = shape.iter().map(|&size| draw.index(1..size)).collect();
            let label = format!("index {index:?} in shape {shape:?}");
            places.push((label, (shape.clone(), index)));
        }
    }
    let images = [(2, 3, 2, 4), (1, 3, 5, 3), (3, 2, 3, 3), (2, 4, 2, 3)]
        .map(|(n, c, h, w)| {
            let label = format!("{n} images of {c} channels, {h} × {w}");
            (
                label,
                (draw.image(n, c * h * w, 1).remove_axis(ndarray::Axis(2)), c, h, w),
            )
        })
        .to_vec();
    Verdict::new(
        "Flat lists",
        [
            Part::new("position", 1.0, places)
                .mistake(
                    "the first axis runs fastest",
                    "the last axis runs fastest: one step along it is the next number",
                    |(shape, index): &Place| {
                        let axes = shape.iter().zip(index).rev();
                        axes.fold(0, |place, (size, i)| place * size + i)
                    },
                )
                .mistake(
                    "each index is multiplied by its own axis",
                    "a step along an axis jumps over everything behind it: the product of the sizes of the axes *after* it",
                    |(shape, index)| shape.iter().zip(index).map(|(size, i)| size * i).sum::<usize>(),
                )
                .mistake(
                    "each index is multiplied by the next axis alone",
                    "a step along an axis jumps over all axes after it, not only over the next: multiply their sizes",
                    |(shape, index)| {
                        let next = shape.iter().skip(1).chain([&1]);
                        next.zip(index).map(|(size, i)| size * i).sum::<usize>()
                    },
                )
                .grade(
                    |(shape, index)| {
                        let axes = shape.iter().zip(index);
                        axes.fold(0, |place, (size, i)| place * size + i)
                    },
                    |(shape, index)| position(shape, index),
                ),
            Part::new("reorder", 1.0, images)
                .mistake(
                    "the order is changed the other way round",
                    "given is (C, H, W), wanted is (H, W, C): in the result the channels of one pixel stand side by side",
                    |case: &Flat| {
                        ordered(case, |(c, h, w), k| {
                            let (channel, pixel) = (k / (h * w), k % (h * w));
                            pixel * c + channel
                        })
                    },
                )
                .mistake(
                    "height and width are exchanged",
                    "the pixels keep their order, row after row; only the channel moves behind them",
                    |case| {
                        ordered(case, |(c, h, w), k| {
                            let (pixel, channel) = (k / c, k % c);
                            let (row, column) = (pixel % h, pixel / h);
                            channel * h * w + row * w + column
                        })
                    },
                )
                .grade(
                    |case| {
                        ordered(case, |(c, h, w), k| {
                            let (pixel, channel) = (k / c, k % c);
                            channel * h * w + pixel
                        })
                    },
                    |(flat, c, h, w)| reorder(flat, *c, *h, *w),
                ),
        ],
    )
}

/// Rows whose number k stood at the place that `from` says, for (C, H, W) and k.
fn ordered((flat, c, h, w): &Flat, from: fn((usize, usize, usize), usize) -> usize) -> Array2<u8> {
    Array2::from_shape_fn(flat.dim(), |(n, k)| flat[[n, from((*c, *h, *w), k)]])
}
