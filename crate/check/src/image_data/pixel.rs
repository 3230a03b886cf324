//! Question 1.1: a pixel in raw memory, and a picture turned.

use ndarray::Array3;

use crate::{Verdict, draw::Draw, part::Part};

type Place = (Vec<u8>, usize, usize, usize);

/// `pixel(bytes, stride, row, col)` gives (r, g, b) in a buffer of blue, green, red whose rows begin `stride` bytes apart;
/// `quarter_turn(img)` turns an (H, W, C) image clockwise.
pub fn pixel(
    pixel: fn(&[u8], usize, usize, usize) -> [u8; 3],
    quarter_turn: fn(&Array3<u8>) -> Array3<u8>,
) -> Verdict {
    let mut draw = Draw::new(11);
    let mut places = Vec::new();
    for (h, w, padding) in [(4, 5, 1), (6, 6, 2), (3, 8, 0), (7, 4, 4)] {
        let stride = 3 * w + padding;
        let bytes: Vec<u8> = draw.image(h, stride, 1).into_iter().collect();
        // Off the diagonal, where row and column differ; of the first, what is swapped lies in the buffer, too.
        let row = draw.index(1..h);
        for (row, column) in [(1, 2), (row, (row + draw.index(1..w)) % w)] {
            places.push((
                format!("{h} × {w} pixels, stride {stride}, row {row}, column {column}"),
                (bytes.clone(), stride, row, column),
            ));
        }
    }
    let images = [(2, 3), (3, 3), (4, 2), (1, 5)]
        .map(|(h, w)| (format!("an image of {h} × {w} pixels"), draw.image(h, w, 3)))
        .to_vec();
    let at = |bytes: &[u8], first: usize| [2, 1, 0].map(|c| bytes[first + c]);
    Verdict::new(
        "A picture in raw memory",
        [
            Part::new("pixel", 1.5, places)
                .mistake(
                    "the bytes are given as they lie, blue first",
                    "asked for is red, green, blue, and memory holds blue, green, red",
                    |(bytes, stride, row, column): &Place| {
                        [0, 1, 2].map(|c| bytes[row * stride + 3 * column + c])
                    },
                )
                .mistake(
                    "a pixel is taken for one byte",
                    "column c begins 3·c bytes after its row does",
                    move |(bytes, stride, row, column)| at(bytes, row * stride + column),
                )
                .mistake(
                    "the stride is taken for a number of pixels",
                    "the stride counts bytes already: row·stride + 3·col",
                    move |(bytes, stride, row, column)| at(bytes, 3 * (row * stride + column)),
                )
                .or_panics("out of bounds")
                .or_panics("out of range")
                .mistake(
                    "row and column are swapped",
                    "a row is a step of the whole stride, a column one of three bytes",
                    move |(bytes, stride, row, column)| at(bytes, column * stride + 3 * row),
                )
                .or_panics("out of bounds")
                .or_panics("out of range")
                .grade(
                    move |(bytes, stride, row, column)| at(bytes, row * stride + 3 * column),
                    |(bytes, stride, row, column)| pixel(bytes, *stride, *row, *column),
                ),
            Part::new("quarter_turn", 1.5, images)
                .mistake(
                    "the image is turned the other way",
                    "clockwise: the top row becomes the column on the right, and the left column the row on top",
                    |img| turned(img, |(_, w), row, column| (column, w - 1 - row)),
                )
                .mistake(
                    "the image is mirrored over its diagonal",
                    "to exchange row and column is a mirror, not a turn: one of the two has to run backwards",
                    |img| turned(img, |_, row, column| (column, row)),
                )
                .mistake(
                    "the image is mirrored over its other diagonal",
                    "that is a turn and a mirror: only one of row and column runs backwards",
                    |img| turned(img, |(h, w), row, column| (h - 1 - column, w - 1 - row)),
                )
                .grade(
                    |img| turned(img, |(h, _), row, column| (h - 1 - column, row)),
                    quarter_turn,
                ),
        ],
    )
}

/// The (W, H, C) image whose pixels are those of `img` at the places that `from` says, for its (H, W), a row and a column.
fn turned(img: &Array3<u8>, from: fn((usize, usize), usize, usize) -> (usize, usize)) -> Array3<u8> {
    let (h, w, c) = img.dim();
    Array3::from_shape_fn((w, h, c), |(row, column, channel)| {
        let (row, column) = from((h, w), row, column);
        img[[row, column, channel]]
    })
}
