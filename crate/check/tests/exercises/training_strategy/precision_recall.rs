//! “Precision elsewhere”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn precision_in(matrix: &Array2<usize>, frequency: &[f64]) -> Vec<f64> {
        let rows = matrix.sum_axis(Axis(1));
        let share = |t: usize, p: usize| matrix[[t, p]] as f64 / rows[t] as f64 * frequency[t];
        (0..frequency.len())
            .map(|k| {
                let called: f64 = (0..frequency.len()).map(|t| share(t, k)).sum();
                if called > 0.0 { share(k, k) / called } else { 0.0 }
            })
            .collect()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::precision_recall(precision_in)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn precision_in(matrix: &Array2<usize>, frequency: &[f64]) -> Vec<f64> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::precision_recall(precision_in)
    }
}

mod as_measured {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn precision_in(matrix: &Array2<usize>, frequency: &[f64]) -> Vec<f64> {
        let rows = matrix.sum_axis(Axis(1));
        let share = |t: usize, p: usize| matrix[[t, p]] as f64;
        (0..frequency.len())
            .map(|k| {
                let called: f64 = (0..frequency.len()).map(|t| share(t, k)).sum();
                if called > 0.0 { share(k, k) / called } else { 0.0 }
            })
            .collect()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::precision_recall(precision_in)
    }
}

mod rows_as_they_are {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn precision_in(matrix: &Array2<usize>, frequency: &[f64]) -> Vec<f64> {
        let rows = matrix.sum_axis(Axis(1));
        let share = |t: usize, p: usize| matrix[[t, p]] as f64 * frequency[t];
        (0..frequency.len())
            .map(|k| {
                let called: f64 = (0..frequency.len()).map(|t| share(t, k)).sum();
                if called > 0.0 { share(k, k) / called } else { 0.0 }
            })
            .collect()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::precision_recall(precision_in)
    }
}

mod nan {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn precision_in(matrix: &Array2<usize>, frequency: &[f64]) -> Vec<f64> {
        let rows = matrix.sum_axis(Axis(1));
        let share = |t: usize, p: usize| matrix[[t, p]] as f64 / rows[t] as f64 * frequency[t];
        (0..frequency.len())
            .map(|k| {
                let called: f64 = (0..frequency.len()).map(|t| share(t, k)).sum();
                share(k, k) / called
            })
            .collect()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::precision_recall(precision_in)
    }
}

mod recall {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn precision_in(matrix: &Array2<usize>, frequency: &[f64]) -> Vec<f64> {
        let rows = matrix.sum_axis(Axis(1));
        let share = |t: usize, p: usize| matrix[[t, p]] as f64 / rows[t] as f64 * frequency[t];
        (0..frequency.len())
            .map(|k| {
                let called: f64 = (0..frequency.len()).map(|t| share(t, k)).sum();
                let _ = called;
                matrix[[k, k]] as f64 / rows[k] as f64
            })
            .collect()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::precision_recall(precision_in)
    }
}

prove! {
    "06_training_strategy/precision-recall", 3.0;
    as_measured: 1.5, "this is the precision in the matrix itself";
    rows_as_they_are: 1.5, "the rows are weighed and not made shares first";
    nan: 1.5, "0/0 becomes NaN";
    recall: 1.5, "this is the recall";
}
