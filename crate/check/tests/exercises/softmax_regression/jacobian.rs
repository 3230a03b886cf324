//! “The derivative of softmax”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn jacobian(y_hat: &[f64]) -> Array2<f64> {
        let n = y_hat.len();
        Array2::from_shape_fn((n, n), |(i, j)| {
            let same = if i == j { 1.0 } else { 0.0 };
            y_hat[i] * (same - y_hat[j])
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::jacobian(jacobian)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn jacobian(y_hat: &[f64]) -> Array2<f64> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::jacobian(jacobian)
    }
}

mod diagonal_only {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn jacobian(y_hat: &[f64]) -> Array2<f64> {
        let diagonal: Vec<f64> = y_hat.iter().map(|y| y * (1.0 - y)).collect();
        Array2::from_diag(&mlp::ndarray::Array1::from(diagonal))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::jacobian(jacobian)
    }
}

mod wrong_sign {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn jacobian(y_hat: &[f64]) -> Array2<f64> {
        let n = y_hat.len();
        Array2::from_shape_fn((n, n), |(i, j)| {
            if i == j {
                y_hat[i] * (1.0 - y_hat[i])
            } else {
                y_hat[i] * y_hat[j]
            }
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::jacobian(jacobian)
    }
}

mod gradient_of_the_loss {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn jacobian(y_hat: &[f64]) -> Array2<f64> {
        let n = y_hat.len();
        Array2::from_shape_fn((n, n), |(i, j)| if i == j { y_hat[i] - 1.0 } else { y_hat[i] })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::jacobian(jacobian)
    }
}

prove! {
    "02_softmax_regression/jacobian", 3.0;
    diagonal_only: 1.5, "only the diagonal is filled";
    wrong_sign: 1.5, "the sign off the diagonal is wrong";
    gradient_of_the_loss: 1.5, "this is the gradient of the loss";
}
