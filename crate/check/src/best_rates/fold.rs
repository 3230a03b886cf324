//! The lab's algebra: a model on z-scores is a model on raw pixels with other weights.

use ndarray::{Array1, Array2, Axis};

use crate::{Verdict, draw::Draw, part::Part};

type Layer = (Array2<f64>, Array1<f64>);
type Case = (Array2<f64>, Array1<f64>, f64, f64);

/// `fold(w, b, mean, std)` gives the weights and biases that do on raw pixels what `w` and `b` do on z-scores.
pub fn fold(fold: fn(&Array2<f64>, &Array1<f64>, f64, f64) -> Layer) -> Verdict {
    let mut draw = Draw::new(82);
    let cases = [(2, 3), (3, 3), (4, 6)]
        .map(|(classes, pixels)| {
            let w = draw.matrix(classes, pixels, 0.5);
            let b = draw.matrix(1, classes, 0.5).remove_axis(Axis(0));
            let (mean, std) = (draw.number(50.0..100.0), draw.number(60.0..100.0));
            (format!("{classes} classes, {pixels} pixels"), (w, b, mean, std))
        })
        .to_vec();
    Verdict::new(
        "The z-score inside the weights",
        [Part::new("fold", 2.0, cases)
            .mistake(
                "the mean is forgotten in the bias",
                "W·(p − μ)/σ + b has a part without p, −μ/σ·ΣW, which belongs to the bias",
                |(w, b, _, std): &Case| (w / *std, b.clone()),
            )
            .mistake(
                "the mean goes into the bias with the wrong sign",
                "p − μ: what is taken away from the pixels is taken away from the bias",
                |(w, b, mean, std)| (w / *std, b + &(w.sum_axis(Axis(1)) * (mean / std))),
            )
            .mistake(
                "the mean goes into the bias without 1/σ",
                "(p − μ)/σ: μ is divided by σ as well",
                |(w, b, mean, std)| (w / *std, b - &(w.sum_axis(Axis(1)) * *mean)),
            )
            .mistake(
                "the mean meets the bias without the weights",
                "every weight carries its own −μ/σ: the bias gets it times the sum of the row's weights",
                |(w, b, mean, std)| (w / *std, b - mean / std),
            )
            .mistake(
                "the weights are multiplied by σ",
                "raw pixels are larger than z-scores, so their weights are smaller: divide by σ",
                |(w, b, mean, std)| (w * *std, b - &(w.sum_axis(Axis(1)) * (mean / std))),
            )
            .grade(
                |(w, b, mean, std)| (w / *std, b - &(w.sum_axis(Axis(1)) * (mean / std))),
                |(w, b, mean, std)| fold(w, b, *mean, *std),
            )],
    )
}
