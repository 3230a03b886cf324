//! Problem set 6.

use std::cmp::Ordering;

use check::training_strategy::{choose, difference, initial_scale, precision_recall, split};
use ndarray::Array2;

use super::leaves;

#[test]
fn pieces_in_the_order_of_their_numbers() {
    leaves(1.5, "the groups are not shuffled", || {
        split(|group_of, order, share| {
            let (mut learn, mut valid) = (Vec::new(), Vec::new());
            for group in 0..order.len() {
                let images = (0..group_of.len()).filter(|&i| group_of[i] == group);
                if (learn.len() as f64) < share * group_of.len() as f64 {
                    learn.extend(images);
                } else {
                    valid.extend(images);
                }
            }
            (learn, valid)
        })
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

fn std(x: &Array2<f64>) -> f64 {
    (x.nrows() as f64 / x.mapv(|x| x * x).sum()).sqrt()
}

#[test]
fn units_that_have_a_twin_left_out() {
    leaves(1.5, "units that have a twin", || {
        initial_scale(std, |w_1, w_2| {
            let unit = |i: usize| (w_1.row(i), w_2.column(i));
            let units = 0..w_1.nrows();
            units
                .clone()
                .filter(|&i| units.clone().all(|j| i == j || unit(i) != unit(j)))
                .count()
        })
    });
}

#[test]
fn a_scale_of_all_samples_together() {
    leaves(0.5, "the samples are added up instead of averaged", || {
        initial_scale(|x| 1.0 / x.mapv(|x| x * x).sum().sqrt(), |_, _| 7)
    });
}

#[test]
fn right_answers_that_are_not_weighed() {
    leaves(1.5, "weighed or not", || {
        precision_recall(|matrix, frequency| {
            let share = |t: usize, p: usize| matrix[[t, p]] as f64 / matrix.row(t).sum() as f64;
            (0..frequency.len())
                .map(|k| {
                    let called: f64 = (0..frequency.len()).map(|t| share(t, k) * frequency[t]).sum();
                    if called > 0.0 { share(k, k) / called } else { 0.0 }
                })
                .collect()
        })
    });
}

#[test]
fn more_wins_than_there_are_disputes() {
    leaves(0.5, "more are asked for than there are", || {
        difference(
            |_, _| 0.5,
            |disputed| {
                let m = disputed as f64;
                Some((m / 2.0 + m.sqrt()).floor() as usize + 1)
            },
        )
    });
}
