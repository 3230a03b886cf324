//! Problem set 2.

use check::softmax_regression::{cross_entropy, gradients, jacobian, predict, softmax};
use ndarray::{Array1, Array2, Axis};

use super::earns_everything;

/// log ŷ of each row.
fn log_softmax(z: &Array2<f64>) -> Array2<f64> {
    let max = z
        .map_axis(Axis(1), |row| row.iter().copied().fold(f64::MIN, f64::max))
        .insert_axis(Axis(1));
    let z = z - &max;
    let log_sum = z
        .mapv(f64::exp)
        .sum_axis(Axis(1))
        .mapv(f64::ln)
        .insert_axis(Axis(1));
    z - &log_sum
}

#[test]
fn softmax_by_way_of_its_logarithm() {
    fn by_log(z: &Array2<f64>) -> Array2<f64> {
        log_softmax(z).mapv(f64::exp)
    }
    earns_everything(|| softmax(by_log));
}

#[test]
fn softmax_from_differences_alone() {
    // 1 / Σ e^(zⱼ − zᵢ): an infinite sum is a probability of 0.
    fn by_differences(z: &Array2<f64>) -> Array2<f64> {
        Array2::from_shape_fn(z.dim(), |(n, i)| {
            1.0 / z.row(n).iter().map(|z_j| (z_j - z[[n, i]]).exp()).sum::<f64>()
        })
    }
    earns_everything(|| softmax(by_differences));
}

#[test]
fn cross_entropy_from_all_logarithms() {
    fn of_all(z: &Array2<f64>, labels: &[usize]) -> f64 {
        let logs = log_softmax(z);
        let picked: Array1<f64> = labels.iter().enumerate().map(|(n, &y)| -logs[[n, y]]).collect();
        picked.mean().expect("samples")
    }
    earns_everything(|| cross_entropy(of_all));
}

#[test]
fn cross_entropy_added_up_two_by_two() {
    fn two_by_two(z: &Array2<f64>, labels: &[usize]) -> f64 {
        let mut mean = 0.0;
        for (n, &y) in labels.iter().enumerate() {
            let log_sum = z
                .row(n)
                .iter()
                .copied()
                .reduce(|a, b| a.max(b) + (-(a - b).abs()).exp().ln_1p())
                .expect("classes");
            mean += (log_sum - z[[n, y]] - mean) / (n + 1) as f64;
        }
        mean
    }
    earns_everything(|| cross_entropy(two_by_two));
}

#[test]
fn the_jacobian_as_a_difference_of_matrices() {
    fn matrices(y_hat: &[f64]) -> Array2<f64> {
        let column = Array2::from_shape_vec((y_hat.len(), 1), y_hat.to_vec()).expect("one column");
        Array2::from_diag(&Array1::from(y_hat.to_vec())) - column.dot(&column.t())
    }
    earns_everything(|| jacobian(matrices));
}

#[test]
fn the_jacobian_column_by_column() {
    fn columns(y_hat: &[f64]) -> Array2<f64> {
        let n = y_hat.len();
        let mut matrix = Array2::zeros((n, n));
        for j in 0..n {
            let mut rest = 0.0;
            for i in (0..n).filter(|&i| i != j) {
                matrix[[i, j]] = -y_hat[i] * y_hat[j];
                rest += y_hat[i] * y_hat[j];
            }
            // Each column adds up to 0.
            matrix[[j, j]] = rest;
        }
        matrix
    }
    earns_everything(|| jacobian(columns));
}

#[test]
fn gradients_with_a_one_hot_matrix() {
    fn one_hot(x: &Array2<f64>, y_hat: &Array2<f64>, labels: &[usize]) -> (Array2<f64>, Array1<f64>) {
        let y = Array2::from_shape_fn(y_hat.dim(), |(n, k)| if labels[n] == k { 1.0 } else { 0.0 });
        let error = y_hat - &y;
        let w = error.t().dot(x).reversed_axes() / labels.len() as f64;
        (w, error.mean_axis(Axis(0)).expect("samples"))
    }
    earns_everything(|| gradients(one_hot));
}

#[test]
fn gradients_sample_by_sample() {
    fn by_sample(x: &Array2<f64>, y_hat: &Array2<f64>, labels: &[usize]) -> (Array2<f64>, Array1<f64>) {
        let mut w = Array2::zeros((x.ncols(), y_hat.ncols()));
        let mut b = Array1::zeros(y_hat.ncols());
        for (n, &y) in labels.iter().enumerate() {
            for k in 0..y_hat.ncols() {
                let delta = (y_hat[[n, k]] - f64::from(u8::from(k == y))) / labels.len() as f64;
                b[k] += delta;
                for i in 0..x.ncols() {
                    w[[i, k]] += x[[n, i]] * delta;
                }
            }
        }
        (w, b)
    }
    earns_everything(|| gradients(by_sample));
}

#[test]
fn losses_by_other_logarithms() {
    fn at_start(classes: usize) -> f64 {
        -(1.0 / classes as f64).ln()
    }
    fn base_two(classes: usize) -> f64 {
        (classes as f64).log2() / std::f64::consts::LOG2_E
    }
    fn there_and_back(loss: f64, shift: f64) -> f64 {
        loss + shift - shift
    }
    fn only_the_loss(loss: f64, _: f64) -> f64 {
        loss
    }
    earns_everything(|| predict(at_start, there_and_back));
    earns_everything(|| predict(base_two, only_the_loss));
}
