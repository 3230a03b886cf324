//! Question 1.5: images become rows, and rows images.

use ndarray::{Array2, Array3};

use crate::{Verdict, draw::Draw, part::Part};

/// `flatten(images)` makes (N, H·W) of (N, H, W); `unflatten(flat, height, width)` undoes it.
pub fn flatten(
    flatten: fn(&Array3<u8>) -> Array2<u8>,
    unflatten: fn(&Array2<u8>, usize, usize) -> Array3<u8>,
) -> Verdict {
    let mut draw = Draw::new(15);
    let cases = || {
        [(2, 3, 4), (3, 4, 4), (5, 2, 3), (1, 4, 2)]
            .map(|(n, h, w)| (format!("{n} images of {h} × {w}"), draw.image(n, h, w)))
            .to_vec()
    };
    let mut cases = cases;
    Verdict::new(
        "Flatten and back",
        [
            Part::new("flatten", 1.0, cases())
                .mistake(
                    "columns are strung together instead of rows",
                    "pixel (row, col) goes to row·W + col: the last axis runs fastest",
                    |images| rows(&transposed(images)),
                )
                .mistake(
                    "the batch axis is lost",
                    "each image becomes a row of its own: (N, H, W) → (N, H·W)",
                    |images| {
                        let row: Vec<u8> = images.iter().copied().collect();
                        Array2::from_shape_fn((1, row.len()), |(_, i)| row[i])
                    },
                )
                .grade(rows, flatten),
            Part::new("unflatten", 1.0, cases())
                .mistake(
                    "columns are strung together instead of rows",
                    "entry i of a row is the pixel in row i / W, column i % W",
                    |images| {
                        let (_, h, w) = images.dim();
                        let flat = rows(images);
                        Array3::from_shape_fn(images.dim(), |(n, r, c)| flat[[n, (c * h + r) % (h * w)]])
                    },
                )
                .mistake(
                    "height and width are swapped",
                    "the shape is (N, H, W): the rows come before the columns",
                    |images| {
                        let (n, h, w) = images.dim();
                        let flat = rows(images);
                        Array3::from_shape_fn((n, w, h), |(n, r, c)| flat[[n, r * h + c]])
                    },
                )
                .grade(Clone::clone, |images| {
                    let (_, h, w) = images.dim();
                    unflatten(&rows(images), h, w)
                }),
        ],
    )
}

fn rows(images: &Array3<u8>) -> Array2<u8> {
    let (n, h, w) = images.dim();
    Array2::from_shape_fn((n, h * w), |(n, i)| images[[n, i / w, i % w]])
}

fn transposed(images: &Array3<u8>) -> Array3<u8> {
    images.clone().permuted_axes([0, 2, 1])
}
