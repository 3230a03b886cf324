//! Problem set 5.

use check::step_by_step::{accuracy, confusion, order, train_epoch};
use ndarray::{Array2, Axis};

use super::leaves;

#[test]
fn any_order_with_a_step_before_its_gradients() {
    for letters in [
        ['a', 'b', 'c', 'd', 'e'],
        ['b', 'e', 'd', 'a', 'c'],
        ['d', 'a', 'b', 'e', 'c'],
    ] {
        let verdict = order_of(letters);
        assert_eq!(
            verdict.misconceptions,
            ["the step comes before backward"],
            "{letters:?}"
        );
    }
    assert!(order_of(['a'; 5]).misconceptions.is_empty());
}

/// A check takes a plain function, which cannot hold the letters.
fn order_of(letters: [char; 5]) -> check::Verdict {
    thread_local! {
        static LETTERS: std::cell::Cell<[char; 5]> = const { std::cell::Cell::new(['a'; 5]) };
    }
    LETTERS.set(letters);
    order(|| LETTERS.get())
}

#[test]
fn a_last_batch_counted_as_full() {
    leaves(2.5, "the last batch is counted as full", || {
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
fn a_largest_logit_that_must_be_positive() {
    leaves(0.0, "was expected", || {
        accuracy(|batches| {
            let (mut right, mut all) = (0, 0);
            for (logits, labels) in batches {
                for (row, label) in logits.outer_iter().zip(labels) {
                    let mut best = (0, 0.0);
                    for (class, &z) in row.iter().enumerate() {
                        if z > best.1 {
                            best = (class, z);
                        }
                    }
                    right += usize::from(best.0 == *label);
                    all += 1;
                }
            }
            f64::from(u32::try_from(right).expect("few")) / f64::from(all)
        })
    });
}

#[test]
fn rows_sums_that_meet_the_columns() {
    leaves(2.5, "meet the columns", || {
        confusion(
            |labels, predicted, classes| {
                let mut matrix = Array2::zeros((classes, classes));
                labels
                    .iter()
                    .zip(predicted)
                    .for_each(|(&t, &p)| matrix[[t, p]] += 1);
                matrix
            },
            |matrix| {
                let matrix = matrix.mapv(|n| n as f64);
                &matrix / &matrix.sum_axis(Axis(1))
            },
        )
    });
}

#[test]
fn a_matrix_of_the_classes_that_occur() {
    leaves(1.0, "the shape is (3, 3), and (5, 5) was expected", || {
        confusion(
            |labels, predicted, _| {
                let classes = labels.iter().chain(predicted).max().map_or(0, |class| class + 1);
                let mut matrix = Array2::zeros((classes, classes));
                labels
                    .iter()
                    .zip(predicted)
                    .for_each(|(&t, &p)| matrix[[t, p]] += 1);
                matrix
            },
            |matrix| {
                let matrix = matrix.mapv(|n| n as f64);
                &matrix / &matrix.sum_axis(Axis(1)).insert_axis(Axis(1))
            },
        )
    });
}
