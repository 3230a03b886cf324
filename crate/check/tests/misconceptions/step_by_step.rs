//! Problem set 5.

use check::step_by_step::{accuracy, bugs, confusion, order, train_epoch};
use ndarray::Array2;

use super::leaves;

#[test]
fn logs_that_are_never_at_fault() {
    leaves(0.0, "None came", || order(|_| None));
}

#[test]
fn a_last_batch_counted_as_full() {
    leaves(2.0, "the last batch is counted as full", || {
        train_epoch(|epoch, n, batch_size, shuffle, step| {
            let order = shuffle(epoch);
            let mut loss = 0.0;
            for first in (0..n).step_by(batch_size) {
                loss += step(&order[first..n.min(first + batch_size)]) * batch_size as f64;
            }
            loss / n as f64
        })
    });
}

#[test]
fn a_share_of_each_batch_in_whole_numbers() {
    leaves(0.0, "whole numbers are divided", || {
        accuracy(|batches, k| {
            let (mut right, mut all) = (0, 0);
            for (logits, labels) in batches {
                for (row, &label) in logits.outer_iter().zip(labels) {
                    right += usize::from(row.iter().filter(|z| **z > row[label]).count() < k);
                    all += 1;
                }
            }
            (right / all) as f64
        })
    });
}

#[test]
fn a_pair_in_the_other_order() {
    leaves(2.0, "was expected", || {
        confusion(
            |matrix, a, b| {
                let name = |class: usize| {
                    if class == b {
                        a
                    } else {
                        class - usize::from(class > b)
                    }
                };
                let mut merged = Array2::zeros((matrix.nrows() - 1, matrix.nrows() - 1));
                for ((t, p), n) in matrix.indexed_iter() {
                    merged[[name(t), name(p)]] += n;
                }
                merged
            },
            |matrix| {
                let (a, b) = (0..matrix.nrows())
                    .flat_map(|a| (0..a).map(move |b| (a, b)))
                    .max_by_key(|&(a, b)| matrix[[a, b]] + matrix[[b, a]])
                    .expect("two classes");
                (a, b)
            },
        )
    });
}

#[test]
fn a_logarithm_with_base_10() {
    leaves(2.0, "base 10", || {
        bugs(
            |classes| -(1f64.exp() / (1f64.exp() + classes as f64 - 1.0)).log10(),
            || ['b', 'f', 'e'],
        )
    });
}
