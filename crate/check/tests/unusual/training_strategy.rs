//! Problem set 6.

use check::training_strategy::{choose, difference, initial_scale, precision_recall, split};
use ndarray::Array2;

use super::earns_everything;

#[test]
fn split_by_where_each_piece_begins() {
    mod way {
        pub(super) fn split(group_of: &[usize], order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
            let enough = share * group_of.len() as f64;
            let mut images: Vec<usize> = (0..group_of.len()).collect();
            // A stable sort: within a piece the order stays.
            images.sort_by_key(|&i| order.iter().position(|&group| group == group_of[i]));
            let mut cut = 0;
            for piece in images.chunk_by(|&i, &j| group_of[i] == group_of[j]) {
                if (cut as f64) < enough {
                    cut += piece.len();
                }
            }
            let valid = images.split_off(cut);
            (images, valid)
        }
    }
    earns_everything(|| split(way::split));
}

#[test]
fn initial_scale_from_mean_squares_and_through_a_set() {
    mod way {
        use ndarray::Array2;
        use std::collections::HashSet;

        pub(super) fn std(x: &Array2<f64>) -> f64 {
            let mean_square = x.mapv(|x| x.powi(2)).mean().expect("inputs");
            (x.ncols() as f64 * mean_square).powf(-0.5)
        }

        pub(super) fn distinct(w_1: &Array2<f64>, w_2: &Array2<f64>) -> usize {
            let units: HashSet<Vec<u64>> = (0..w_1.nrows())
                .map(|i| {
                    w_1.row(i)
                        .iter()
                        .chain(w_2.column(i))
                        .map(|w| w.to_bits())
                        .collect()
                })
                .collect();
            units.len()
        }
    }
    earns_everything(|| initial_scale(way::std, way::distinct));
}

#[test]
fn choose_by_sorting_what_is_a_number() {
    mod way {
        use ndarray::Array2;

        pub(super) fn choose(_: &Array2<f64>, valid: &Array2<f64>, _: &Array2<f64>) -> (usize, usize) {
            let numbers = valid.indexed_iter().filter(|(_, accuracy)| !accuracy.is_nan());
            let best = numbers.max_by(|a, b| a.1.total_cmp(b.1));
            best.expect("a run that did not diverge").0
        }
    }
    earns_everything(|| choose(way::choose));
}

#[test]
fn precision_recall_with_whole_matrices() {
    mod way {
        use ndarray::{Array1, Array2, Axis};

        pub(super) fn precision_in(matrix: &Array2<usize>, frequency: &[f64]) -> Vec<f64> {
            let matrix = matrix.mapv(|n| n as f64);
            let weights = Array1::from(frequency.to_vec()) / matrix.sum_axis(Axis(1));
            let elsewhere = matrix * weights.insert_axis(Axis(1)); // rows: shares of all images there
            let precision = &elsewhere.diag() / &elsewhere.sum_axis(Axis(0));
            precision
                .iter()
                .map(|p| if p.is_nan() { 0.0 } else { *p })
                .collect()
        }
    }
    earns_everything(|| precision_recall(way::precision_in));
}

#[test]
fn difference_from_two_counts() {
    mod way {
        pub(super) fn standard_error(a_right: &[bool], b_right: &[bool]) -> f64 {
            let n = a_right.len() as f64;
            let only = |x: &[bool], y: &[bool]| x.iter().zip(y).filter(|(x, y)| **x && !**y).count() as f64;
            let (a, b) = (only(a_right, b_right), only(b_right, a_right));
            (a + b - (b - a).powi(2) / n).sqrt() / n
        }

        pub(super) fn needed(disputed: usize) -> Option<usize> {
            let m = disputed as f64;
            let least = (m / 2.0 + m.sqrt()).floor() as usize + 1;
            (least <= disputed).then_some(least)
        }
    }
    earns_everything(|| difference(way::standard_error, way::needed));
}

