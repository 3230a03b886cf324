//! “Cross-entropy”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn cross_entropy(z: &Array2<f64>, labels: &[usize]) -> f64 {
        let mut sum = 0.0;
        for (row, &y) in z.axis_iter(Axis(0)).zip(labels) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let log_sum = row.mapv(|z| (z - max).exp()).sum().ln();
            sum += max + log_sum - row[y];
        }
        sum / labels.len() as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn cross_entropy(z: &Array2<f64>, labels: &[usize]) -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

mod summed {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn cross_entropy(z: &Array2<f64>, labels: &[usize]) -> f64 {
        let mut sum = 0.0;
        for (row, &y) in z.axis_iter(Axis(0)).zip(labels) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            sum += max + row.mapv(|z| (z - max).exp()).sum().ln() - row[y];
        }
        sum
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

mod log_of_zero {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn cross_entropy(z: &Array2<f64>, labels: &[usize]) -> f64 {
        let mut sum = 0.0;
        for (row, &y) in z.axis_iter(Axis(0)).zip(labels) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let exp = row.mapv(|z| (z - max).exp());
            sum -= (exp[y] / exp.sum()).ln();
        }
        sum / labels.len() as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

mod base_ten {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn cross_entropy(z: &Array2<f64>, labels: &[usize]) -> f64 {
        let mut sum = 0.0;
        for (row, &y) in z.axis_iter(Axis(0)).zip(labels) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let ln = max + row.mapv(|z| (z - max).exp()).sum().ln() - row[y];
            sum += ln * std::f64::consts::LOG10_E;
        }
        sum / labels.len() as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

mod softmax_twice {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn cross_entropy(z: &Array2<f64>, labels: &[usize]) -> f64 {
        let mut sum = 0.0;
        for (row, &y) in z.axis_iter(Axis(0)).zip(labels) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let exp = row.mapv(|z| (z - max).exp());
            let y_hat = &exp / exp.sum();
            let again = y_hat.mapv(f64::exp);
            sum -= (again[y] / again.sum()).ln();
        }
        sum / labels.len() as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

prove! {
    "02_softmax_regression/cross-entropy", 4.0;
    summed: 2.0, "added up instead of averaged";
    log_of_zero: 2.0, "a probability that became 0";
    base_ten: 2.0, "the logarithm has base 10";
    softmax_twice: 2.0, "softmax is applied twice";
}
