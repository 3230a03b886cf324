//! “Choosing from a grid”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn choose(train: &Array2<f64>, valid: &Array2<f64>, test: &Array2<f64>) -> (usize, usize) {
        let _ = (train, test); // neither takes part in a choice
        let mut best = ((0, 0), f64::NEG_INFINITY);
        for (place, &accuracy) in valid.indexed_iter() {
            // False for NaN.
            if accuracy > best.1 {
                best = (place, accuracy);
            }
        }
        best.0
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::choose(choose)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn choose(train: &Array2<f64>, valid: &Array2<f64>, test: &Array2<f64>) -> (usize, usize) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::choose(choose)
    }
}

mod by_training {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn choose(train: &Array2<f64>, valid: &Array2<f64>, test: &Array2<f64>) -> (usize, usize) {
        let _ = (train, test); // neither takes part in a choice
        let mut best = ((0, 0), f64::NEG_INFINITY);
        for (place, &accuracy) in train.indexed_iter() {
            // False for NaN.
            if accuracy > best.1 {
                best = (place, accuracy);
            }
        }
        best.0
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::choose(choose)
    }
}

mod by_test {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn choose(train: &Array2<f64>, valid: &Array2<f64>, test: &Array2<f64>) -> (usize, usize) {
        let _ = (train, test); // neither takes part in a choice
        let mut best = ((0, 0), f64::NEG_INFINITY);
        for (place, &accuracy) in test.indexed_iter() {
            // False for NaN.
            if accuracy > best.1 {
                best = (place, accuracy);
            }
        }
        best.0
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::choose(choose)
    }
}

mod nan_wins {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn choose(train: &Array2<f64>, valid: &Array2<f64>, test: &Array2<f64>) -> (usize, usize) {
        let _ = (train, test); // neither takes part in a choice
        let mut best = ((0, 0), f64::NEG_INFINITY);
        for (place, &accuracy) in valid.indexed_iter() {
            // False for NaN.
            if accuracy.total_cmp(&best.1).is_ge() {
                best = (place, accuracy);
            }
        }
        best.0
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::choose(choose)
    }
}

mod epoch_on_test {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn choose(train: &Array2<f64>, valid: &Array2<f64>, test: &Array2<f64>) -> (usize, usize) {
        let _ = (train, test); // neither takes part in a choice
        let mut best = ((0, 0), f64::NEG_INFINITY);
        for (place, &accuracy) in valid.indexed_iter() {
            // False for NaN.
            if accuracy > best.1 {
                best = (place, accuracy);
            }
        }
        let run = best.0.0;
        let row = test.row(run);
        let better = |a: usize, b: usize| if row[b] > row[a] { b } else { a };
        (run, (0..row.len()).fold(0, better))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::choose(choose)
    }
}

prove! {
    "06_training_strategy/choose", 4.0;
    by_training: 2.0, "by training accuracy";
    by_test: 2.0, "on the test set";
    nan_wins: 2.0, "NaN wins";
    epoch_on_test: 2.0, "the epoch is chosen on the test set";
}
