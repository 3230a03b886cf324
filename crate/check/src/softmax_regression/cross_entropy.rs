//! Question 2.2: the loss from logits and labels.

use ndarray::{Array2, Axis};

use super::probabilities;
use crate::{Verdict, draw::Draw, part::Part};

type Case = (Array2<f64>, Vec<usize>);

/// `cross_entropy(z, labels)` gives −1/N Σ log ŷ at each sample's label.
pub fn cross_entropy(cross_entropy: fn(&Array2<f64>, &[usize]) -> f64) -> Verdict {
    let mut draw = Draw::new(22);
    let mut cases: Vec<(String, Case)> = [(2, 3), (5, 4), (8, 10)]
        .map(|(n, classes)| {
            (
                format!("{n} samples, {classes} classes"),
                (draw.matrix(n, classes, 3.0), draw.labels(n, classes)),
            )
        })
        .to_vec();
    let mut z = draw.matrix(3, 3, 2.0);
    z[[0, 0]] += 2000.0;
    cases.push((
        "a sample whose label has a logit 2000 below the largest".into(),
        (z, vec![1, 0, 2]),
    ));
    cases.push((
        "samples whose logits are all near −2000".into(),
        (draw.matrix(3, 4, 2.0) - 2000.0, draw.labels(3, 4)),
    ));
    Verdict::new(
        "Cross-entropy",
        [Part::new("cross_entropy", 4.0, cases)
            .mistake(
                "the losses are added up instead of averaged",
                "the loss is the mean over the samples, so that it does not grow with the batch",
                |(z, labels)| right(z, labels) * labels.len() as f64,
            )
            .mistake(
                "softmax is applied twice",
                "the logits go through softmax once; a second softmax makes every sample look undecided",
                |(z, labels)| right(&probabilities(z), labels),
            )
            .mistake(
                "the largest logit is looked for from 0 on",
                "all logits may be negative: begin with −∞, or with the first of them",
                |(z, labels)| {
                    let log_sum = |n: usize| {
                        let max = z.row(n).fold(0.0_f64, |a, &b| a.max(b));
                        max + z.row(n).mapv(|z| (z - max).exp()).sum().ln()
                    };
                    mean(labels.iter().enumerate().map(|(n, &y)| log_sum(n) - z[[n, y]]))
                },
            )
            .mistake(
                "the logarithm of a probability that became 0",
                "ŷ can be too small for an f64; log ŷ = z − max − log Σ e^(z − max) never takes log 0",
                |(z, labels)| {
                    let y_hat = probabilities(z);
                    mean(labels.iter().enumerate().map(|(n, &y)| -y_hat[[n, y]].ln()))
                },
            )
            .mistake(
                "no maximum is taken out",
                "e^2000 is infinite and e^−2000 is 0: log Σ e^z = max + log Σ e^(z − max) needs neither",
                |(z, labels)| {
                    let exp = z.mapv(f64::exp);
                    mean(
                        labels
                            .iter()
                            .enumerate()
                            .map(|(n, &y)| -(exp[[n, y]] / exp.row(n).sum()).ln()),
                    )
                },
            )
            .mistake(
                "no maximum is taken out",
                "e^2000 is infinite and e^−2000 is 0: log Σ e^z = max + log Σ e^(z − max) needs neither",
                |(z, labels)| {
                    let log_sum = |n: usize| z.row(n).mapv(f64::exp).sum().ln();
                    mean(labels.iter().enumerate().map(|(n, &y)| log_sum(n) - z[[n, y]]))
                },
            )
            .mistake(
                "the sign is wrong",
                "log of a probability is negative, and the loss is minus that",
                |(z, labels)| -right(z, labels),
            )
            .mistake(
                "the logarithm has base 10",
                "log in the lecture is the natural logarithm, f64::ln",
                |(z, labels)| right(z, labels) / std::f64::consts::LN_10,
            )
            .grade(
                |(z, labels)| right(z, labels),
                |(z, labels)| cross_entropy(z, labels),
            )],
    )
}

fn right(z: &Array2<f64>, labels: &[usize]) -> f64 {
    mean(z.axis_iter(Axis(0)).zip(labels).map(|(row, &y)| {
        let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        max + row.mapv(|z| (z - max).exp()).sum().ln() - row[y]
    }))
}

fn mean(losses: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = losses.len() as f64;
    losses.sum::<f64>() / n
}
