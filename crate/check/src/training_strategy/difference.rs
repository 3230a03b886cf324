//! Question 6.5: is a small difference real?

use crate::{Verdict, choice::choice, draw::Draw, part::Part};

/// `standard_error(a, b, n)` is that of the difference of two accuracies, each measured on n images; `conclusion()` the letter
/// of what +0.3 points on 10 000 images mean.
pub fn difference(standard_error: fn(f64, f64, usize) -> f64, conclusion: fn() -> char) -> Verdict {
    let mut draw = Draw::new(65);
    let pairs = [
        (0.880, 0.883, 10_000),
        (draw.number(0.6..0.8), draw.number(0.85..0.95), 10_000),
        (
            draw.number(0.6..0.8),
            draw.number(0.85..0.95),
            draw.index(500..5000),
        ),
        (draw.number(0.1..0.2), draw.number(0.3..0.45), 10_000),
    ];
    let cases = pairs
        .map(|case| {
            (
                format!("{:.3} and {:.3} on {} images", case.0, case.1, case.2),
                case,
            )
        })
        .to_vec();
    let of = |a: f64, b: f64, n: f64| ((a * (1.0 - a) + b * (1.0 - b)) / n).sqrt();
    Verdict::new(
        "Is the difference real?",
        [
            Part::new("standard_error", 1.0, cases)
                .mistake(
                    "N is taken to be 60 000",
                    "accuracy was measured on the n images of the test set, not on the training set",
                    move |&(a, b, _): &(f64, f64, usize)| of(a, b, 60_000.0),
                )
                .mistake(
                    "only one of the two accuracies is uncertain",
                    "both were measured: their variances add up",
                    move |&(a, _, n)| of(a, 1.0, n as f64),
                )
                .mistake(
                    "only one of the two accuracies is uncertain",
                    "both were measured: their variances add up",
                    move |&(_, b, n)| of(1.0, b, n as f64),
                )
                .mistake(
                    "the standard errors are added up instead of the variances",
                    "independent errors partly cancel: add the variances, then take the root",
                    move |&(a, b, n)| of(a, 1.0, n as f64) + of(1.0, b, n as f64),
                )
                .mistake(
                    "the variance is given for the standard error",
                    "the standard error is the square root of the variance",
                    move |&(a, b, n)| of(a, b, n as f64).powi(2),
                )
                .grade(
                    move |&(a, b, n)| of(a, b, n as f64),
                    |&(a, b, n)| standard_error(a, b, n),
                ),
            choice(
                "conclusion",
                1.0,
                'd',
                conclusion,
                &[
                    (
                        'a',
                        "higher is thought to be better",
                        "compare the difference with what standard_error(0.880, 0.883, 10 000) gives",
                    ),
                    (
                        'b',
                        "N is taken to be 60 000",
                        "on how many images was the accuracy measured?",
                    ),
                    (
                        'c',
                        "one seed is thought to be enough",
                        "each was trained once: by how much does an accuracy move with another seed, or other images?",
                    ),
                ],
            ),
        ],
    )
}
