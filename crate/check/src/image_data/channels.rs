//! Question 1.2: a color image is three gray ones.

use ndarray::{Array2, Array3, ArrayView1, Axis, stack};

use crate::{Verdict, draw::Draw, part::Part, verdict::Graded};

/// `split(img)` gives red, green and blue, each (H, W); `merge(red, green, blue)` puts them together as (H, W, 3);
/// `gray(img)` gives each pixel's mean of the three, rounded down, (H, W).
pub fn channels(
    split: fn(&Array3<u8>) -> [Array2<u8>; 3],
    merge: fn(&Array2<u8>, &Array2<u8>, &Array2<u8>) -> Array3<u8>,
    gray: fn(&Array3<u8>) -> Array2<u8>,
) -> Verdict {
    let mut draw = Draw::new(12);
    let mut images = vec![draw.image(2, 3, 3), draw.image(3, 2, 3)];
    // Dark enough that three values add up to less than 256.
    images.insert(0, draw.image(2, 2, 3).mapv(|v| v / 4));
    let cases = || {
        images
            .iter()
            .map(|img| (format!("an image of shape {:?}", img.dim()), img.clone()))
            .collect()
    };
    let plane = |img: &Array3<u8>, c: usize| img.index_axis(Axis(2), c).to_owned();
    let planes = move |img: &Array3<u8>| [0, 1, 2].map(|c| plane(img, c));
    let swapped = |img: &Array3<u8>| {
        let mut other = img.clone();
        other.invert_axis(Axis(2));
        other
    };
    Verdict::new(
        "Channels",
        [
            Part::new("split", 1.0, cases())
                .mistake(
                    "the channels are in the order blue, green, red",
                    "channel 0 is red, 1 green, 2 blue",
                    move |img| planes(&swapped(img)),
                )
                .mistake(
                    "the image is read as (C, H, W)",
                    "the channel is the last axis of an (H, W, C) image, Axis(2)",
                    |img| [0, 1, 2].map(|c| img.index_axis(Axis(0), c).to_owned()),
                )
                .or_panics("index")
                .grade(planes, split),
            Part::new("merge", 1.0, cases())
                .mistake(
                    "the channels are in the order blue, green, red",
                    "channel 0 is red, 1 green, 2 blue",
                    swapped,
                )
                .mistake(
                    "the result is (C, H, W)",
                    "the channel is the last axis of an (H, W, C) image: stack along Axis(2)",
                    move |img| {
                        let [r, g, b] = planes(img);
                        stack![Axis(0), r, g, b]
                    },
                )
                .grade(Clone::clone, |img| {
                    let [r, g, b] = planes(img);
                    merge(&r, &g, &b)
                }),
            graded_gray(cases(), gray),
        ],
    )
}

fn graded_gray(cases: Vec<(String, Array3<u8>)>, gray: fn(&Array3<u8>) -> Array2<u8>) -> Graded {
    Part::new("gray", 1.0, cases)
        .mistake(
            "the sum does not fit in a u8",
            "three values add up to as much as 765, and a u8 ends at 255: add them as u32, then divide",
            |img: &Array3<u8>| {
                each_pixel(img, |rgb| {
                    rgb.iter().fold(0_u8, |sum, v| sum.wrapping_add(*v)) / 3
                })
            },
        )
        .or_panics("overflow")
        .mistake(
            "each value is divided before they are added",
            "three divisions lose three remainders: (1 + 1 + 1)/3 is 1, and 1/3 + 1/3 + 1/3 is 0",
            |img| each_pixel(img, |rgb| rgb.iter().map(|v| v / 3).sum()),
        )
        .mistake(
            "the mean is rounded to the nearest number",
            "asked for is the mean rounded down, as whole numbers divide",
            |img| each_pixel(img, |rgb| ((sum(&rgb) + 1) / 3) as u8),
        )
        .mistake(
            "the colors are weighted as eyes see them",
            "0.299, 0.587 and 0.114 make the gray of a screen; asked for is the plain mean",
            |img| {
                each_pixel(img, |rgb| {
                    let [r, g, b] = [0, 1, 2].map(|c| f64::from(rgb[c]));
                    (0.299 * r + 0.587 * g + 0.114 * b) as u8
                })
            },
        )
        .mistake(
            "the image is read as (C, H, W)",
            "the channel is the last axis of an (H, W, C) image, Axis(2)",
            |img| img.map_axis(Axis(0), |p| (sum(&p) / p.len().max(1) as u32) as u8),
        )
        .grade(|img| each_pixel(img, |rgb| (sum(&rgb) / 3) as u8), gray)
}

/// A gray value of each pixel's three.
fn each_pixel(img: &Array3<u8>, gray: fn(ArrayView1<u8>) -> u8) -> Array2<u8> {
    img.map_axis(Axis(2), gray)
}

fn sum(values: &ArrayView1<u8>) -> u32 {
    values.iter().map(|v| u32::from(*v)).sum()
}
