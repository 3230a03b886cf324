//! “Cross-entropy with soft targets”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn cross_entropy(z: &Array2<f64>, targets: &Array2<f64>) -> f64 {
        let mut sum = 0.0;
        for (row, target) in z.outer_iter().zip(targets.outer_iter()) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let log_sum = max + row.mapv(|z| (z - max).exp()).sum().ln();
            sum += target.dot(&row.mapv(|z| log_sum - z));
        }
        sum / z.nrows() as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn cross_entropy(z: &Array2<f64>, targets: &Array2<f64>) -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

mod summed {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn cross_entropy(z: &Array2<f64>, targets: &Array2<f64>) -> f64 {
        let mut sum = 0.0;
        for (row, target) in z.outer_iter().zip(targets.outer_iter()) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let log_sum = max + row.mapv(|z| (z - max).exp()).sum().ln();
            sum += target.dot(&row.mapv(|z| log_sum - z));
        }
        sum
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

mod likeliest_alone {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn cross_entropy(z: &Array2<f64>, targets: &Array2<f64>) -> f64 {
        let mut sum = 0.0;
        for (row, target) in z.outer_iter().zip(targets.outer_iter()) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let log_sum = max + row.mapv(|z| (z - max).exp()).sum().ln();
            let y = (0..target.len())
                .max_by(|&i, &j| target[i].total_cmp(&target[j]))
                .unwrap_or(0);
            sum += log_sum - row[y];
        }
        sum / z.nrows() as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

mod log_of_zero {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn cross_entropy(z: &Array2<f64>, targets: &Array2<f64>) -> f64 {
        let mut sum = 0.0;
        for (row, target) in z.outer_iter().zip(targets.outer_iter()) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let exp = row.mapv(|z| (z - max).exp());
            let y_hat = &exp / exp.sum();
            sum -= target.dot(&y_hat.mapv(f64::ln));
        }
        sum / z.nrows() as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

mod over_all_numbers {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn cross_entropy(z: &Array2<f64>, targets: &Array2<f64>) -> f64 {
        let mut sum = 0.0;
        for (row, target) in z.outer_iter().zip(targets.outer_iter()) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let log_sum = max + row.mapv(|z| (z - max).exp()).sum().ln();
            sum += target.dot(&row.mapv(|z| log_sum - z));
        }
        sum / z.len() as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::cross_entropy(cross_entropy)
    }
}

prove! {
    "02_softmax_regression/cross-entropy", 4.0;
    summed: 2.0, "added up instead of averaged";
    likeliest_alone: 2.0, "only the likeliest class";
    log_of_zero: 2.0, "a probability that became 0";
    over_all_numbers: 2.0, "over all numbers";
}
