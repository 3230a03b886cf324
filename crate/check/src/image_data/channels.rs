//! Question 1.2: channels first, gray as eyes see it, and a fourth channel.

use ndarray::{Array2, Array3, ArrayView1, Axis};

use crate::{Verdict, draw::Draw, part::Part, verdict::Graded};

type Layers = (Array3<u8>, [u8; 3]);

/// `planes(img)` makes (C, H, W) of (H, W, C); `gray(img)` weighs red, green and blue as eyes do; `over(img, background)` lays
/// an image with an alpha channel over one color.
pub fn channels(
    planes: fn(&Array3<u8>) -> Array3<u8>,
    gray: fn(&Array3<u8>) -> Array2<u8>,
    over: fn(&Array3<u8>, [u8; 3]) -> Array3<u8>,
) -> Verdict {
    let mut draw = Draw::new(12);
    let shapes = [(3, 3, 3), (2, 4, 3), (4, 3, 4), (3, 5, 1)];
    let named = |img: Array3<u8>| (format!("an image of shape {:?}", img.dim()), img);
    let any = shapes.map(|(h, w, c)| named(draw.image(h, w, c))).to_vec();
    // Dark enough that three values add up to less than 256.
    let dark = draw.image(2, 2, 3).mapv(|v| v / 4);
    let mut color = vec![named(dark)];
    color.extend([(9, 8), (7, 11), (8, 8)].map(|(h, w)| named(draw.image(h, w, 3))));
    let mut layers = Vec::new();
    for (h, w) in [(2, 3), (5, 6), (6, 6)] {
        let mut img = draw.image(h, w, 4);
        // One pixel that hides all, and one that hides nothing.
        img[[0, 0, 3]] = 255;
        img[[0, 1, 3]] = 0;
        let background = [0, 1, 2].map(|_| draw.index(0..256) as u8);
        let label = format!("an image of {h} × {w} pixels over {background:?}");
        layers.push((label, (img, background)));
    }
    Verdict::new(
        "Channels",
        [
            Part::new("planes", 1.0, any)
                .mistake(
                    "the numbers are only cut into another shape",
                    "the shape is (C, H, W), but the numbers stand in their old order: move the axes, do not reshape",
                    |img| {
                        let (h, w, c) = img.dim();
                        let flat: Vec<u8> = img.iter().copied().collect();
                        Array3::from_shape_fn((c, h, w), |(k, row, column)| {
                            flat[(k * h + row) * w + column]
                        })
                    },
                )
                .mistake(
                    "height and width are exchanged as well",
                    "only the channel moves to the front: (H, W, C) → (C, H, W)",
                    |img| img.clone().reversed_axes(),
                )
                .mistake(
                    "the channels are in the order blue, green, red",
                    "the channels keep their order: channel 0 stays channel 0",
                    |img| {
                        let mut planes = first(img);
                        planes.invert_axis(Axis(0));
                        planes
                    },
                )
                .grade(first, planes),
            graded_gray(color, gray),
            graded_over(layers, over),
        ],
    )
}

fn first(img: &Array3<u8>) -> Array3<u8> {
    img.clone().permuted_axes([2, 0, 1])
}

