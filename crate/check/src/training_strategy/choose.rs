//! Question 6.3: choosing from a grid's results.

use ndarray::Array2;

use crate::{Verdict, draw::Draw, part::Part};

/// Accuracies of each run (row) after each epoch (column).
struct Grid {
    train: Array2<f64>,
    valid: Array2<f64>,
    test: Array2<f64>,
}

/// `choose(train, valid, test)` gives the (run, epoch) to keep; a NaN marks a run that diverged.
pub fn choose(choose: fn(&Array2<f64>, &Array2<f64>, &Array2<f64>) -> (usize, usize)) -> Verdict {
    let mut draw = Draw::new(63);
    let cases = [(3, 4), (4, 5), (5, 6)]
        .map(|(runs, epochs)| {
            let mut table = || draw.matrix(runs, epochs, 0.1) + 0.8;
            let (mut train, mut valid, mut test) = (table() + 0.05, table(), table());
            let order = draw.permutation(runs);
            let epoch = draw.index(1..epochs - 1);
            // Each table has its best in another run, and the chosen run its best test accuracy in another epoch.
            valid[[order[0], epoch]] = 0.95;
            train[[order[1], epochs - 1]] = 0.99;
            test[[order[1], epoch]] = 0.96;
            test[[order[0], epoch + 1]] = 0.93;
            if runs > 3 {
                for table in [&mut train, &mut valid, &mut test] {
                    table[[order[2], epochs - 1]] = f64::NAN;
                }
            }
            let label = if runs > 3 {
                format!("{runs} runs of {epochs} epochs, one diverged")
            } else {
                format!("{runs} runs of {epochs} epochs")
            };
            (label, Grid { train, valid, test })
        })
        .into_iter()
        .collect();
    Verdict::new(
        "Choosing from a grid",
        [Part::new("choose", 4.0, cases)
            .mistake(
                "the choice is made by training accuracy",
                "the best on training data may only have learned it by heart: choose by validation",
                |grid: &Grid| best(&grid.train),
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
                "NaN wins",
                "NaN is no accuracy: a diverged run is left out before the largest is looked for",
                |grid| last_or_nan(&grid.valid),
            )
            .or_panics("NaN")
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
