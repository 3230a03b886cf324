//! “The derivative of another layer”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn jacobian(z: &[f64]) -> Array2<f64> {
        let s: f64 = z.iter().map(|z| z * z).sum();
        Array2::from_shape_fn((z.len(), z.len()), |(i, j)| {
            let same = if i == j { z[i] } else { 0.0 };
            2.0 * (same - z[i] * z[i] / s * z[j]) / s
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::jacobian(jacobian)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn jacobian(z: &[f64]) -> Array2<f64> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::jacobian(jacobian)
    }
}

mod sum_is_constant {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn jacobian(z: &[f64]) -> Array2<f64> {
        let s: f64 = z.iter().map(|z| z * z).sum();
        Array2::from_shape_fn(
            (z.len(), z.len()),
            |(i, j)| {
                if i == j { 2.0 * z[i] / s } else { 0.0 }
            },
        )
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::jacobian(jacobian)
    }
}

mod exchanged {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn jacobian(z: &[f64]) -> Array2<f64> {
        let s: f64 = z.iter().map(|z| z * z).sum();
        Array2::from_shape_fn((z.len(), z.len()), |(j, i)| {
            let same = if i == j { z[i] } else { 0.0 };
            2.0 * (same - z[i] * z[i] / s * z[j]) / s
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::jacobian(jacobian)
    }
}

mod of_softmax {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn jacobian(z: &[f64]) -> Array2<f64> {
        let s: f64 = z.iter().map(|z| z * z).sum();
        let y: Vec<f64> = z.iter().map(|z| z * z / s).collect();
        Array2::from_shape_fn((z.len(), z.len()), |(i, j)| {
            if i == j { y[i] * (1.0 - y[i]) } else { -y[i] * y[j] }
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::jacobian(jacobian)
    }
}

mod diagonal_alone {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn jacobian(z: &[f64]) -> Array2<f64> {
        let s: f64 = z.iter().map(|z| z * z).sum();
        Array2::from_shape_fn((z.len(), z.len()), |(i, j)| {
            if i == j {
                2.0 * (z[i] - z[i] * z[i] / s * z[i]) / s
            } else {
                0.0
            }
        })
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::jacobian(jacobian)
    }
}

prove! {
    "02_softmax_regression/jacobian", 3.0;
    sum_is_constant: 1.5, "taken for a constant";
    exchanged: 1.5, "rows and columns";
    of_softmax: 1.5, "the derivative of softmax";
    diagonal_alone: 1.5, "only the diagonal";
}
