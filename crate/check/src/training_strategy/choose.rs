//! Question 6.3: choosing from a grid's results.

use std::cmp::Ordering;

use ndarray::{Array2, s};

use crate::{Verdict, draw::Draw, part::Part};

/// Accuracies of each run (row) after each epoch (column).
struct Grid {
    train: Array2<f64>,
    valid: Array2<f64>,
    test: Array2<f64>,
}

/// Which run diverged, if any.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Diverged {
    None,
    /// Some run, after its second epoch.
    Later,
    /// The first run, at once: NaN is the first number of each table.
    FirstRun,
}

impl Diverged {
    fn words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Later => ", one diverged in the middle",
            Self::FirstRun => ", the first diverged at once",
        }
    }
}

/// `choose(train, valid, test)` gives the (run, epoch) to keep; a NaN marks a run that diverged.
pub fn choose(choose: fn(&Array2<f64>, &Array2<f64>, &Array2<f64>) -> (usize, usize)) -> Verdict {
    let mut draw = Draw::new(63);
    let cases = [
        (3, 4, Diverged::None),
        (4, 5, Diverged::Later),
        (5, 6, Diverged::FirstRun),
        (1, 4, Diverged::None),
    ]
    .map(|(runs, epochs, diverged)| {
        (
            format!("{runs} × {epochs} accuracies, runs × epochs{}", diverged.words()),
            grid(&mut draw, runs, epochs, diverged),
        )
    })
    .into_iter()
    .collect();
    Verdict::new(
        "Choosing from a grid",
        [Part::new("choose", 4.0, cases)
            // First what goes wrong in few cases: it could look like one of the others there.
            .mistake(
                "NaN wins",
                "NaN is no accuracy: a diverged run is left out before the largest is looked for",
                |grid: &Grid| last_or_nan(&grid.valid),
            )
            .or_panics("NaN")
            // What partial_cmp gives for NaN, unwrapped.
            .or_panics("on a `None` value")
            .mistake(
                "NaN wins",
                "nothing is larger than NaN: a search that begins with it ends with it",
                |grid| from_the_first(&grid.valid),
            )
            .mistake(
                "NaN wins",
                "NaN equals nothing: where a comparison with it counts as a tie, it hides what was found before",
                |grid| ties_with_nan(&grid.valid),
            )
            .mistake(
                "the choice is made by training accuracy",
                "the best on training data may only have learned it by heart: choose by validation",
                |grid| best(&grid.train),
            )
            .mistake(
                "the choice is made on the test set",
                "a test set that took part in a choice can no longer tell how good the choice is",
                |grid| best(&grid.test),
            )
            .mistake(
                "the epoch is chosen on the test set",
                "when to stop is a choice like any other: made on validation",
                |grid| {
                    let (run, _) = best(&grid.valid);
                    let row = grid.test.row(run).insert_axis(ndarray::Axis(0)).to_owned();
                    (run, best(&row).1)
                },
            )
            .mistake(
                "the last epoch is taken",
                "the best epoch need not be the last",
                |grid| (best(&grid.valid).0, grid.valid.ncols() - 1),
            )
            .grade(
                |grid| best(&grid.valid),
                |grid| choose(&grid.train, &grid.valid, &grid.test),
            )],
    )
}

/// Tables in which each has its best elsewhere, and the chosen run its best test accuracy in another epoch. Where none
/// diverged, the best is the very last accuracy, or of a single run the very first.
fn grid(draw: &mut Draw, runs: usize, epochs: usize, diverged: Diverged) -> Grid {
    let mut table = || draw.matrix(runs, epochs, 0.1) + 0.8;
    let (mut train, mut valid, mut test) = (table() + 0.05, table(), table());
    let mut order = draw.permutation(runs);
    let mut epoch = draw.index(1..epochs - 1);
    match diverged {
        Diverged::None if runs == 1 => epoch = 0,
        Diverged::None => {
            order.sort_by_key(|run| runs - run);
            epoch = epochs - 1;
        }
        Diverged::FirstRun => {
            if let Some(first) = order.iter().position(|run| *run == 0) {
                order.swap(first, 2);
            }
        }
        Diverged::Later => {
            // The best comes first, or a search that NaN makes begin anew would still find it.
            let (best, diverged) = (order[0].min(order[2]), order[0].max(order[2]));
            (order[0], order[2]) = (best, diverged);
        }
    }
    let best = order[0];
    let other = order[1 % runs];
    valid[[best, epoch]] = 0.95;
    train[[other, epochs - 1]] = 0.99;
    test[[other, epoch]] = 0.96;
    test[[best, (epoch + 1) % epochs]] = if other == best { 0.97 } else { 0.93 };
    if diverged != Diverged::None {
        let from = if diverged == Diverged::FirstRun { 0 } else { 2 };
        for table in [&mut train, &mut valid, &mut test] {
            table.slice_mut(s![order[2], from..]).fill(f64::NAN);
        }
    }
    Grid { train, valid, test }
}

/// The place of the largest number.
fn best(table: &Array2<f64>) -> (usize, usize) {
    table
        .indexed_iter()
        .filter(|(_, value)| !value.is_nan())
        .fold(((0, 0), f64::NEG_INFINITY), |best, (place, &value)| {
            if value > best.1 { (place, value) } else { best }
        })
        .0
}

/// The place of the largest by an order in which NaN is above every number.
fn last_or_nan(table: &Array2<f64>) -> (usize, usize) {
    table
        .indexed_iter()
        .max_by(|a, b| a.1.total_cmp(b.1))
        .map_or((0, 0), |(place, _)| place)
}

/// A search that begins with the first number, NaN or not.
fn from_the_first(table: &Array2<f64>) -> (usize, usize) {
    if table.first().is_some_and(|first| first.is_nan()) {
        (0, 0)
    } else {
        best(table)
    }
}

/// The place of the largest, with NaN equal to every number.
fn ties_with_nan(table: &Array2<f64>) -> (usize, usize) {
    table
        .indexed_iter()
        .max_by(|a, b| a.1.partial_cmp(b.1).unwrap_or(Ordering::Equal))
        .map_or((0, 0), |(place, _)| place)
}
