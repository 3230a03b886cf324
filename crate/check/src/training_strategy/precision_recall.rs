//! Question 6.4: what becomes of a precision where other classes are frequent.

use ndarray::{Array2, Axis};

use crate::{Verdict, draw::Draw, part::Part};

/// A confusion matrix, and how frequent each class is elsewhere.
type Case = (Array2<usize>, Vec<f64>);

/// `precision_in(matrix, frequency)` gives each class's precision where class k is a share `frequency[k]` of all images, and the model
/// answers about each class as in the matrix (rows are the truth); 0 where a class is never answered.
pub fn precision_recall(precision_in: fn(&Array2<usize>, &[f64]) -> Vec<f64>) -> Verdict {
    let mut draw = Draw::new(64);
    let mut cases: Vec<(String, Case)> = [(2, false), (3, false), (5, true)]
        .map(|(classes, is_silent)| {
            let mut matrix = Array2::from_shape_fn((classes, classes), |(t, p)| {
                draw.index(1..9) + if t == p { 15 } else { 0 }
            });
            // Classes that were not equally frequent in the matrix either.
            let row = draw.index(0..classes);
            matrix.row_mut(row).mapv_inplace(|n| 3 * n);
            let mut words = String::new();
            if is_silent {
                matrix.column_mut(draw.index(0..classes)).fill(0);
                ", one of them never answered".clone_into(&mut words);
            }
            (
                format!("{classes} classes{words}"),
                (matrix, frequencies(&mut draw, classes)),
            )
        })
        .to_vec();
    let matrix = ndarray::arr2(&[[95, 5], [5, 95]]);
    cases.push((
        "95 of 100 right in both classes, of which one is rare".to_owned(),
        (matrix, vec![0.01, 0.99]),
    ));
    Verdict::new(
        "Precision elsewhere",
        [Part::new("precision_in", 3.0, cases)
            .mistake(
                "this is the precision in the matrix itself",
                "a rare class has few right answers to set against the mistakes about the frequent ones: weigh the rows",
                |(matrix, _): &Case| precision(&matrix.mapv(|n| n as f64), 0.0),
            )
            .mistake(
                "the rows are weighed and not made shares first",
                "a row with more samples weighs more already: divide it by its sum, then multiply by the frequency",
                |(matrix, frequency)| {
                    let rows = Array2::from_shape_fn(matrix.dim(), |(t, p)| matrix[[t, p]] as f64 * frequency[t]);
                    precision(&rows, 0.0)
                },
            )
            .mistake(
                "0/0 becomes NaN",
                "a class that is never answered has no precision; the question takes 0",
                |case| precision(&elsewhere(case), f64::NAN),
            )
            .mistake(
                "this is the recall",
                "of all images that are *called* the class, which share is it? Divide by the column",
                |(matrix, _)| {
                    let matrix = matrix.mapv(|n| n as f64);
                    (&matrix.diag() / &matrix.sum_axis(Axis(1))).to_vec()
                },
            )
            .mistake(
                "all answers are divided by, weighed or not",
                "both parts of the fraction live elsewhere: the right answers are weighed as well as the sum of the column",
                |case| {
                    let (shares, weighed) = (shares(&case.0), elsewhere(case));
                    let all = weighed.sum_axis(Axis(0));
                    (0..case.1.len())
                        .map(|k| if all[k] > 0.0 { shares[[k, k]] / all[k] } else { 0.0 })
                        .collect::<Vec<f64>>()
                },
            )
            .grade(
                |case| precision(&elsewhere(case), 0.0),
                |(matrix, frequency)| precision_in(matrix, frequency),
            )],
    )
}

/// Shares that add up to 1, no two alike.
fn frequencies(draw: &mut Draw, classes: usize) -> Vec<f64> {
    let weights: Vec<f64> = (0..classes)
        .map(|class| draw.number(0.5..1.0) + class as f64)
        .collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// What becomes of the samples of each class.
fn shares(matrix: &Array2<usize>) -> Array2<f64> {
    let matrix = matrix.mapv(|n| n as f64);
    &matrix / &matrix.sum_axis(Axis(1)).insert_axis(Axis(1))
}

/// The shares of all images that are of one class and called another, where classes are so frequent.
fn elsewhere((matrix, frequency): &Case) -> Array2<f64> {
    let shares = shares(matrix);
    Array2::from_shape_fn(matrix.dim(), |(t, p)| shares[[t, p]] * frequency[t])
}

fn precision(counts: &Array2<f64>, nothing: f64) -> Vec<f64> {
    let called = counts.sum_axis(Axis(0));
    let ratio = |k: usize| {
        if called[k] > 0.0 {
            counts[[k, k]] / called[k]
        } else {
            nothing
        }
    };
    (0..called.len()).map(ratio).collect()
}
