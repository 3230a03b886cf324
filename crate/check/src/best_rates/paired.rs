//! The lab's statistics: a difference with its spread, seed by seed.

use crate::{Verdict, draw::Draw, part::Part};

type Case = (Vec<f64>, Vec<f64>, f64);

/// `paired(a, b, t)` gives the mean of the differences a − b, and t·s/√n with their standard deviation s.
pub fn paired(paired: fn(&[f64], &[f64], f64) -> (f64, f64)) -> Verdict {
    let mut draw = Draw::new(81);
    let cases = [(2, 12.706, 0.2), (3, 4.303, -0.15), (5, 2.776, 0.1)]
        .map(|(n, t, shift)| {
            // Alike from seed to seed, as runs in the same order of images are.
            let common: Vec<f64> = (0..n).map(|_| draw.number(0.3..0.9)).collect();
            let mut noisy = |shift: f64| -> Vec<f64> {
                let noise = common.iter().map(|x| x + shift + draw.number(-0.05..0.05));
                noise.collect()
            };
            let (a, b) = (noisy(shift), noisy(0.0));
            (format!("{n} seeds, t = {t}"), (a, b, t))
        })
        .to_vec();
    Verdict::new(
        "A difference with its spread",
        [Part::new("paired", 2.0, cases)
            .mistake(
                "the two lists are taken as if they were independent",
                "with one seed both runs see the same images in the same order: take the differences first, then their spread",
                |(a, b, t): &Case| {
                    let both = (variance(a, 1.0) + variance(b, 1.0)).sqrt();
                    (mean(a) - mean(b), t * both / root(a))
                },
            )
            .mistake(
                "s is divided by n",
                "n numbers around their own mean have n − 1 free ones: divide the squares by n − 1",
                |(a, b, t)| {
                    let d = differences(a, b);
                    (mean(&d), t * variance(&d, 0.0).sqrt() / root(&d))
                },
            )
            .mistake(
                "√n is missing",
                "that is the spread of one run; the mean of n is √n times more certain",
                |(a, b, t)| {
                    let d = differences(a, b);
                    (mean(&d), t * variance(&d, 1.0).sqrt())
                },
            )
            .mistake(
                "the variance is used as the standard deviation",
                "s is the square root of the variance",
                |(a, b, t)| {
                    let d = differences(a, b);
                    (mean(&d), t * variance(&d, 1.0) / root(&d))
                },
            )
            .mistake(
                "the differences are taken the other way round",
                "asked for is a − b",
                |case| {
                    let (mean, half) = right(case);
                    (-mean, half)
                },
            )
            .grade(right, |(a, b, t)| paired(a, b, *t))],
    )
}

fn right((a, b, t): &Case) -> (f64, f64) {
    let d = differences(a, b);
    (mean(&d), t * variance(&d, 1.0).sqrt() / root(&d))
}

fn differences(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64], lost: f64) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
    squares / (values.len() as f64 - lost)
}

fn root(values: &[f64]) -> f64 {
    (values.len() as f64).sqrt()
}
