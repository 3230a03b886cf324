//! The lecture's two-layer network with the bias as the first row of each W, and random samples for it.

use ndarray::{Array2, Axis, concatenate, s};

use crate::draw::Draw;
use crate::softmax_regression::probabilities;

/// Samples with weights: x (N, 1 + inputs) with a leading 1, `w_h` (1 + inputs, hidden), `w_z` (1 + hidden, classes).
#[derive(Clone)]
pub(super) struct Net {
    pub(super) x: Array2<f64>,
    pub(super) w_h: Array2<f64>,
    pub(super) w_z: Array2<f64>,
    pub(super) labels: Vec<usize>,
}

impl Net {
    /// The slides' samples and printed weights.
    fn lecture() -> Self {
        Self {
            x: ndarray::arr2(&[[1.0, 1.5, 0.2], [1.0, 4.7, 1.6], [1.0, 5.6, 2.2]]),
            w_h: ndarray::arr2(&[[0.0, 0.0], [0.86, -1.04], [0.41, -0.65]]),
            w_z: ndarray::arr2(&[[0.0, 0.0, 0.0], [0.32, 0.25, 0.14], [-0.47, -1.06, 0.063]]),
            labels: vec![0, 1, 2],
        }
    }

    fn random(draw: &mut Draw, n: usize, inputs: usize, hidden: usize, classes: usize) -> Self {
        let mut x = draw.matrix(n, inputs + 1, 2.0);
        x.column_mut(0).fill(1.0);
        Self {
            x,
            w_h: draw.matrix(inputs + 1, hidden, 1.0),
            w_z: draw.matrix(hidden + 1, classes, 1.0),
            labels: draw.labels(n, classes),
        }
    }

    /// A net in which the first hidden unit's h is exactly 0 for the first sample, and not for the others.
    fn at_the_kink(draw: &mut Draw) -> Self {
        let mut net = Self::random(draw, 3, 2, 3, 3);
        // 1·w + 1·(−w) + 0·w′ is 0 in whatever order it is added up.
        net.x[[0, 1]] = 1.0;
        net.x[[0, 2]] = 0.0;
        net.w_h[[1, 0]] = -net.w_h[[0, 0]];
        net
    }

    /// The lecture's example, four of other sizes, and one with an h of exactly 0.
    pub(super) fn cases(draw: &mut Draw) -> Vec<(String, Self)> {
        let mut cases = vec![("the lecture's example".to_owned(), Self::lecture())];
        for (n, inputs, hidden, classes) in [(3, 2, 2, 3), (5, 3, 4, 2), (4, 2, 6, 4), (1, 2, 3, 2)] {
            cases.push((
                format!("{n} samples, {inputs}-{hidden}-{classes}"),
                Self::random(draw, n, inputs, hidden, classes),
            ));
        }
        cases.push(("an h of exactly 0, 2-3-3".to_owned(), Self::at_the_kink(draw)));
        cases
    }

    pub(super) fn hidden(&self) -> Array2<f64> {
        self.x.dot(&self.w_h)
    }

    /// ReLU(h) with the leading 1.
    pub(super) fn activations(&self) -> Array2<f64> {
        with_one(&self.hidden().mapv(|h| h.max(0.0)))
    }

    pub(super) fn logits(&self) -> Array2<f64> {
        self.activations().dot(&self.w_z)
    }

    /// (ŷ − y)/N.
    pub(super) fn delta(&self) -> Array2<f64> {
        let n = self.labels.len() as f64;
        let mut delta = probabilities(&self.logits());
        for (row, &y) in self.labels.iter().enumerate() {
            delta[[row, y]] -= 1.0;
        }
        delta / n
    }
}

/// A column of ones before the others.
pub(super) fn with_one(values: &Array2<f64>) -> Array2<f64> {
    let ones = Array2::ones((values.nrows(), 1));
    concatenate![Axis(1), ones, *values]
}

/// Everything but the first row.
pub(super) fn without_bias(w: &Array2<f64>) -> Array2<f64> {
    w.slice(s![1.., ..]).to_owned()
}

/// Mean cross-entropy of logits.
pub(super) fn loss(z: &Array2<f64>, labels: &[usize]) -> f64 {
    let y_hat = probabilities(z);
    let sum: f64 = labels
        .iter()
        .enumerate()
        .map(|(row, &y)| -y_hat[[row, y]].ln())
        .sum();
    sum / labels.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_weights_give_the_loss_that_they_must() {
        let net = Net::lecture();
        assert!((loss(&net.logits(), &net.labels) - 1.2731).abs() < 5e-5);
    }

    #[test]
    #[allow(clippy::float_cmp)]
    fn the_kink_is_met_with_every_seed() {
        for seed in 0..200 {
            crate::with_seed(seed, || {
                let net = Net::at_the_kink(&mut Draw::new(44));
                let h = net.hidden();
                assert_eq!(h[[0, 0]], 0.0, "seed {seed}");
                assert!(net.w_z.row(1).iter().all(|w| *w != 0.0), "seed {seed}");
            });
        }
    }
}
