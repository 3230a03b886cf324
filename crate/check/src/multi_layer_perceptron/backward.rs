//! Question 4.4: a backward pass through another activation and another loss.

use ndarray::{Array1, Array2, Axis};

use crate::{Verdict, draw::Draw, part::Part};

/// The gradients of the first layer's weights and biases, then of the second's.
type Gradients = (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>);

/// `backward(x, t, w_1, b_1, w_2, b_2)`.
pub type Backward =
    fn(&Array2<f64>, &Array2<f64>, &Array2<f64>, &Array1<f64>, &Array2<f64>, &Array1<f64>) -> Gradients;

/// A network with a hidden layer of tanh whose outputs are to come near `t`; weights are (outputs, inputs).
#[derive(Clone)]
struct Net {
    x: Array2<f64>,
    t: Array2<f64>,
    w_1: Array2<f64>,
    b_1: Array1<f64>,
    w_2: Array2<f64>,
    b_2: Array1<f64>,
}

impl Net {
    fn random(draw: &mut Draw, n: usize, inputs: usize, hidden: usize, outputs: usize) -> Self {
        Self {
            x: draw.matrix(n, inputs, 1.5),
            t: draw.matrix(n, outputs, 2.0),
            w_1: draw.matrix(hidden, inputs, 1.0),
            b_1: draw.matrix(1, hidden, 0.5).row(0).to_owned(),
            w_2: draw.matrix(outputs, hidden, 1.0),
            b_2: draw.matrix(1, outputs, 0.5).row(0).to_owned(),
        }
    }

    /// The hidden layer before its activation.
    fn sums(&self) -> Array2<f64> {
        self.x.dot(&self.w_1.t()) + &self.b_1
    }

    fn activations(&self) -> Array2<f64> {
        self.sums().mapv(f64::tanh)
    }

    /// How far each output is off.
    fn errors(&self) -> Array2<f64> {
        self.activations().dot(&self.w_2.t()) + &self.b_2 - &self.t
    }

    /// ∂L/∂output.
    fn delta(&self) -> Array2<f64> {
        self.errors() * (2.0 / self.t.len() as f64)
    }

    /// tanh′ from what tanh gave.
    fn slopes(&self) -> Array2<f64> {
        self.activations().mapv(|a| 1.0 - a * a)
    }

    /// The chain rule, with slopes of the hidden layer.
    fn back(&self, delta: &Array2<f64>, slopes: &Array2<f64>) -> Gradients {
        let hidden = delta.dot(&self.w_2) * slopes;
        (
            hidden.t().dot(&self.x),
            hidden.sum_axis(Axis(0)),
            delta.t().dot(&self.activations()),
            delta.sum_axis(Axis(0)),
        )
    }

    fn right(&self) -> Gradients {
        self.back(&self.delta(), &self.slopes())
    }
}

/// The gradients of the mean squared error of a network whose hidden layer has tanh, each in the shape of what it belongs to.
pub fn backward(backward: Backward) -> Verdict {
    let mut draw = Draw::new(44);
    let cases = [(4, 3, 2, 2), (5, 2, 4, 3), (3, 4, 3, 1), (1, 2, 3, 2)]
        .map(|(n, inputs, hidden, outputs)| {
            let label = format!("{n} samples, {inputs}-{hidden}-{outputs}");
            (label, Net::random(&mut draw, n, inputs, hidden, outputs))
        })
        .into_iter()
        .collect();
    Verdict::new(
        "Backward, with another loss",
        [Part::new("backward", 5.0, cases)
            .mistake(
                "the slope of tanh is left out",
                "what comes back to the hidden layer is multiplied by tanh′ before it reaches W₁ and b₁",
                |net: &Net| net.back(&net.delta(), &Array2::ones(net.sums().dim())),
            )
            .mistake(
                "the slope is taken from the sums instead of from the activations",
                "tanh′(h) = 1 − tanh(h)²: square what tanh gave, not what went in",
                |net| net.back(&net.delta(), &net.sums().mapv(|h| 1.0 - h * h)),
            )
            .mistake(
                "this is the slope of the sigmoid",
                "a·(1 − a) belongs to the sigmoid; that of tanh is 1 − a²",
                |net| net.back(&net.delta(), &net.activations().mapv(|a| a * (1.0 - a))),
            )
            .mistake(
                "this is ReLU's mask",
                "tanh has a slope on both sides of 0: 1 − a²",
                |net| net.back(&net.delta(), &net.sums().mapv(|h| f64::from(u8::from(h > 0.0)))),
            )
            .mistake(
                "the 2 of the square is missing",
                "the derivative of e² is 2e",
                |net| net.back(&(net.delta() / 2.0), &net.slopes()),
            )
            .mistake(
                "the mean is taken over samples only",
                "the loss is a mean over all numbers of the output, N · outputs of them",
                |net| net.back(&(net.delta() * net.t.ncols() as f64), &net.slopes()),
            )
            .mistake(
                "nothing is divided by the number of outputs",
                "the loss is a mean, so its gradient has the same 1/(N · outputs)",
                |net| net.back(&(net.errors() * 2.0), &net.slopes()),
            )
            .mistake(
                "the errors have the other sign",
                "the gradient points where the loss grows: output − t",
                |net| net.back(&-net.delta(), &net.slopes()),
            )
            .grade(Net::right, |net| {
                backward(&net.x, &net.t, &net.w_1, &net.b_1, &net.w_2, &net.b_2)
            })],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_answer_agrees_with_finite_differences() {
        let net = Net::random(&mut Draw::new(44), 4, 3, 2, 2);
        let (w_1, b_1, w_2, b_2) = net.right();
        let slope = |change: &dyn Fn(&mut Net, f64)| {
            let at = |by: f64| {
                let mut other = net.clone();
                change(&mut other, by);
                other.errors().mapv(|e| e * e).sum() / other.t.len() as f64
            };
            (at(1e-6) - at(-1e-6)) / 2e-6
        };
        let agree = |finite: f64, gradient: f64| assert!((finite - gradient).abs() < 1e-6);
        for (at, gradient) in w_1.indexed_iter() {
            agree(slope(&|net, by| net.w_1[at] += by), *gradient);
        }
        for (at, gradient) in b_1.indexed_iter() {
            agree(slope(&|net, by| net.b_1[at] += by), *gradient);
        }
        for (at, gradient) in w_2.indexed_iter() {
            agree(slope(&|net, by| net.w_2[at] += by), *gradient);
        }
        for (at, gradient) in b_2.indexed_iter() {
            agree(slope(&|net, by| net.b_2[at] += by), *gradient);
        }
    }
}
