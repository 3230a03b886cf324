//! Question 2.4: the gradients that training uses.

use ndarray::{Array1, Array2, Axis};

use super::probabilities;
use crate::{Verdict, draw::Draw, part::Part};

type Gradients = (Array2<f64>, Array1<f64>);

/// A batch: inputs (N, in), probabilities (N, classes), labels.
struct Batch {
    x: Array2<f64>,
    y_hat: Array2<f64>,
    labels: Vec<usize>,
}

impl Batch {
    /// ŷ − y with y one-hot.
    fn error(&self) -> Array2<f64> {
        let mut error = self.y_hat.clone();
        for (n, &y) in self.labels.iter().enumerate() {
            error[[n, y]] -= 1.0;
        }
        error
    }

    fn gradients(&self, scale: f64) -> Gradients {
        let error = self.error() * scale;
        (self.x.t().dot(&error), error.sum_axis(Axis(0)))
    }

    fn mean(&self) -> f64 {
        1.0 / self.labels.len() as f64
    }
}

/// `gradients(x, y_hat, labels)` gives ∂L/∂W (in, classes) and ∂L/∂b (classes,) of the mean loss.
pub fn gradients(gradients: fn(&Array2<f64>, &Array2<f64>, &[usize]) -> Gradients) -> Verdict {
    let mut draw = Draw::new(24);
    let cases = [(3, 2, 4), (4, 5, 3), (6, 3, 2), (1, 2, 3)]
        .map(|(n, inputs, classes)| {
            let batch = Batch {
                x: draw.matrix(n, inputs, 1.0),
                y_hat: probabilities(&draw.matrix(n, classes, 2.0)),
                labels: draw.labels(n, classes),
            };
            (format!("{n} samples, {inputs} inputs, {classes} classes"), batch)
        })
        .into_iter()
        .collect();
    Verdict::new(
        "The gradients of W and b",
        [Part::new("gradients", 4.0, cases)
            .mistake(
                "1/N is missing",
                "the loss is a mean over N samples, so its gradient has the same 1/N",
                |batch: &Batch| batch.gradients(1.0),
            )
            .mistake(
                "the sign is wrong: y − ŷ",
                "∂L/∂z = ŷ − y; with the other sign gradient descent climbs",
                |batch| batch.gradients(-batch.mean()),
            )
            .mistake(
                "the bias is summed over the classes",
                "∂L/∂b has one number a class: sum over the samples, Axis(0)",
                |batch| {
                    let (w, _) = batch.gradients(batch.mean());
                    (w, (batch.error() * batch.mean()).sum_axis(Axis(1)))
                },
            )
            .mistake(
                "1/N is missing for the bias",
                "the loss is a mean over N samples, for the bias as for the weights",
                |batch| (batch.gradients(batch.mean()).0, batch.gradients(1.0).1),
            )
            .grade(
                |batch| batch.gradients(batch.mean()),
                |batch| gradients(&batch.x, &batch.y_hat, &batch.labels),
            )],
    )
}
