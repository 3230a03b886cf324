//! Question 3.1: fitted on training data, applied to both.

use ndarray::{Array2, Axis, concatenate};

use super::{moments, pixels};
use crate::{Verdict, draw::Draw, part::Part};

type Pair = (Array2<f64>, Array2<f64>);

/// `z_score(train, test)` gives both sets with the training set's μ and σ over all pixels.
pub fn z_score(z_score: fn(&Array2<f64>, &Array2<f64>) -> Pair) -> Verdict {
    let mut draw = Draw::new(31);
    let cases = [(4, 3, 6), (6, 2, 4), (5, 5, 9)]
        .map(|(train, test, size)| {
            let mut a = pixels(&mut draw, train, size);
            let mut b = pixels(&mut draw, test, size) * 0.5 + 60.0;
            // A pixel in the corner is black in every image, as in Fashion-MNIST.
            a.column_mut(0).fill(0.0);
            b.column_mut(0).fill(0.0);
            (
                format!("{train} training and {test} test images of {size} pixels"),
                (a, b),
            )
        })
        .to_vec();
    let apply = |images: &Array2<f64>, (mean, std): (f64, f64)| images.mapv(|p| (p - mean) / std);
    Verdict::new(
        "A z-score for training and test",
        [Part::new("z_score", 4.0, cases)
            .mistake(
                "the test set is normalized with its own statistics",
                "the model must see test images on the scale it was trained on: fit μ and σ on the training set alone",
                move |(train, test): &Pair| (apply(train, moments(train)), apply(test, moments(test))),
            )
            .mistake(
                "μ and σ are taken for each pixel",
                "a pixel that is black in every image has σ = 0 and becomes NaN; take one μ and one σ over all pixels",
                |(train, test)| {
                    let mean = train.sum_axis(Axis(0)) / train.nrows() as f64;
                    let std = train.std_axis(Axis(0), 0.0);
                    ((train - &mean) / &std, (test - &mean) / &std)
                },
            )
            .mistake(
                "μ and σ are taken for each pixel",
                "one μ and one σ over all pixels of all training images: a pixel of its own has no scale of its own",
                |(train, test)| {
                    let mean = train.sum_axis(Axis(0)) / train.nrows() as f64;
                    let std = train.std_axis(Axis(0), 0.0).mapv(|s| if s > 0.0 { s } else { 1.0 });
                    ((train - &mean) / &std, (test - &mean) / &std)
                },
            )
            .mistake(
                "μ and σ are taken over both sets",
                "a test set that helps to choose μ and σ is no longer unseen: fit on the training set alone",
                move |(train, test)| {
                    let both = concatenate![Axis(0), *train, *test];
                    (apply(train, moments(&both)), apply(test, moments(&both)))
                },
            )
            .mistake(
                "σ is divided by N − 1",
                "that is the estimate from a sample; σ here is the root of the mean square over all N numbers: std(0.0)",
                move |(train, test)| {
                    let (mean, _) = moments(train);
                    let std = train.std(1.0);
                    (apply(train, (mean, std)), apply(test, (mean, std)))
                },
            )
            .mistake(
                "statistics of 0..1 are applied to 0..255",
                "μ and σ belong to a scale: those of Image/255 are 255 times smaller than those of the raw pixels",
                move |(train, test)| {
                    let (mean, std) = moments(train);
                    let small = (mean / 255.0, std / 255.0);
                    (apply(train, small), apply(test, small))
                },
            )
            .mistake(
                "the variance is used as the standard deviation",
                "σ is the square root of the variance",
                move |(train, test)| {
                    let (mean, std) = moments(train);
                    (apply(train, (mean, std * std)), apply(test, (mean, std * std)))
                },
            )
            .grade(
                move |(train, test)| (apply(train, moments(train)), apply(test, moments(train))),
                |(train, test)| z_score(train, test),
            )],
    )
}
