//! Question 6.4: what the accuracy hides.

use ndarray::{Array2, Axis};

use crate::{Verdict, draw::Draw, part::Part};

type Metrics = (Vec<f64>, Vec<f64>, f64);

/// `precision_recall(matrix)` gives each class's precision and recall, 0 where there is nothing to divide, and the macro
/// average of the precision; rows of the matrix are the truth.
pub fn precision_recall(precision_recall: fn(&Array2<usize>) -> Metrics) -> Verdict {
    let mut draw = Draw::new(64);
    let mut cases: Vec<_> = [3, 4, 5]
        .map(|classes| {
            let mut matrix = Array2::from_shape_fn((classes, classes), |(t, p)| {
                if t == p {
                    draw.index(5..20)
                } else {
                    draw.index(0..6)
                }
            });
            matrix[[0, 1]] += 7;
            let label = if classes == 4 {
                // A class that is never answered.
                matrix.column_mut(2).fill(0);
                "4 classes, one of them never answered".to_owned()
            } else {
                format!("{classes} classes")
            };
            (label, matrix)
        })
        .to_vec();
    // A class that never occurs, another that is never answered, and one of which nothing is right.
    let mut odd = Array2::from_shape_fn((5, 5), |(t, p)| draw.index(if t == p { 5..20 } else { 1..6 }));
    let classes = draw.permutation(5);
    odd.row_mut(classes[0]).fill(0);
    odd.column_mut(classes[1]).fill(0);
    odd[[classes[2], classes[2]]] = 0;
    cases.push((
        "5 classes: one does not occur, one is never answered, of one nothing is right".to_owned(),
        odd,
    ));
    Verdict::new(
        "Precision and recall",
        [Part::new("precision_recall", 3.0, cases)
            .mistake(
                "precision and recall are swapped",
                "precision divides by what was *called* the class (column), recall by what *is* the class (row)",
                |matrix| {
                    let (precision, recall, _) = right(matrix);
                    let mean = mean(&recall);
                    (recall, precision, mean)
                },
            )
            .mistake(
                "precision and recall are swapped",
                "precision divides by what was *called* the class (column), recall by what *is* the class (row)",
                |matrix| {
                    let (precision, recall, mean) = right(matrix);
                    (recall, precision, mean)
                },
            )
            .mistake(
                "0/0 becomes NaN",
                "a class that was never answered has no precision; the convention is 0",
                |matrix| {
                    let precision = per_class(matrix, Axis(0), f64::NAN);
                    let mean = mean(&precision);
                    (precision, per_class(matrix, Axis(1), f64::NAN), mean)
                },
            )
            .mistake(
                "0/0 becomes NaN",
                "a class that does not occur has no recall; the convention is 0",
                |matrix| {
                    let (precision, _, mean) = right(matrix);
                    (precision, per_class(matrix, Axis(1), f64::NAN), mean)
                },
            )
            .mistake(
                "0/0 becomes NaN",
                "a class that was never answered has no precision; the convention is 0",
                |matrix| {
                    let precision = per_class(matrix, Axis(0), f64::NAN);
                    let mean = mean(&precision);
                    (precision, per_class(matrix, Axis(1), 0.0), mean)
                },
            )
            .mistake(
                "classes without a precision are left out of the mean",
                "the question takes 0 for them, and the mean runs over all classes",
                |matrix| {
                    let (precision, recall, _) = right(matrix);
                    let answered = per_class(matrix, Axis(0), f64::NAN);
                    let answered: Vec<f64> = answered.into_iter().filter(|p| !p.is_nan()).collect();
                    (precision, recall, mean(&answered))
                },
            )
            .mistake(
                "the micro average is given for the macro average",
                "macro: each class counts alike, the mean of the classes' precisions; micro is the accuracy",
                |matrix| {
                    let (precision, recall, _) = right(matrix);
                    let micro = matrix.diag().sum() as f64 / matrix.sum() as f64;
                    (precision, recall, micro)
                },
            )
            .grade(right, precision_recall)],
    )
}

fn right(matrix: &Array2<usize>) -> Metrics {
    let precision = per_class(matrix, Axis(0), 0.0);
    let mean = mean(&precision);
    (precision, per_class(matrix, Axis(1), 0.0), mean)
}

fn per_class(matrix: &Array2<usize>, axis: Axis, nothing: f64) -> Vec<f64> {
    let ratio = |(&right, &all): (&usize, &usize)| {
        if all == 0 {
            nothing
        } else {
            right as f64 / all as f64
        }
    };
    matrix
        .diag()
        .iter()
        .zip(&matrix.sum_axis(axis))
        .map(ratio)
        .collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
