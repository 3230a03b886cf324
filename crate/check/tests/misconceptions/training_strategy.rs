//! Problem set 6.

use std::cmp::Ordering;

use check::training_strategy::{choose, precision_recall, split};
use ndarray::{Array2, Axis, Zip};

use super::leaves;

fn cut(order: &[usize], at: f64) -> (Vec<usize>, Vec<usize>) {
    let (learn, validate) = order.split_at(at as usize);
    (learn.to_vec(), validate.to_vec())
}

#[test]
fn a_cut_that_is_not_at_the_nearest() {
    leaves(1.5, "rounded down", || {
        split(|order, share| cut(order, order.len() as f64 * share))
    });
    leaves(1.5, "rounded up", || {
        split(|order, share| cut(order, (order.len() as f64 * share).ceil()))
    });
}

fn largest(table: &Array2<f64>, compare: fn(&f64, &f64) -> Ordering) -> (usize, usize) {
    let mut places: Vec<_> = table.indexed_iter().collect();
    places.sort_by(|a, b| compare(a.1, b.1));
    places[places.len() - 1].0
}

#[test]
fn not_a_number_stops_the_search() {
    leaves(2.0, "NaN wins", || {
        choose(|_, valid, _| largest(valid, |a, b| a.partial_cmp(b).unwrap()))
    });
    leaves(2.0, "NaN wins", || {
        choose(|_, valid, _| largest(valid, |a, b| a.partial_cmp(b).expect("NaN is no accuracy")))
    });
}

#[test]
fn a_search_that_begins_with_not_a_number() {
    leaves(2.0, "a search that begins with it ends with it", || {
        choose(|_, valid, _| {
            let mut place = (0, 0);
            for run in 0..valid.nrows() {
                for epoch in 0..valid.ncols() {
                    if valid[[run, epoch]] > valid[place] {
                        place = (run, epoch);
                    }
                }
            }
            place
        })
    });
}

#[test]
fn a_search_in_which_not_a_number_is_a_tie() {
    leaves(2.0, "NaN wins", || {
        choose(|_, valid, _| {
            let place = valid
                .indexed_iter()
                .max_by(|a, b| a.1.partial_cmp(b.1).unwrap_or(Ordering::Equal));
            place.expect("accuracies").0
        })
    });
}

/// The diagonal divided by sums, with what stands for 0/0.
fn shares(matrix: &Array2<usize>, axis: usize, nothing: f64) -> Vec<f64> {
    Zip::from(matrix.diag())
        .and(&matrix.sum_axis(Axis(axis)))
        .map_collect(|&right, &all| {
            if all == 0 {
                nothing
            } else {
                right as f64 / all as f64
            }
        })
        .to_vec()
}

#[test]
fn nothing_divided_by_nothing_in_one_of_the_two() {
    leaves(1.5, "a class that does not occur has no recall", || {
        precision_recall(|matrix| {
            let precision = shares(matrix, 0, 0.0);
            let mean = precision.iter().sum::<f64>() / precision.len() as f64;
            (precision, shares(matrix, 1, f64::NAN), mean)
        })
    });
    leaves(1.5, "a class that was never answered has no precision", || {
        precision_recall(|matrix| {
            let precision = shares(matrix, 0, f64::NAN);
            let mean = precision.iter().sum::<f64>() / precision.len() as f64;
            (precision, shares(matrix, 1, 0.0), mean)
        })
    });
}

#[test]
fn a_mean_over_the_classes_that_were_answered() {
    leaves(1.5, "left out of the mean", || {
        precision_recall(|matrix| {
            let answered = matrix.sum_axis(Axis(0)).iter().filter(|n| **n > 0).count();
            let precision = shares(matrix, 0, 0.0);
            let mean = precision.iter().sum::<f64>() / answered as f64;
            (precision, shares(matrix, 1, 0.0), mean)
        })
    });
}
