//! Question 2.2: the loss from logits and from targets that are no single class.

use ndarray::{Array1, Array2, ArrayView1, Axis};

use super::probabilities;
use crate::{Verdict, draw::Draw, part::Part};

type Case = (Array2<f64>, Array2<f64>);

/// `cross_entropy(z, targets)` gives −1/N Σ targets · log ŷ.
pub fn cross_entropy(cross_entropy: fn(&Array2<f64>, &Array2<f64>) -> f64) -> Verdict {
    Verdict::new(
        "Cross-entropy with soft targets",
        [Part::new("cross_entropy", 4.0, cases())
            .mistake(
                "the losses are added up instead of averaged",
                "the loss is the mean over the samples, so that it does not grow with the batch",
                |case: &Case| right(case) * case.0.nrows() as f64,
            )
            .mistake(
                "the mean is taken over all numbers",
                "a sample's loss is the sum over its classes; the mean runs over the samples alone",
                |case| right(case) / case.0.ncols() as f64,
            )
            .mistake(
                "only the likeliest class of a target counts",
                "a target of 0.9 and 0.1 asks for both: each class counts with its share",
                |(z, targets)| right(&(z.clone(), hardened(targets))),
            )
            .mistake(
                "softmax is applied twice",
                "the logits go through softmax once; a second softmax makes every sample look undecided",
                |(z, targets)| right(&(probabilities(z), targets.clone())),
            )
            .mistake(
                "the largest logit is looked for from 0 on",
                "all logits may be negative: begin with −∞, or with the first of them",
                |case| mean(case, |row| log_softmax(row, 0.0)),
            )
            .mistake(
                "the logarithm of a probability that became 0",
                "ŷ can be too small for an f64, and 0 · log 0 is NaN; log ŷ = z − max − log Σ e^(z − max) never takes log 0",
                |(z, targets)| {
                    let y_hat = probabilities(z);
                    -(targets * &y_hat.mapv(f64::ln)).sum() / z.nrows() as f64
                },
            )
            .mistake(
                "no maximum is taken out",
                "e^2000 is infinite and e^−2000 is 0: log Σ e^z = max + log Σ e^(z − max) needs neither",
                |case| {
                    mean(case, |row| {
                        let exp = row.mapv(f64::exp);
                        (&exp / exp.sum()).mapv(f64::ln)
                    })
                },
            )
            .mistake(
                "no maximum is taken out",
                "e^2000 is infinite and e^−2000 is 0: log Σ e^z = max + log Σ e^(z − max) needs neither",
                |case| {
                    mean(case, |row| {
                        let log_sum = row.mapv(f64::exp).sum().ln();
                        row.mapv(|z| z - log_sum)
                    })
                },
            )
            .mistake(
                "the sign is wrong",
                "log of a probability is negative, and the loss is minus that",
                |case| -right(case),
            )
            .mistake(
                "the logarithm has base 10",
                "log in the lecture is the natural logarithm, f64::ln",
                |case| right(case) / std::f64::consts::LN_10,
            )
            .grade(right, |(z, targets)| cross_entropy(z, targets))],
    )
}

fn cases() -> Vec<(String, Case)> {
    let mut draw = Draw::new(22);
    let mut targets = |n: usize, classes: usize| probabilities(&draw.matrix(n, classes, 1.5));
    let [two, five, mut far, low] = [(2, 3), (5, 4), (3, 3), (3, 4)].map(|(n, classes)| targets(n, classes));
    let mut draw = Draw::new(122);
    let mut smooth = Array2::from_elem((4, 10), 0.01);
    for (n, &y) in draw.labels(4, 10).iter().enumerate() {
        smooth[[n, y]] = 0.91;
    }
    let mut z = draw.matrix(3, 3, 2.0);
    z[[0, 0]] += 2000.0;
    // A class that no target wants, and whose probability is 0 for a computer.
    far.row_mut(0).assign(&ndarray::arr1(&[0.25, 0.75, 0.0]));
    vec![
        ("2 samples, 3 classes".into(), (draw.matrix(2, 3, 3.0), two)),
        ("5 samples, 4 classes".into(), (draw.matrix(5, 4, 3.0), five)),
        (
            "labels smoothed over 10 classes".into(),
            (draw.matrix(4, 10, 3.0), smooth),
        ),
        ("targets whose logits lie 2000 below the largest".into(), (z, far)),
        (
            "samples whose logits are all near −2000".into(),
            (draw.matrix(3, 4, 2.0) - 2000.0, low),
        ),
    ]
}

fn right(case: &Case) -> f64 {
    mean(case, |row| log_softmax(row, f64::NEG_INFINITY))
}

/// −1/N Σ targets · what is made of each row of logits.
fn mean((z, targets): &Case, log_y_hat: impl Fn(&ArrayView1<f64>) -> Array1<f64>) -> f64 {
    let rows = z.axis_iter(Axis(0)).zip(targets.outer_iter());
    let losses: f64 = rows.map(|(row, target)| -target.dot(&log_y_hat(&row))).sum();
    losses / z.nrows() as f64
}

/// log ŷ, with the maximum looked for from `least` on.
fn log_softmax(row: &ArrayView1<f64>, least: f64) -> Array1<f64> {
    let max = row.fold(least, |a, &b| a.max(b));
    let log_sum = max + row.mapv(|z| (z - max).exp()).sum().ln();
    row.mapv(|z| z - log_sum)
}

/// 1 at the largest of each row.
fn hardened(targets: &Array2<f64>) -> Array2<f64> {
    let mut hard = Array2::zeros(targets.dim());
    for (row, mut into) in targets.outer_iter().zip(hard.outer_iter_mut()) {
        let best = (0..row.len()).max_by(|&i, &j| row[i].total_cmp(&row[j]));
        into[best.unwrap_or(0)] = 1.0;
    }
    hard
}
