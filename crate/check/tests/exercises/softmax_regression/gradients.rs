//! “The gradients of W and b”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn gradients(x: &Array2<f64>, y_hat: &Array2<f64>, labels: &[usize]) -> (Array2<f64>, Array1<f64>) {
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

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn gradients(x: &Array2<f64>, y_hat: &Array2<f64>, labels: &[usize]) -> (Array2<f64>, Array1<f64>) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::gradients(gradients)
    }
}

mod no_mean {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn gradients(x: &Array2<f64>, y_hat: &Array2<f64>, labels: &[usize]) -> (Array2<f64>, Array1<f64>) {
        let mut delta = y_hat.clone();
        for (n, &y) in labels.iter().enumerate() {
            delta[[n, y]] -= 1.0;
        }
        (x.t().dot(&delta), delta.sum_axis(Axis(0)))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::gradients(gradients)
    }
}

mod wrong_sign {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn gradients(x: &Array2<f64>, y_hat: &Array2<f64>, labels: &[usize]) -> (Array2<f64>, Array1<f64>) {
        let mut delta = -y_hat;
        for (n, &y) in labels.iter().enumerate() {
            delta[[n, y]] += 1.0;
        }
        delta /= labels.len() as f64;
        (x.t().dot(&delta), delta.sum_axis(Axis(0)))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::gradients(gradients)
    }
}

mod bias_over_the_classes {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn gradients(x: &Array2<f64>, y_hat: &Array2<f64>, labels: &[usize]) -> (Array2<f64>, Array1<f64>) {
        let mut delta = y_hat.clone();
        for (n, &y) in labels.iter().enumerate() {
            delta[[n, y]] -= 1.0;
        }
        delta /= labels.len() as f64;
        (x.t().dot(&delta), delta.sum_axis(Axis(1)))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::gradients(gradients)
    }
}

prove! {
    "02_softmax_regression/gradients", 4.0;
    no_mean: 2.0, "1/N is missing";
    wrong_sign: 2.0, "the sign is wrong";
    bias_over_the_classes: 0.0, "the bias is summed over the classes";
}
