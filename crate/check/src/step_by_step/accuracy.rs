//! Question 5.3: the share of samples whose label is among the first k.

use ndarray::{Array2, ArrayView1, Axis};

use crate::{Verdict, draw::Draw, part::Part};

type Batches = Vec<(Array2<f64>, Vec<usize>)>;
/// Logits and labels in batches, and k.
type Case = (Batches, usize);

/// The classes of a case.
const CLASSES: usize = 6;

/// `top_k(batches, k)` gives the share, 0 to 1, of samples with fewer than k logits that are larger than that of their label.
pub fn accuracy(top_k: fn(&[(Array2<f64>, Vec<usize>)], usize) -> f64) -> Verdict {
    let mut draw = Draw::new(53);
    let cases = [(2, 2), (1, 3), (2, 1), (1, 4)]
        .map(|(full_batches, k)| {
            // Sizes and shares are drawn: a share that is written down answers no question.
            let size = draw.index(5..9);
            let mut sizes = vec![size; full_batches];
            sizes.push(draw.index(2..5));
            let batches = sizes
                .iter()
                .enumerate()
                .map(|(i, &n)| batch(&mut draw, n, k, i + 1 == sizes.len()))
                .collect();
            (format!("batches of {sizes:?} samples, k = {k}"), (batches, k))
        })
        .into_iter()
        .collect();
    Verdict::new(
        "Among the first k",
        [Part::new("top_k", 3.0, cases)
            .mistake(
                "whole numbers are divided",
                "7 / 9 is 0 for usize: make both f64 before dividing",
                |case| share(case, is_within).trunc(),
            )
            .mistake(
                "only the largest logit counts",
                "with k = 3 the label may be the second or the third as well",
                |case: &Case| share(case, |row, label, _| is_within(row, label, 1)),
            )
            .mistake(
                "one place too many counts",
                "the label is among the first k if *fewer* than k logits are larger",
                |case| share(case, |row, label, k| is_within(row, label, k + 1)),
            )
            .mistake(
                "equal logits are counted as larger ones",
                "only logits that are larger than the label's stand before it",
                |case| {
                    share(case, |row, label, k| {
                        row.iter().filter(|z| **z >= row[label]).count() <= k
                    })
                },
            )
            .mistake(
                "the smallest logits are taken for the best",
                "a large logit is a likely class",
                |case| {
                    share(case, |row, label, k| {
                        is_within(&row.mapv(|z| -z).view(), label, k)
                    })
                },
            )
            .mistake(
                "the share is the mean of the batches' shares",
                "the last batch is smaller and must count less: count over all batches, divide once",
                |(batches, k)| {
                    let sum: f64 = batches
                        .iter()
                        .map(|batch| share(&(vec![batch.clone()], *k), is_within))
                        .sum();
                    sum / batches.len() as f64
                },
            )
            .mistake(
                "the share is in percent",
                "asked for is a share from 0 to 1",
                |case| share(case, is_within) * 100.0,
            )
            .grade(|case| share(case, is_within), |(batches, k)| top_k(batches, *k))],
    )
}

/// Samples whose labels have drawn places; the last batch is all right and the others are not, so that the mean of batches
/// is not the mean of samples.
fn batch(draw: &mut Draw, n: usize, k: usize, is_last: bool) -> (Array2<f64>, Vec<usize>) {
    let mut logits = draw.matrix(n, CLASSES, 2.0);
    let mut labels = Vec::new();
    for row in 0..n {
        let order = sorted(&logits.row(row));
        let place = match row {
            // The last that counts, and the first that does not.
            0 => k - 1,
            1 if !is_last => k,
            // A tie at the border: not larger is not before.
            2 if !is_last => {
                logits[[row, order[k]]] = logits[[row, order[k - 1]]];
                k
            }
            _ if is_last => draw.index(0..k),
            _ => draw.index(0..CLASSES),
        };
        labels.push(order[place]);
    }
    (logits, labels)
}

/// Classes by their logits, the largest first.
fn sorted(row: &ArrayView1<f64>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..row.len()).collect();
    order.sort_by(|a, b| row[*b].total_cmp(&row[*a]));
    order
}

fn is_within(row: &ArrayView1<f64>, label: usize, k: usize) -> bool {
    row.iter().filter(|z| **z > row[label]).count() < k
}

fn share((batches, k): &Case, is_right: impl Fn(&ArrayView1<f64>, usize, usize) -> bool) -> f64 {
    let (mut right, mut all) = (0_usize, 0_usize);
    for (logits, labels) in batches {
        for (row, &label) in logits.axis_iter(Axis(0)).zip(labels) {
            right += usize::from(is_right(&row, label, *k));
            all += 1;
        }
    }
    right as f64 / all as f64
}
