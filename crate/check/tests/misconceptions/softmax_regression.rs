//! Problem set 2.

use check::softmax_regression::{cross_entropy, jacobian, predict, softmax};
use ndarray::{Array1, Array2, Axis};

use super::leaves;

/// The mean loss of logits, with log Σ e^z as it is given.
fn mean_loss(z: &Array2<f64>, labels: &[usize], log_sum: fn(Array1<f64>) -> f64) -> f64 {
    let losses = labels
        .iter()
        .enumerate()
        .map(|(n, &y)| log_sum(z.row(n).to_owned()) - z[[n, y]]);
    losses.sum::<f64>() / labels.len() as f64
}

fn careful(row: Array1<f64>) -> f64 {
    let max = row.fold(f64::NEG_INFINITY, |a, b| a.max(*b));
    max + (row - max).exp().sum().ln()
}

#[test]
fn a_number_for_an_infinite_loss() {
    // An extreme loss is not any number.
    leaves(0.0, "42 came", || {
        cross_entropy(|z, labels| {
            let loss = mean_loss(z, labels, careful);
            if loss > 100.0 { 42.0 } else { loss }
        })
    });
}

#[test]
fn logits_without_their_maximum_taken_out() {
    leaves(2.0, "no maximum is taken out", || {
        cross_entropy(|z, labels| mean_loss(z, labels, |row| row.exp().sum().ln()))
    });
    leaves(2.0, "no maximum is taken out", || {
        cross_entropy(|z, labels| {
            let y_hat = |n: usize| z.row(n).exp() / z.row(n).exp().sum();
            let logs: Array1<f64> = labels
                .iter()
                .enumerate()
                .map(|(n, &y)| -y_hat(n)[y].ln())
                .collect();
            logs.mean().expect("samples")
        })
    });
}

#[test]
fn a_maximum_that_begins_at_zero() {
    leaves(2.0, "looked for from 0 on", || {
        cross_entropy(|z, labels| {
            mean_loss(z, labels, |row| {
                let max = row.fold(0.0_f64, |a, b| a.max(*b));
                max + (row - max).exp().sum().ln()
            })
        })
    });
    leaves(2.0, "looked for from 0 on", || {
        softmax(|z| {
            let max = z.map_axis(Axis(1), |row| row.fold(0.0_f64, |a, b| a.max(*b)));
            let exp = (z - &max.insert_axis(Axis(1))).exp();
            let sum = exp.sum_axis(Axis(1)).insert_axis(Axis(1));
            exp / sum
        })
    });
}

#[test]
fn a_negative_loss() {
    leaves(2.0, "the sign is wrong", || {
        cross_entropy(|z, labels| -mean_loss(z, labels, careful))
    });
    leaves(2.0, "the sign is wrong", || {
        predict(|classes| (1.0 / classes as f64).ln(), |loss, _| loss)
    });
}

#[test]
fn the_gradient_of_the_loss_in_columns() {
    leaves(1.5, "this is the gradient of the loss", || {
        jacobian(|y_hat| {
            let n = y_hat.len();
            Array2::from_shape_fn((n, n), |(i, j)| y_hat[j] - if i == j { 1.0 } else { 0.0 })
        })
    });
}
