//! Question 5.3: the share of right answers over all batches.

use ndarray::{Array2, ArrayView1, Axis};

use crate::{Verdict, draw::Draw, part::Part};

type Batches = Vec<(Array2<f64>, Vec<usize>)>;

/// `accuracy(batches)` gives the share, 0 to 1, of samples whose largest logit is at their label.
pub fn accuracy(accuracy: fn(&[(Array2<f64>, Vec<usize>)]) -> f64) -> Verdict {
    let mut draw = Draw::new(53);
    let mut cases: Vec<(String, Batches)> = Vec::new();
    for full_batches in [2, 2, 1] {
        // Sizes and shares are drawn: a share that is written down answers no question.
        let size = draw.index(4..9);
        let mut sizes = vec![size; full_batches];
        sizes.push(draw.index(1..size));
        let mut batches = Batches::new();
        for (i, &n) in sizes.iter().enumerate() {
            let mut logits = draw.matrix(n, 4, 2.0);
            if i == 0 {
                // A row, told right below, in which no logit is above 0 and the first is the least.
                logits.row_mut(1).mapv_inplace(|z| -0.1 - z.abs());
                logits[[1, 0]] = -3.0;
                // Row 2 is told right below, and so is column 2: whoever looks along columns gets some right as well.
                logits[[3, 2]] = 2.5;
                logits[[2, 3]] = 2.4;
            }
            let mut labels: Vec<usize> = logits.axis_iter(Axis(0)).map(|row| largest(&row)).collect();
            // The last batch is all right and the others are not, so that the mean of batches differs from the mean of samples.
            if i + 1 < sizes.len() {
                for (row, label) in labels.iter_mut().enumerate() {
                    if row == 0 || (row > 2 && draw.index(0..2) == 0) {
                        *label = (*label + 1 + draw.index(0..3)) % 4;
                    }
                }
            }
            batches.push((logits, labels));
        }
        cases.push((format!("batches of {sizes:?} samples, 4 classes"), batches));
    }
    Verdict::new(
        "Accuracy",
        [Part::new("accuracy", 3.0, cases)
            .mistake(
                "whole numbers are divided",
                "7 / 9 is 0 for usize: make both f64 before dividing",
                |batches| over_samples(batches, right).trunc(),
            )
            .mistake(
                "the largest number is looked for in each column",
                "a row is a sample: look for the largest of its logits, along Axis(1)",
                |batches| over_samples(batches, |logits, labels| right(&logits.t().to_owned(), labels)),
            )
            .or_panics("index")
            .mistake(
                "the accuracy is the mean of the batches' accuracies",
                "the last batch is smaller and must count less: count right answers, divide by all samples",
                |batches| {
                    let sum: f64 = batches
                        .iter()
                        .map(|(logits, labels)| right(logits, labels) as f64 / labels.len() as f64)
                        .sum();
                    sum / batches.len() as f64
                },
            )
            .mistake(
                "the accuracy is in percent",
                "asked for is a share from 0 to 1",
                |batches| over_samples(batches, right) * 100.0,
            )
            .grade(
                |batches| over_samples(batches, right),
                |batches| accuracy(batches),
            )],
    )
}

/// The first of the largest.
fn largest(row: &ArrayView1<f64>) -> usize {
    (0..row.len()).fold(0, |best, i| if row[i] > row[best] { i } else { best })
}

fn right(logits: &Array2<f64>, labels: &[usize]) -> usize {
    logits
        .axis_iter(Axis(0))
        .zip(labels)
        .filter(|(row, label)| largest(row) == **label)
        .count()
}

fn over_samples(batches: &Batches, right: impl Fn(&Array2<f64>, &[usize]) -> usize) -> f64 {
    let right: usize = batches.iter().map(|(logits, labels)| right(logits, labels)).sum();
    let all: usize = batches.iter().map(|(_, labels)| labels.len()).sum();
    right as f64 / all as f64
}
