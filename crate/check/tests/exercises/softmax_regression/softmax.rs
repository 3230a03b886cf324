//! “Softmax”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn softmax(z: &Array2<f64>) -> Array2<f64> {
        let mut y_hat = z.clone();
        for mut row in y_hat.axis_iter_mut(Axis(0)) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            row.mapv_inplace(|z| (z - max).exp());
            let sum = row.sum();
            row /= sum;
        }
        y_hat
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::softmax(softmax)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn softmax(z: &Array2<f64>) -> Array2<f64> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::softmax(softmax)
    }
}

mod over_the_samples {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn softmax(z: &Array2<f64>) -> Array2<f64> {
        let max = z.fold_axis(Axis(0), f64::NEG_INFINITY, |a, &b| a.max(b));
        let exp = (z - &max).exp();
        &exp / &exp.sum_axis(Axis(0))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::softmax(softmax)
    }
}

mod naive {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn softmax(z: &Array2<f64>) -> Array2<f64> {
        let exp = z.exp();
        &exp / &exp.sum_axis(Axis(1)).insert_axis(Axis(1))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::softmax(softmax)
    }
}

mod one_maximum {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn softmax(z: &Array2<f64>) -> Array2<f64> {
        let max = z.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        let exp = (z - max).exp();
        &exp / &exp.sum_axis(Axis(1)).insert_axis(Axis(1))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::softmax(softmax)
    }
}

prove! {
    "02_softmax_regression/softmax", 4.0;
    over_the_samples: 2.0, "over the samples instead of the classes";
    naive: 2.0, "no maximum is taken out";
    one_maximum: 2.0, "one maximum is taken for all rows";
}
