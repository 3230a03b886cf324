//! “The z-score inside the weights”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn fold(w: &Array2<f64>, b: &Array1<f64>, mean: f64, std: f64) -> (Array2<f64>, Array1<f64>) {
        let folded = w / std;
        let shift = folded.sum_axis(Axis(1)) * mean;
        (folded, b - shift)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::fold(fold)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn fold(w: &Array2<f64>, b: &Array1<f64>, mean: f64, std: f64) -> (Array2<f64>, Array1<f64>) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::fold(fold)
    }
}

mod bias_forgotten {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn fold(w: &Array2<f64>, b: &Array1<f64>, mean: f64, std: f64) -> (Array2<f64>, Array1<f64>) {
        let _ = (mean, Axis(1));
        (w / std, b.clone())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::fold(fold)
    }
}

mod wrong_sign {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn fold(w: &Array2<f64>, b: &Array1<f64>, mean: f64, std: f64) -> (Array2<f64>, Array1<f64>) {
        let folded = w / std;
        let shift = folded.sum_axis(Axis(1)) * mean;
        (folded, b + shift)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::fold(fold)
    }
}

mod without_the_weights {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn fold(w: &Array2<f64>, b: &Array1<f64>, mean: f64, std: f64) -> (Array2<f64>, Array1<f64>) {
        let _ = Axis(1);
        (w / std, b - mean / std)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::fold(fold)
    }
}

prove! {
    "lab_1_best_rates/fold", 2.0;
    bias_forgotten: 1.0, "forgotten in the bias";
    wrong_sign: 1.0, "the wrong sign";
    without_the_weights: 1.0, "without the weights";
}
