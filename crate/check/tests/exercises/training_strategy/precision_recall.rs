//! “Precision and recall”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn precision_recall(matrix: &Array2<usize>) -> (Vec<f64>, Vec<f64>, f64) {
        let shares = |axis: Axis| -> Vec<f64> {
            let totals = matrix.sum_axis(axis);
            let pairs = matrix
                .diag()
                .iter()
                .zip(&totals)
                .map(|(&right, &all)| (right, all))
                .collect::<Vec<_>>();
            pairs
                .iter()
                .map(|&(right, all)| if all == 0 { 0.0 } else { right as f64 / all as f64 })
                .collect()
        };
        let precision = shares(Axis(0));
        let macro_average = precision.iter().sum::<f64>() / precision.len() as f64;
        (precision, shares(Axis(1)), macro_average)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::precision_recall(precision_recall)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn precision_recall(matrix: &Array2<usize>) -> (Vec<f64>, Vec<f64>, f64) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::precision_recall(precision_recall)
    }
}

mod swapped {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn precision_recall(matrix: &Array2<usize>) -> (Vec<f64>, Vec<f64>, f64) {
        let shares = |axis: Axis| -> Vec<f64> {
            let totals = matrix.sum_axis(axis);
            let pairs = matrix
                .diag()
                .iter()
                .zip(&totals)
                .map(|(&right, &all)| (right, all))
                .collect::<Vec<_>>();
            pairs
                .iter()
                .map(|&(right, all)| if all == 0 { 0.0 } else { right as f64 / all as f64 })
                .collect()
        };
        let precision = shares(Axis(0));
        let macro_average = precision.iter().sum::<f64>() / precision.len() as f64;
        (shares(Axis(1)), precision, macro_average)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::precision_recall(precision_recall)
    }
}

mod nothing_divided_by_nothing {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn precision_recall(matrix: &Array2<usize>) -> (Vec<f64>, Vec<f64>, f64) {
        let shares = |axis: Axis| -> Vec<f64> {
            let totals = matrix.sum_axis(axis);
            let pairs = matrix
                .diag()
                .iter()
                .zip(&totals)
                .map(|(&right, &all)| (right, all))
                .collect::<Vec<_>>();
            pairs
                .iter()
                .map(|&(right, all)| right as f64 / all as f64)
                .collect()
        };
        let precision = shares(Axis(0));
        let macro_average = precision.iter().sum::<f64>() / precision.len() as f64;
        (precision, shares(Axis(1)), macro_average)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::precision_recall(precision_recall)
    }
}

mod micro {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn precision_recall(matrix: &Array2<usize>) -> (Vec<f64>, Vec<f64>, f64) {
        let shares = |axis: Axis| -> Vec<f64> {
            let totals = matrix.sum_axis(axis);
            let pairs = matrix
                .diag()
                .iter()
                .zip(&totals)
                .map(|(&right, &all)| (right, all))
                .collect::<Vec<_>>();
            pairs
                .iter()
                .map(|&(right, all)| if all == 0 { 0.0 } else { right as f64 / all as f64 })
                .collect()
        };
        let precision = shares(Axis(0));
        let macro_average = matrix.diag().sum() as f64 / matrix.sum() as f64;
        (precision, shares(Axis(1)), macro_average)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::precision_recall(precision_recall)
    }
}

prove! {
    "06_training_strategy/precision-recall", 3.0;
    swapped: 1.5, "precision and recall are swapped";
    nothing_divided_by_nothing: 1.5, "0/0 becomes NaN";
    micro: 1.5, "the micro average is given";
}
