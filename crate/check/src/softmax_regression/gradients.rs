//! Question 2.4: the gradients of a loss in which classes weigh differently.

use ndarray::{Array1, Array2, Axis};

use super::probabilities;
use crate::{Verdict, draw::Draw, part::Part};

type Gradients = (Array2<f64>, Array1<f64>);

/// A batch: inputs (N, in), probabilities (N, classes), labels, and what each class weighs.
struct Batch {
    x: Array2<f64>,
    y_hat: Array2<f64>,
    labels: Vec<usize>,
    weight: Vec<f64>,
}

impl Batch {
    /// ŷ − y with y one-hot, each number times `scale` of its sample and its class.
    fn error(&self, scale: impl Fn(usize, usize) -> f64) -> Array2<f64> {
        Array2::from_shape_fn(self.y_hat.dim(), |(n, k)| {
            let y = if self.labels[n] == k { 1.0 } else { 0.0 };
            (self.y_hat[[n, k]] - y) * scale(n, k)
        })
    }

    fn gradients(&self, scale: impl Fn(usize, usize) -> f64) -> Gradients {
        let error = self.error(scale);
        (self.x.t().dot(&error), error.sum_axis(Axis(0)))
    }

    /// What the sample weighs.
    fn of(&self, n: usize) -> f64 {
        self.weight[self.labels[n]]
    }

    fn total(&self) -> f64 {
        self.labels.iter().map(|&y| self.weight[y]).sum()
    }

    fn right(&self) -> Gradients {
        self.gradients(|n, _| self.of(n) / self.total())
    }
}

/// `gradients(x, y_hat, labels, weight)` gives ∂L/∂W (in, classes) and ∂L/∂b (classes,) of the weighted mean loss.
pub fn gradients(gradients: fn(&Array2<f64>, &Array2<f64>, &[usize], &[f64]) -> Gradients) -> Verdict {
    let mut draw = Draw::new(24);
    let cases = [(3, 2, 4), (4, 5, 3), (6, 3, 2), (1, 2, 3)]
        .map(|(n, inputs, classes)| {
            let mut labels = draw.labels(n, classes);
            // Two samples of different weight at least, where there are two.
            labels[0] = 0;
            labels[n - 1] = classes - 1;
            let batch = Batch {
                x: draw.matrix(n, inputs, 1.0),
                y_hat: probabilities(&draw.matrix(n, classes, 2.0)),
                labels,
                weight: (0..classes)
                    .map(|k| 0.5 + k as f64 + draw.number(0.0..0.4))
                    .collect(),
            };
            (format!("{n} samples, {inputs} inputs, {classes} classes"), batch)
        })
        .into_iter()
        .collect();
    Verdict::new(
        "Gradients with weights for the classes",
        [Part::new("gradients", 4.0, cases)
            .mistake(
                "the sum of the weights is taken for N",
                "a weighted mean divides by the sum of its weights, here Σ w over the labels of the batch",
                |batch: &Batch| batch.gradients(|n, _| batch.of(n) / batch.labels.len() as f64),
            )
            .mistake(
                "the weights belong to the columns",
                "a sample counts with the weight of its label, in every column of its row",
                |batch| batch.gradients(|_, k| batch.weight[k] / batch.total()),
            )
            .mistake(
                "the weights are forgotten",
                "each sample's ŷ − y is multiplied by the weight of its label, and the sum divided by the sum of those",
                |batch| batch.gradients(|_, _| 1.0 / batch.labels.len() as f64),
            )
            .mistake(
                "nothing is divided by",
                "L is a mean, if a weighted one: divide by the sum of the weights of the batch's labels",
                |batch| batch.gradients(|n, _| batch.of(n)),
            )
            .mistake(
                "the sign is wrong: y − ŷ",
                "∂L/∂z = ŷ − y; with the other sign gradient descent climbs",
                |batch| batch.gradients(|n, _| -batch.of(n) / batch.total()),
            )
            .mistake(
                "the weights of all classes are summed",
                "the mean runs over the samples: the sum is that of their labels' weights, however many of a class there are",
                |batch| batch.gradients(|n, _| batch.of(n) / batch.weight.iter().sum::<f64>()),
            )
            .mistake(
                "the bias is summed over the classes",
                "∂L/∂b has one number a class: sum over the samples, Axis(0)",
                |batch| {
                    let error = batch.error(|n, _| batch.of(n) / batch.total());
                    (batch.right().0, error.sum_axis(Axis(1)))
                },
            )
            .grade(Batch::right, |batch| {
                gradients(&batch.x, &batch.y_hat, &batch.labels, &batch.weight)
            })],
    )
}