#[test]
fn a_split_that_stops_once() {
    fn stops(group_of: &[usize], order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let sizes: Vec<usize> = order
            .iter()
            .map(|group| group_of.iter().filter(|other| *other == group).count())
            .collect();
        let mut images = 0;
        let mut pieces = 0;
        while pieces < order.len() && (images as f64) < share * group_of.len() as f64 {
            images += sizes[pieces];
            pieces += 1;
        }
        let of = |groups: &[usize]| -> Vec<usize> {
            let images = |group: &usize| {
                group_of
                    .iter()
                    .enumerate()
                    .filter(|(_, other)| *other == group)
                    .map(|(i, _)| i)
                    .collect::<Vec<_>>()
            };
            groups.iter().flat_map(images).collect()
        };
        (of(&order[..pieces]), of(&order[pieces..]))
    }
    earns_everything(|| split(stops));
}

#[test]
fn a_choice_without_what_is_not_a_number() {
    fn sorted(_: &Array2<f64>, valid: &Array2<f64>, _: &Array2<f64>) -> (usize, usize) {
        let mut places: Vec<_> = valid
            .indexed_iter()
            .filter(|(_, value)| value.is_finite())
            .collect();
        places.sort_by(|a, b| b.1.partial_cmp(a.1).expect("numbers"));
        places[0].0
    }
    fn replaced(_: &Array2<f64>, valid: &Array2<f64>, _: &Array2<f64>) -> (usize, usize) {
        let valid = valid.mapv(|value| if value.is_nan() { -1.0 } else { value });
        let best = valid.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let place = valid.iter().position(|value| *value >= best).expect("a number");
        (place / valid.ncols(), place % valid.ncols())
    }
    earns_everything(|| choose(sorted));
    earns_everything(|| choose(replaced));
}

#[test]
fn a_choice_among_the_runs_that_did_not_diverge() {
    fn whole_runs(_: &Array2<f64>, valid: &Array2<f64>, _: &Array2<f64>) -> (usize, usize) {
        let mut best = None;
        for (run, row) in valid.outer_iter().enumerate() {
            if row.iter().any(|value| value.is_nan()) {
                continue;
            }
            for (epoch, value) in row.iter().enumerate() {
                if best.is_none_or(|(_, largest)| *value >= largest) {
                    best = Some(((run, epoch), *value));
                }
            }
        }
        best.expect("a run").0
    }
    earns_everything(|| choose(whole_runs));
}

#[test]
fn a_precision_by_bayes() {
    fn bayes(matrix: &Array2<usize>, frequency: &[f64]) -> Vec<f64> {
        let given = |p: usize, t: usize| matrix[[t, p]] as f64 / matrix.row(t).sum() as f64;
        (0..frequency.len())
            .map(|k| {
                let others: f64 = (0..frequency.len())
                    .filter(|t| *t != k)
                    .map(|t| given(k, t) * frequency[t])
                    .sum();
                let own = given(k, k) * frequency[k];
                if own + others == 0.0 {
                    0.0
                } else {
                    own / (own + others)
                }
            })
            .collect()
    }
    earns_everything(|| precision_recall(bayes));
}

#[test]
fn a_lead_in_units_of_its_spread() {
    fn squared_distances(a: &[bool], b: &[bool]) -> f64 {
        let d: Vec<i32> = a
            .iter()
            .zip(b)
            .map(|(a, b)| i32::from(*b) - i32::from(*a))
            .collect();
        let n = d.len() as f64;
        let mean = f64::from(d.iter().sum::<i32>()) / n;
        let variance: f64 = d.iter().map(|d| (f64::from(*d) - mean).powi(2) / n).sum();
        variance.sqrt() / n.sqrt()
    }
    fn spreads(disputed: usize) -> Option<usize> {
        let m = disputed as f64;
        (1..=disputed).find(|won| (*won as f64 - m / 2.0) / (m.sqrt() / 2.0) > 2.0)
    }
    earns_everything(|| difference(squared_distances, spreads));
}
