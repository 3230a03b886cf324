//! “Gradients with weights for the classes”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn gradients(
        x: &Array2<f64>,
        y_hat: &Array2<f64>,
        labels: &[usize],
        weight: &[f64],
    ) -> (Array2<f64>, Array1<f64>) {
        let total: f64 = labels.iter().map(|&y| weight[y]).sum();
        let mut delta = y_hat.clone();
        for (n, &y) in labels.iter().enumerate() {
            delta[[n, y]] -= 1.0;
            let mut row = delta.row_mut(n);
            row *= weight[y] / total;
        }
        (x.t().dot(&delta), delta.sum_axis(Axis(0)))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::gradients(gradients)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn gradients(
        x: &Array2<f64>,
        y_hat: &Array2<f64>,
        labels: &[usize],
        weight: &[f64],
    ) -> (Array2<f64>, Array1<f64>) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::gradients(gradients)
    }
}

mod divided_by_n {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn gradients(
        x: &Array2<f64>,
        y_hat: &Array2<f64>,
        labels: &[usize],
        weight: &[f64],
    ) -> (Array2<f64>, Array1<f64>) {
        let mut delta = y_hat.clone();
        for (n, &y) in labels.iter().enumerate() {
            delta[[n, y]] -= 1.0;
            let mut row = delta.row_mut(n);
            row *= weight[y] / labels.len() as f64;
        }
        (x.t().dot(&delta), delta.sum_axis(Axis(0)))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::gradients(gradients)
    }
}

mod weights_of_columns {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn gradients(
        x: &Array2<f64>,
        y_hat: &Array2<f64>,
        labels: &[usize],
        weight: &[f64],
    ) -> (Array2<f64>, Array1<f64>) {
        let total: f64 = labels.iter().map(|&y| weight[y]).sum();
        let mut delta = y_hat.clone();
        for (n, &y) in labels.iter().enumerate() {
            delta[[n, y]] -= 1.0;
        }
        let delta = delta * Array1::from(weight.to_vec()) / total;
        (x.t().dot(&delta), delta.sum_axis(Axis(0)))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::gradients(gradients)
    }
}

mod no_weights {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn gradients(
        x: &Array2<f64>,
        y_hat: &Array2<f64>,
        labels: &[usize],
        weight: &[f64],
    ) -> (Array2<f64>, Array1<f64>) {
        let mut delta = y_hat.clone();
        for (n, &y) in labels.iter().enumerate() {
            delta[[n, y]] -= 1.0;
        }
        delta /= labels.len() as f64;
        (x.t().dot(&delta), delta.sum_axis(Axis(0)))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::gradients(gradients)
    }
}

mod wrong_sign {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn gradients(
        x: &Array2<f64>,
        y_hat: &Array2<f64>,
        labels: &[usize],
        weight: &[f64],
    ) -> (Array2<f64>, Array1<f64>) {
        let total: f64 = labels.iter().map(|&y| weight[y]).sum();
        let mut delta = -y_hat.clone();
        for (n, &y) in labels.iter().enumerate() {
            delta[[n, y]] += 1.0;
            let mut row = delta.row_mut(n);
            row *= weight[y] / total;
        }
        (x.t().dot(&delta), delta.sum_axis(Axis(0)))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::gradients(gradients)
    }
}

prove! {
    "02_softmax_regression/gradients", 4.0;
    divided_by_n: 2.0, "taken for N";
    weights_of_columns: 2.0, "belong to the columns";
    no_weights: 2.0, "the weights are forgotten";
    wrong_sign: 2.0, "the sign is wrong";
}
