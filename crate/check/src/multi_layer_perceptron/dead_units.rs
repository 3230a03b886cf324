//! Question 4.5: units that no longer learn.

use ndarray::{Array2, ArrayView1, Axis};

use crate::{Verdict, choice::choice, draw::Draw, part::Part};

/// `dead(h)` gives the hidden units (columns of h before ReLU) that are dead on every sample; `can_change()` the letter of
/// what can still change about such a unit.
pub fn dead_units(dead: fn(&Array2<f64>) -> Vec<usize>, can_change: fn() -> char) -> Verdict {
    let mut draw = Draw::new(45);
    let lecture = ndarray::arr2(&[[1.373, -1.696], [4.708, -5.951], [5.731, -7.281]]);
    let mut cases = vec![("the lecture's h".to_owned(), lecture)];
    for (n, units) in [(4, 6), (5, 8)] {
        let mut h = draw.matrix(n, units, 3.0);
        let order = draw.permutation(units);
        // One unit all negative, one with a single 0 among negatives, one negative on the mean but alive, one alive.
        h.column_mut(order[0]).mapv_inplace(|h| -h.abs() - 0.1);
        h.column_mut(order[1]).mapv_inplace(|h| -h.abs() - 0.1);
        h[[0, order[1]]] = 0.0;
        h.column_mut(order[2]).mapv_inplace(|h| -h.abs() - 1.0);
        h[[1, order[2]]] = 0.5;
        h.column_mut(order[3]).mapv_inplace(|h| h.abs() + 0.1);
        cases.push((format!("{n} samples, {units} units"), h));
    }
    let mut single = draw.matrix(1, 4, 3.0).mapv(|h| h.abs() + 0.1);
    single[[0, draw.index(0..4)]] *= -1.0;
    cases.push(("a single sample, 4 units".to_owned(), single));
    // The first and the last of four.
    let mut ends = draw.matrix(3, 4, 3.0).mapv(|h| h.abs() + 0.1);
    for unit in [0, 3] {
        ends.column_mut(unit).mapv_inplace(|h| -h);
    }
    cases.push(("3 samples, 4 units".to_owned(), ends));
    let mut alive = draw.matrix(4, 3, 3.0).mapv(|h| -h.abs() - 0.1);
    alive.row_mut(draw.index(0..4)).fill(0.2);
    cases.push(("3 units, each of which is on once".to_owned(), alive));
    Verdict::new(
        "Dead units",
        [
            Part::new("dead", 2.0, cases)
                .any_length()
                .mistake(
                    "a unit is called dead that is off on some sample",
                    "being off for some samples is what ReLU is for; a dead unit is off for all of them",
                    |h| units(h, |column| column.iter().any(|h| *h <= 0.0)),
                )
                .mistake(
                    "a unit is judged by its mean",
                    "one sample with h > 0 is enough to learn from, whatever the mean",
                    |h| units(h, |column| column.sum() <= 0.0),
                )
                .mistake(
                    "h = 0 is taken for alive",
                    "at h = 0 ReLU gives 0 and its derivative is 0: the unit gives and learns nothing there",
                    |h| units(h, |column| column.iter().all(|h| *h < 0.0)),
                )
                .mistake(
                    "the living units are listed",
                    "asked for are the units whose h is 0 or less for every sample",
                    |h| units(h, |column| column.iter().any(|h| *h > 0.0)),
                )
                .grade(|h| units(h, |column| column.iter().all(|h| *h <= 0.0)), dead),
            choice(
                "can_change",
                1.0,
                'd',
                can_change,
                &[
                    (
                        'a',
                        "the outgoing weights are thought to change",
                        "their gradient is ReLU(h) times the error behind them: what is ReLU(h) here?",
                    ),
                    (
                        'b',
                        "the bias is thought to change",
                        "its gradient passes through ReLU's derivative, like that of the other incoming weights",
                    ),
                    (
                        'c',
                        "a larger rate is thought to help",
                        "the rate multiplies a gradient: how large is it?",
                    ),
                ],
            ),
        ],
    )
}

fn units(h: &Array2<f64>, dead: fn(&ArrayView1<f64>) -> bool) -> Vec<usize> {
    h.axis_iter(Axis(1))
        .enumerate()
        .filter(|(_, column)| dead(column))
        .map(|(unit, _)| unit)
        .collect()
}
