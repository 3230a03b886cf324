//! “Softmax over what is allowed”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn softmax(z: &Array2<f64>, allowed: &Array2<bool>) -> Array2<f64> {
        let mut y_hat = Array2::zeros(z.dim());
        for n in 0..z.nrows() {
            let open: Vec<usize> = (0..z.ncols()).filter(|&k| allowed[[n, k]]).collect();
            let max = open.iter().fold(f64::NEG_INFINITY, |max, &k| max.max(z[[n, k]]));
            let sum: f64 = open.iter().map(|&k| (z[[n, k]] - max).exp()).sum();
            for k in open {
                y_hat[[n, k]] = (z[[n, k]] - max).exp() / sum;
            }
        }
        y_hat
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::softmax(softmax)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn softmax(z: &Array2<f64>, allowed: &Array2<bool>) -> Array2<f64> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::softmax(softmax)
    }
}

mod share_lost {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn softmax(z: &Array2<f64>, allowed: &Array2<bool>) -> Array2<f64> {
        let mut y_hat = z.clone();
        for (mut row, may) in y_hat.outer_iter_mut().zip(allowed.outer_iter()) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            row.mapv_inplace(|z| (z - max).exp());
            let sum = row.sum();
            row.zip_mut_with(&may, |e, &may| *e = if may { *e / sum } else { 0.0 });
        }
        y_hat
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::softmax(softmax)
    }
}

mod largest_of_all {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn softmax(z: &Array2<f64>, allowed: &Array2<bool>) -> Array2<f64> {
        let mut y_hat = z.clone();
        for (mut row, may) in y_hat.outer_iter_mut().zip(allowed.outer_iter()) {
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            row.zip_mut_with(&may, |z, &may| *z = if may { (*z - max).exp() } else { 0.0 });
            let sum = row.sum();
            if may.iter().any(|&may| may) {
                row /= sum;
            }
        }
        y_hat
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::softmax(softmax)
    }
}

mod nothing_allowed {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn softmax(z: &Array2<f64>, allowed: &Array2<bool>) -> Array2<f64> {
        let mut y_hat = z.clone();
        for (mut row, may) in y_hat.outer_iter_mut().zip(allowed.outer_iter()) {
            row.zip_mut_with(&may, |z, &may| {
                if !may {
                    *z = f64::NEG_INFINITY;
                }
            });
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

mod logit_of_zero {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn softmax(z: &Array2<f64>, allowed: &Array2<bool>) -> Array2<f64> {
        let mut y_hat = z.clone();
        for (mut row, may) in y_hat.outer_iter_mut().zip(allowed.outer_iter()) {
            row.zip_mut_with(&may, |z, &may| {
                if !may {
                    *z = 0.0;
                }
            });
            let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            row.mapv_inplace(|z| (z - max).exp());
            let sum = row.sum();
            row.zip_mut_with(&may, |e, &may| *e = if may { *e / sum } else { 0.0 });
        }
        y_hat
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::softmax(softmax)
    }
}

prove! {
    "02_softmax_regression/softmax", 4.0;
    share_lost: 2.0, "the others' share is lost";
    largest_of_all: 2.0, "of a class that is ruled out";
    nothing_allowed: 2.0, "becomes NaN";
    logit_of_zero: 2.0, "a logit of 0";
}
