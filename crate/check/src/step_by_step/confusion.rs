//! Question 5.4: which class is taken for which.

use ndarray::{Array2, Axis};

use crate::{Verdict, draw::Draw, part::Part};

/// `confusion(labels, predicted, classes)` counts (true class, predicted class); `shares(matrix)` gives each true class's
/// shares, rows adding up to 1.
pub fn confusion(
    confusion: fn(&[usize], &[usize], usize) -> Array2<usize>,
    shares: fn(&Array2<usize>) -> Array2<f64>,
) -> Verdict {
    let mut draw = Draw::new(54);
    let mut pairs: Vec<_> = [(12, 3), (20, 4), (30, 5)]
        .map(|(n, classes)| {
            let mut labels = draw.labels(n, classes);
            // Each class once at least, so that every row can be divided.
            (0..classes).for_each(|class| labels[class] = class);
            let mut predicted = labels.clone();
            for answer in predicted.iter_mut().step_by(3) {
                *answer = draw.index(0..classes);
            }
            // Not symmetric, whatever was drawn.
            predicted[0] = 1;
            predicted[1] = 2;
            (labels, predicted, classes)
        })
        .to_vec();
    let mut matrices: Vec<_> = pairs
        .iter()
        .map(|(labels, predicted, k)| {
            let mut matrix = count(labels, predicted, *k);
            matrix[[0, 1]] += 3;
            // Every column can be divided as well.
            matrix.diag_mut().mapv_inplace(|n| n + 1);
            (format!("the matrix of {} samples", labels.len()), matrix)
        })
        .collect();
    let mut unanswered = Array2::from_shape_fn((3, 3), |_| draw.index(1..9));
    unanswered.column_mut(draw.index(0..3)).fill(0);
    matrices.push(("a class that is never answered".to_owned(), unanswered));
    // The last two classes occur nowhere, and have their row and column all the same. Which sample is which is drawn: a
    // matrix that is written down answers no question.
    let mut few = vec![(0, 1), (1, 1), (1, 2), (0, 0), (2, 1)];
    few.extend((0..draw.index(0..4)).map(|_| (0, 1)));
    few.extend((0..draw.index(0..4)).map(|_| (2, 2)));
    let name = draw.permutation(3);
    let (labels, predicted) = few.into_iter().map(|(t, p)| (name[t], name[p])).unzip();
    pairs.push((labels, predicted, 5));
    let cases = pairs
        .into_iter()
        .map(|case| (format!("{} samples, {} classes", case.0.len(), case.2), case))
        .collect();
    Verdict::new(
        "The confusion matrix",
        [
            Part::new("confusion", 2.0, cases)
                .mistake(
                    "rows and columns are swapped",
                    "rows are the truth, columns the answers: matrix[[label, predicted]]",
                    |(labels, predicted, k)| count(predicted, labels, *k),
                )
                .mistake(
                    "labels are counted from 1",
                    "labels run from 0 to classes − 1: the first row is class 0",
                    |(labels, predicted, k)| {
                        let mut matrix = Array2::<usize>::zeros((*k, *k));
                        for (&t, &p) in labels.iter().zip(predicted) {
                            if t > 0 && p > 0 {
                                matrix[[t - 1, p - 1]] += 1;
                            }
                        }
                        matrix
                    },
                )
                .or_panics("overflow")
                .or_panics("out of bounds")
                .grade(
                    |(labels, predicted, k)| count(labels, predicted, *k),
                    |(labels, predicted, k)| confusion(labels, predicted, *k),
                ),
            Part::new("shares", 1.0, matrices)
                .mistake(
                    "the columns are normalized",
                    "each row is divided by its own sum: of all coats, the share taken for a shirt",
                    |matrix: &Array2<usize>| {
                        let matrix = matrix.mapv(|n| n as f64);
                        &matrix / &matrix.sum_axis(Axis(0))
                    },
                )
                .mistake(
                    "the rows' sums meet the columns",
                    "one sum a row is taken for one a column: keep the axis, insert_axis(Axis(1))",
                    |matrix| {
                        let matrix = matrix.mapv(|n| n as f64);
                        &matrix / &matrix.sum_axis(Axis(1))
                    },
                )
                .mistake(
                    "everything is divided by the number of samples",
                    "each row is divided by its own sum, so that it adds up to 1",
                    |matrix| {
                        let matrix = matrix.mapv(|n| n as f64);
                        &matrix / matrix.sum()
                    },
                )
                .grade(
                    |matrix| {
                        let matrix = matrix.mapv(|n| n as f64);
                        &matrix / &matrix.sum_axis(Axis(1)).insert_axis(Axis(1))
                    },
                    shares,
                ),
        ],
    )
}

fn count(labels: &[usize], predicted: &[usize], classes: usize) -> Array2<usize> {
    let mut matrix = Array2::zeros((classes, classes));
    for (&label, &answer) in labels.iter().zip(predicted) {
        matrix[[label, answer]] += 1;
    }
    matrix
}
