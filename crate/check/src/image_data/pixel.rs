//! Question 1.1: where a pixel is, and how many there are.

use ndarray::Array3;

use crate::{Verdict, draw::Draw, part::Part};

/// `pixel(img, row, col)` gives (r, g, b) at a place of an (H, W, C) image; `size(img)` gives (height, width, resolution).
pub fn pixel(
    pixel: fn(&Array3<u8>, usize, usize) -> [u8; 3],
    size: fn(&Array3<u8>) -> (usize, usize, usize),
) -> Verdict {
    let mut draw = Draw::new(11);
    let shapes = [(6, 6), (4, 9), (8, 5)];
    let images: Vec<_> = shapes.iter().map(|&(h, w)| draw.image(h, w, 3)).collect();
    let places = images
        .iter()
        .flat_map(|img| {
            let (h, w, _) = img.dim();
            // Off the diagonal, where row and column differ.
            let row = draw.index(0..h.min(w));
            let column = (row + draw.index(1..h.min(w))) % h.min(w);
            [(row, column), (h - 1, w - 1 - usize::from(h == w))].map(|(row, column)| {
                (
                    format!("a {h} × {w} image, row {row}, column {column}"),
                    (img.clone(), row, column),
                )
            })
        })
        .collect();
    let sizes = images
        .into_iter()
        .map(|img| (format!("an image of shape {:?}", img.dim()), img))
        .collect();
    let at = |img: &Array3<u8>, row: usize, column: usize| [0, 1, 2].map(|c| img[[row, column, c]]);
    Verdict::new(
        "Pixels and resolution",
        [
            Part::new("pixel", 1.5, places)
                .mistake(
                    "row and column are swapped",
                    "an array's first axis is the row (y), its second the column (x): img[[row, col, c]]",
                    move |(img, row, column)| at(img, *column, *row),
                )
                .or_panics("out of bounds")
                .mistake(
                    "the channels are in the order blue, green, red",
                    "channel 0 is red, 1 green, 2 blue",
                    move |(img, row, column)| {
                        let [r, g, b] = at(img, *row, *column);
                        [b, g, r]
                    },
                )
                .grade(
                    |(img, row, column)| at(img, *row, *column),
                    |(img, row, column)| pixel(img, *row, *column),
                ),
            Part::new("size", 1.5, sizes)
                .mistake(
                    "the channels are counted in the resolution",
                    "the resolution is the number of pixels, H·W; a color pixel is one pixel with three numbers",
                    |img| {
                        let (h, w, c) = img.dim();
                        (h, w, h * w * c)
                    },
                )
                .mistake(
                    "width and height are swapped",
                    "image libraries say (W, H), an array's shape begins with the height: (H, W, C)",
                    |img| {
                        let (h, w, _) = img.dim();
                        (w, h, h * w)
                    },
                )
                .grade(
                    |img| {
                        let (h, w, _) = img.dim();
                        (h, w, h * w)
                    },
                    size,
                ),
        ],
    )
}
