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
fn softmax_with_logits_of_minus_infinity() {
    fn by_log(z: &Array2<f64>, allowed: &Array2<bool>) -> Array2<f64> {
        let mut open = z.clone();
        open.zip_mut_with(allowed, |z, &may| {
            if !may {
                *z = f64::NEG_INFINITY;
            }
        });
        // −∞ less −∞: where nothing is allowed.
        log_softmax(&open).mapv(|log| if log.is_nan() { 0.0 } else { log.exp() })
    }
    earns_everything(|| softmax(by_log));
}

#[test]
fn softmax_from_differences_alone() {
    // 1 / Σ e^(zⱼ − zᵢ): an infinite sum is a probability of 0.
    fn by_differences(z: &Array2<f64>, allowed: &Array2<bool>) -> Array2<f64> {
        Array2::from_shape_fn(z.dim(), |(n, i)| {
            let open = z.row(n).into_iter().zip(allowed.row(n)).filter(|(_, may)| **may);
            let sum: f64 = open.map(|(z_j, _)| (z_j - z[[n, i]]).exp()).sum();
            if allowed[[n, i]] { 1.0 / sum } else { 0.0 }
        })
    }
    earns_everything(|| softmax(by_differences));
}

#[test]
fn cross_entropy_from_all_logarithms() {
    fn of_all(z: &Array2<f64>, targets: &Array2<f64>) -> f64 {
        -(targets * &log_softmax(z))
            .sum_axis(Axis(1))
            .mean()
            .expect("samples")
    }
    earns_everything(|| cross_entropy(of_all));
}

#[test]
fn cross_entropy_added_up_two_by_two() {
    fn two_by_two(z: &Array2<f64>, targets: &Array2<f64>) -> f64 {
        let mut mean = 0.0;
        for (n, target) in targets.outer_iter().enumerate() {
            let log_sum = z
                .row(n)
                .iter()
                .copied()
                .reduce(|a, b| a.max(b) + (-(a - b).abs()).exp().ln_1p())
                .expect("classes");
            // The targets add up to 1.
            mean += (log_sum - target.dot(&z.row(n)) - mean) / (n + 1) as f64;
        }
        mean
    }
    earns_everything(|| cross_entropy(two_by_two));
}

#[test]
fn the_jacobian_as_a_difference_of_matrices() {
    fn matrices(z: &[f64]) -> Array2<f64> {
        let z = Array1::from(z.to_vec());
        let s = z.dot(&z);
        let squares = z.mapv(|z| z * z / s).insert_axis(Axis(1));
        let rank_one = squares.dot(&z.view().insert_axis(Axis(0)));
        (Array2::from_diag(&z) - rank_one) * (2.0 / s)
    }
    earns_everything(|| jacobian(matrices));
}

#[test]
fn the_jacobian_by_small_steps_in_the_complex_plane() {
    // The imaginary part of f(z + ih)/h is exact for a tiny h.
    fn complex(z: &[f64]) -> Array2<f64> {
        let h = 1e-100;
        let s: f64 = z.iter().map(|z| z * z).sum();
        Array2::from_shape_fn((z.len(), z.len()), |(i, j)| {
            let numerator = if i == j { 2.0 * z[i] * h } else { 0.0 };
            let denominator = 2.0 * z[j] * h;
            (numerator * s - z[i] * z[i] * denominator) / (s * s) / h
        })
    }
    earns_everything(|| jacobian(complex));
}

#[test]
fn gradients_with_a_one_hot_matrix() {
    fn one_hot(
        x: &Array2<f64>,
        y_hat: &Array2<f64>,
        labels: &[usize],
        weight: &[f64],
    ) -> (Array2<f64>, Array1<f64>) {
        let y = Array2::from_shape_fn(y_hat.dim(), |(n, k)| if labels[n] == k { 1.0 } else { 0.0 });
        let share: Array1<f64> = labels.iter().map(|&y| weight[y]).collect();
        let share = &share / share.sum();
        let error = (y_hat - &y) * share.view().insert_axis(Axis(1));
        (error.t().dot(x).reversed_axes(), error.sum_axis(Axis(0)))
    }
    earns_everything(|| gradients(one_hot));
}

#[test]
fn gradients_sample_by_sample() {
    fn by_sample(
        x: &Array2<f64>,
        y_hat: &Array2<f64>,
        labels: &[usize],
        weight: &[f64],
    ) -> (Array2<f64>, Array1<f64>) {
        let mut w = Array2::zeros((x.ncols(), y_hat.ncols()));
        let mut b = Array1::zeros(y_hat.ncols());
        let mut total = 0.0;
        for (n, &y) in labels.iter().enumerate() {
            total += weight[y];
            for k in 0..y_hat.ncols() {
                let delta = weight[y] * (y_hat[[n, k]] - f64::from(u8::from(k == y)));
                b[k] += delta;
                for i in 0..x.ncols() {
                    w[[i, k]] += x[[n, i]] * delta;
                }
            }
        }
        (w / total, b / total)
    }
    earns_everything(|| gradients(by_sample));
}

#[test]
fn losses_by_other_ways() {
    fn with_care(counts: &[usize]) -> f64 {
        let total = counts.iter().sum::<usize>() as f64;
        let logs = counts.iter().map(|&count| {
            let count = count as f64;
            count * count.max(1.0).ln()
        });
        total.ln() - logs.sum::<f64>() / total
    }
    fn sample_by_sample(counts: &[usize]) -> f64 {
        let total = counts.iter().sum::<usize>() as f64;
        let mut sum = 0.0;
        for &count in counts {
            for _ in 0..count {
                sum += (total / count as f64).log2();
            }
        }
        sum / total / std::f64::consts::LOG2_E
    }
    fn one_log(confidence: f64, accuracy: f64, classes: usize) -> f64 {
        let wrong = ((1.0 - confidence) / (classes as f64 - 1.0)).powf(1.0 - accuracy);
        -(confidence.powf(accuracy) * wrong).ln()
    }
    fn shared(confidence: f64, accuracy: f64, classes: usize) -> f64 {
        let wrong = (classes as f64 - 1.0).ln() - (1.0 - confidence).ln();
        wrong + accuracy * (-confidence.ln() - wrong)
    }
    earns_everything(|| predict(with_care, one_log));
    earns_everything(|| predict(sample_by_sample, shared));
}
