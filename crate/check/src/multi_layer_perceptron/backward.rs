//! Question 4.4: the worked example's backward pass.

use ndarray::{Array2, s};

use super::net::{Net, without_bias};
use crate::{Verdict, draw::Draw, part::Part};

type Gradients = (Array2<f64>, Array2<f64>);

/// `backward(x, w_h, w_z, labels)` gives ∂L/∂W_h and ∂L/∂W_z of the mean loss, in the shapes of W_h and W_z.
#[allow(clippy::doc_markdown)] // W_h and W_z are the lecture's names
pub fn backward(backward: fn(&Array2<f64>, &Array2<f64>, &Array2<f64>, &[usize]) -> Gradients) -> Verdict {
    Verdict::new(
        "Backward",
        [Part::new("backward", 6.0, Net::cases(&mut Draw::new(44)))
            // Before the next: where no other unit is off, both give the same.
            .mistake(
                "the slope at h = 0 is taken as 1",
                "at h = 0 nothing is passed back, as the question says: multiply by 1 only where h > 0",
                |net: &Net| through(net, &net.delta(), |h| f64::from(u8::from(h >= 0.0)), 1.0),
            )
            .mistake(
                "ReLU's mask is left out",
                "a unit with h ≤ 0 passes nothing back: multiply by 1 where h > 0, else by 0",
                |net| through(net, &net.delta(), |_| 1.0, 1.0),
            )
            .mistake(
                "the mask is put on the output layer",
                "the mask belongs to the layer that has the ReLU: where h > 0, not where z > 0",
                |net| {
                    let mask = net.logits().mapv(|z| f64::from(u8::from(z > 0.0)));
                    through(net, &(net.delta() * mask), |_| 1.0, 1.0)
                },
            )
            .mistake(
                "the bias row of W_z is propagated",
                "the leading 1 is no unit: only rows 1.. of W_z lead back to the hidden layer",
                |net| {
                    let hidden = net.w_h.ncols();
                    let delta = net.delta();
                    let back = delta.dot(&net.w_z.slice(s![..hidden, ..]).t()) * mask(net);
                    (net.x.t().dot(&back), net.activations().t().dot(&delta))
                },
            )
            .mistake(
                "1/N is missing",
                "the loss is a mean over N samples, so its gradient has the same 1/N",
                |net| through(net, &net.delta(), step, net.labels.len() as f64),
            )
            .mistake(
                "1/N is there twice",
                "the mean brings 1/N once: divide (ŷ − y) by N and nothing after it",
                |net| through(net, &net.delta(), step, 1.0 / net.labels.len() as f64),
            )
            .mistake(
                "1/N is there twice for W_h",
                "the mean brings 1/N once: what comes back from z carries it already",
                |net| {
                    let (w_h, w_z) = through(net, &net.delta(), step, 1.0);
                    (w_h / net.labels.len() as f64, w_z)
                },
            )
            .grade(
                |net| through(net, &net.delta(), step, 1.0),
                |net| backward(&net.x, &net.w_h, &net.w_z, &net.labels),
            )],
    )
}

fn step(h: f64) -> f64 {
    f64::from(u8::from(h > 0.0))
}

fn mask(net: &Net) -> Array2<f64> {
    net.hidden().mapv(step)
}

/// The chain rule, with a slope of the hidden layer and a factor on everything.
fn through(net: &Net, delta: &Array2<f64>, slope: fn(f64) -> f64, factor: f64) -> Gradients {
    let back = delta.dot(&without_bias(&net.w_z).t()) * net.hidden().mapv(slope);
    (
        net.x.t().dot(&back) * factor,
        net.activations().t().dot(delta) * factor,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::multi_layer_perceptron::net::loss;

    #[test]
    fn the_right_answer_agrees_with_finite_differences() {
        let cases = Net::cases(&mut Draw::new(44));
        // The last one has an h of exactly 0, where there is no derivative.
        for (label, net) in &cases[..cases.len() - 1] {
            let (w_h, w_z) = through(net, &net.delta(), step, 1.0);
            let slope = |change: &dyn Fn(&mut Net, f64)| {
                let at = |by: f64| {
                    let mut other = net.clone();
                    change(&mut other, by);
                    loss(&other.logits(), &other.labels)
                };
                (at(1e-6) - at(-1e-6)) / 2e-6
            };
            for (index, gradient) in w_h.indexed_iter() {
                let finite = slope(&|net, by| net.w_h[index] += by);
                assert!((finite - gradient).abs() < 1e-6, "{label}, W_h {index:?}");
            }
            for (index, gradient) in w_z.indexed_iter() {
                let finite = slope(&|net, by| net.w_z[index] += by);
                assert!((finite - gradient).abs() < 1e-6, "{label}, W_z {index:?}");
            }
        }
    }
}