fn graded_gray(cases: Vec<(String, Array3<u8>)>, gray: fn(&Array3<u8>) -> Array2<u8>) -> Graded {
    Part::new("gray", 1.0, cases)
        .mistake(
            "all three colors count alike",
            "eyes find green brightest: 0.299 of red, 0.587 of green, 0.114 of blue",
            |img: &Array3<u8>| {
                each_pixel(img, |rgb| {
                    (rgb.iter().map(|&v| u32::from(v)).sum::<u32>() / 3) as u8
                })
            },
        )
        .mistake(
            "the weighted sum does not fit",
            "299·255 is 76 245, and a u16 ends at 65 535: compute with u32, or with real numbers",
            |img| {
                each_pixel(img, |rgb| {
                    let [r, g, b] = [0, 1, 2].map(|c| u16::from(rgb[c]));
                    let sum = r.wrapping_mul(299).wrapping_add(g.wrapping_mul(587));
                    (sum.wrapping_add(b.wrapping_mul(114)) / 1000) as u8
                })
            },
        )
        .or_panics("overflow")
        .mistake(
            "red and blue are exchanged",
            "channel 0 is red, and counts 0.299; channel 2 is blue, and counts 0.114",
            |img| each_pixel(img, |rgb| (weighted(&rgb, [114, 587, 299]) / 1000) as u8),
        )
        .mistake(
            "the gray is rounded to the nearest number",
            "asked for is the weighted sum rounded down",
            |img| each_pixel(img, |rgb| ((weighted(&rgb, EYE) + 500) / 1000) as u8),
        )
        .mistake(
            "each part is rounded down before they are added",
            "three roundings lose up to two gray values: add first, then round down once",
            |img| {
                each_pixel(img, |rgb| {
                    (0..3).map(|c| EYE[c] * u32::from(rgb[c]) / 1000).sum::<u32>() as u8
                })
            },
        )
        .grade(
            |img| each_pixel(img, |rgb| (weighted(&rgb, EYE) / 1000) as u8),
            gray,
        )
}

/// Thousandths of red, green and blue.
const EYE: [u32; 3] = [299, 587, 114];

fn weighted(rgb: &ArrayView1<u8>, thousandths: [u32; 3]) -> u32 {
    (0..3).map(|c| thousandths[c] * u32::from(rgb[c])).sum()
}

/// A gray value of each pixel's three.
fn each_pixel(img: &Array3<u8>, gray: fn(ArrayView1<u8>) -> u8) -> Array2<u8> {
    img.map_axis(Axis(2), gray)
}

fn graded_over(cases: Vec<(String, Layers)>, over: fn(&Array3<u8>, [u8; 3]) -> Array3<u8>) -> Graded {
    Part::new("over", 1.0, cases)
        .mistake(
            "alpha weighs the background",
            "alpha says how much of the image counts: 255 hides the background",
            |case: &Layers| {
                mixed(case, |front, back, alpha| {
                    (alpha * back + (255 - alpha) * front) / 255
                })
            },
        )
        .mistake(
            "the products do not fit in a u8",
            "255·255 is 65 025: compute with u32, and make a u8 of the result alone",
            |case| {
                mixed(case, |front, back, alpha| {
                    (alpha * front % 256 + (255 - alpha) * back % 256) % 256 / 255
                })
            },
        )
        .or_panics("overflow")
        .mistake(
            "it is divided by 256",
            "the shares are alpha/255 and (255 − alpha)/255: where alpha is 255 the image stays as it is",
            |case| {
                mixed(case, |front, back, alpha| {
                    (alpha * front + (255 - alpha) * back) / 256
                })
            },
        )
        .mistake(
            "the background is forgotten",
            "where alpha is 0 the background shows: add its share, (255 − alpha)/255",
            |case| mixed(case, |front, _, alpha| alpha * front / 255),
        )
        .mistake(
            "each share is rounded before they are added",
            "two roundings lose one: add first, then divide by 255",
            |case| {
                mixed(case, |front, back, alpha| {
                    alpha * front / 255 + (255 - alpha) * back / 255
                })
            },
        )
        .grade(
            |case| {
                mixed(case, |front, back, alpha| {
                    (alpha * front + (255 - alpha) * back) / 255
                })
            },
            |(img, background)| over(img, *background),
        )
}

/// The (H, W, 3) image of what is made of front, back and alpha.
fn mixed((img, background): &Layers, mix: fn(u32, u32, u32) -> u32) -> Array3<u8> {
    let (h, w, _) = img.dim();
    Array3::from_shape_fn((h, w, 3), |(row, column, c)| {
        let [front, alpha] = [c, 3].map(|channel| u32::from(img[[row, column, channel]]));
        mix(front, u32::from(background[c]), alpha) as u8
    })
}
