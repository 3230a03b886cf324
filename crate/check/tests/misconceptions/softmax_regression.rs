//! Problem set 2.

use check::softmax_regression::{cross_entropy, gradients, jacobian, predict, softmax};
use ndarray::{Array1, Array2, Axis};

use super::leaves;

/// The mean loss of logits, with log Σ e^z as it is given.
fn mean_loss(z: &Array2<f64>, targets: &Array2<f64>, log_sum: fn(Array1<f64>) -> f64) -> f64 {
    let losses = z.outer_iter().zip(targets.outer_iter()).map(|(row, target)| {
        let log_sum = log_sum(row.to_owned());
        target.dot(&row.mapv(|z| log_sum - z))
    });
    losses.sum::<f64>() / z.nrows() as f64
}

fn careful(row: Array1<f64>) -> f64 {
    let max = row.fold(f64::NEG_INFINITY, |a, b| a.max(*b));
    max + (row - max).exp().sum().ln()
}

fn entropy(counts: &[usize]) -> f64 {
    let total = counts.iter().sum::<usize>() as f64;
    let there = counts.iter().filter(|count| **count > 0);
    there
        .map(|count| *count as f64 / total)
        .map(|p| -p * p.ln())
        .sum()
}

fn sure(confidence: f64, accuracy: f64, classes: usize) -> f64 {
    let rest = (1.0 - confidence) / (classes - 1) as f64;
    -accuracy * confidence.ln() - (1.0 - accuracy) * rest.ln()
}

#[test]
fn a_number_for_an_infinite_loss() {
    // An extreme loss is not any number.
    leaves(0.0, "42 came", || {
        cross_entropy(|z, targets| {
            let loss = mean_loss(z, targets, careful);
            if loss > 100.0 { 42.0 } else { loss }
        })
    });
}

#[test]
fn logits_without_their_maximum_taken_out() {
    leaves(2.0, "no maximum is taken out", || {
        cross_entropy(|z, targets| mean_loss(z, targets, |row| row.exp().sum().ln()))
    });
    leaves(2.0, "no maximum is taken out", || {
        softmax(|z, allowed| {
            let mut exp = z.exp();
            exp.zip_mut_with(allowed, |e, &may| {
                if !may {
                    *e = 0.0;
                }
            });
            for mut row in exp.outer_iter_mut() {
                let sum = row.sum();
                if sum != 0.0 || row.iter().any(|e| e.is_nan()) {
                    row /= sum;
                }
            }
            // e^−2000 is 0 for every class that is allowed, and 0/0 is NaN.
            for ((mut row, may), z) in exp.outer_iter_mut().zip(allowed.outer_iter()).zip(z.outer_iter()) {
                if may.iter().any(|may| *may) && z.iter().all(|z| *z < -1000.0) {
                    row.zip_mut_with(&may, |e, _| *e = f64::NAN);
                }
            }
            exp
        })
    });
}

#[test]
fn a_maximum_that_begins_at_zero() {
    leaves(2.0, "looked for from 0 on", || {
        cross_entropy(|z, targets| {
            mean_loss(z, targets, |row| {
                let max = row.fold(0.0_f64, |a, b| a.max(*b));
                max + (row - max).exp().sum().ln()
            })
        })
    });
}

#[test]
fn what_is_ruled_out_and_not_looked_at() {
    leaves(2.0, "what is allowed is not looked at", || {
        softmax(|z, _| {
            let max = z.map_axis(Axis(1), |row| row.fold(f64::NEG_INFINITY, |a, b| a.max(*b)));
            let exp = (z - &max.insert_axis(Axis(1))).exp();
            let sum = exp.sum_axis(Axis(1)).insert_axis(Axis(1));
            exp / sum
        })
    });
}

#[test]
fn a_negative_loss() {
    leaves(2.0, "the sign is wrong", || {
        cross_entropy(|z, targets| -mean_loss(z, targets, careful))
    });
    leaves(2.0, "the sign is wrong", || {
        predict(|counts| -entropy(counts), sure)
    });
}

#[test]
fn guesses_of_another_kind() {
    leaves(2.0, "said with certainty", || {
        predict(
            |counts| {
                let most = counts.iter().max().expect("classes");
                -(*most as f64 / counts.iter().sum::<usize>() as f64).ln()
            },
            sure,
        )
    });
    leaves(2.0, "base 2", || {
        predict(|counts| entropy(counts) / std::f64::consts::LN_2, sure)
    });
    leaves(2.5, "right and wrong are exchanged", || {
        predict(entropy, |c, a, k| sure(c, 1.0 - a, k))
    });
    leaves(2.5, "shared by all classes", || {
        predict(entropy, |c, a, k| {
            -a * c.ln() - (1.0 - a) * ((1.0 - c) / k as f64).ln()
        })
    });
    leaves(2.5, "the accuracy is not looked at", || {
        predict(entropy, |c, _, _| -c.ln())
    });
}

#[test]
fn half_a_derivative() {
    leaves(1.5, "the factor 2 is missing", || {
        jacobian(|z| {
            let s: f64 = z.iter().map(|z| z * z).sum();
            Array2::from_shape_fn((z.len(), z.len()), |(i, j)| {
                (if i == j { z[i] } else { 0.0 } - z[i] * z[i] * z[j] / s) / s
            })
        })
    });
}

#[test]
fn a_bias_summed_over_the_classes() {
    // The shape is wrong where there are as many classes as samples, too.
    leaves(0.0, "summed over the classes", || {
        gradients(|x, y_hat, labels, weight| {
            let total: f64 = labels.iter().map(|&y| weight[y]).sum();
            let error = Array2::from_shape_fn(y_hat.dim(), |(n, k)| {
                let y = if labels[n] == k { 1.0 } else { 0.0 };
                (y_hat[[n, k]] - y) * weight[labels[n]] / total
            });
            (x.t().dot(&error), error.sum_axis(Axis(1)))
        })
    });
}
