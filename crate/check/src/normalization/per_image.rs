//! Question 3.3: each image with its own μ and σ.

use ndarray::{Array2, Axis};

use super::{moments, pixels};
use crate::{Verdict, draw::Draw, part::Part};

/// `per_image(images)` normalizes each row by its own μ and σ; a constant image becomes zeros.
pub fn per_image(per_image: fn(&Array2<f64>) -> Array2<f64>) -> Verdict {
    let mut draw = Draw::new(33);
    let mut constant = pixels(&mut draw, 3, 5);
    let value = draw.index(1..255) as f64;
    constant.row_mut(1).fill(value);
    // Two neighboring grays: a σ below 1, and no image of one color.
    let mut faint = pixels(&mut draw, 3, 6);
    let value = draw.index(1..255) as f64;
    faint.row_mut(0).fill(value);
    faint[[0, draw.index(0..6)]] += 1.0;
    let cases = vec![
        ("3 images of 4 pixels".to_owned(), pixels(&mut draw, 3, 4)),
        ("4 images of 4 pixels".to_owned(), pixels(&mut draw, 4, 4)),
        ("3 images of 5 pixels, the second constant".to_owned(), constant),
        ("3 images of 6 pixels, the first of two grays".to_owned(), faint),
    ];
    Verdict::new(
        "A z-score for each image",
        [Part::new("per_image", 3.0, cases)
            .mistake(
                "a constant image becomes NaN",
                "its σ is 0, and 0/0 is NaN: divide by 1 where σ is 0",
                |images| each(images, false),
            )
            .mistake(
                "the batch's statistics are used",
                "each image has its own μ and σ, whatever images stand beside it",
                |images| {
                    let (mean, std) = moments(images);
                    images.mapv(|p| (p - mean) / std)
                },
            )
            .mistake(
                "μ and σ are those of each pixel over the images",
                "a row is an image: average along Axis(1), and keep that axis (insert_axis) to subtract",
                |images| each(&images.t().to_owned(), false).t().to_owned(),
            )
            .mistake(
                "μ and σ are those of each pixel over the images",
                "a row is an image: average along Axis(1), and keep that axis (insert_axis) to subtract",
                |images| each(&images.t().to_owned(), true).t().to_owned(),
            )
            .mistake(
                "the images' μ and σ meet the columns",
                "one number a row is taken for one a column: keep the axis, insert_axis(Axis(1))",
                |images| {
                    let mean = images.mean_axis(Axis(1)).unwrap_or_default();
                    (images - &mean) / images.std_axis(Axis(1), 0.0)
                },
            )
            .or_panics("broadcast")
            .or_panics("incompatible shapes")
            .mistake(
                "σ is divided by N − 1",
                "that is the estimate from a sample; σ here is the root of the mean square over all N pixels: std(0.0)",
                |images| {
                    let mut result = each(images, true);
                    let n = images.ncols() as f64;
                    result *= ((n - 1.0) / n).sqrt();
                    result
                },
            )
            .grade(|images| each(images, true), per_image)],
    )
}

fn each(images: &Array2<f64>, careful: bool) -> Array2<f64> {
    let mut result = images.clone();
    for mut row in result.axis_iter_mut(Axis(0)) {
        let mean = row.sum() / row.len() as f64;
        let std = row.std(0.0);
        // Rounding may leave a constant row a σ of 1e-14.
        let flat = std < 1e-9;
        row.mapv_inplace(|p| match (flat, careful) {
            (true, true) => 0.0,
            (true, false) => f64::NAN,
            (false, _) => (p - mean) / std,
        });
    }
    result
}
