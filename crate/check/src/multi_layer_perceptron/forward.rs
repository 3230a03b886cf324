//! Question 4.3: the worked example's forward pass, with any weights.

use ndarray::Array2;

use super::net::{Net, loss, without_bias};
use crate::{Verdict, choice::choice, draw::Draw, part::Part};

type Forward = (Array2<f64>, f64);

/// `forward(x, w_h, w_z, labels)` gives the logits (N, classes) and the mean cross-entropy; `source()` the letter of what
/// the slides' loss of 1.269 was computed from.
pub fn forward(
    forward: fn(&Array2<f64>, &Array2<f64>, &Array2<f64>, &[usize]) -> Forward,
    source: fn() -> char,
) -> Verdict {
    let with_loss = |net: &Net, z: Array2<f64>| {
        let loss = loss(&z, &net.labels);
        (z, loss)
    };
    Verdict::new(
        "Forward",
        [
            Part::new("forward", 4.0, Net::cases(&mut Draw::new(43)))
                .mistake(
                    "the bias row of the second layer is left out",
                    "ReLU(h) needs a leading 1 before it meets W_z, whose first row is the bias",
                    move |net| {
                        let h = net.hidden().mapv(|h| h.max(0.0));
                        with_loss(net, h.dot(&without_bias(&net.w_z)))
                    },
                )
                .mistake(
                    "ReLU is applied to z",
                    "the output layer has no ReLU: logits may be negative, softmax takes any number",
                    move |net| with_loss(net, net.logits().mapv(|z| z.max(0.0))),
                )
                .mistake(
                    "ReLU is left out",
                    "without it two layers are one linear layer: h = max(0, x·W_h)",
                    move |net| {
                        let h = super::net::with_one(&net.hidden());
                        with_loss(net, h.dot(&net.w_z))
                    },
                )
                .mistake(
                    "the losses are added up instead of averaged",
                    "the loss is the mean over the samples",
                    |net| {
                        let z = net.logits();
                        let sum = loss(&z, &net.labels) * net.labels.len() as f64;
                        (z, sum)
                    },
                )
                .grade(
                    move |net| with_loss(net, net.logits()),
                    |net| forward(&net.x, &net.w_h, &net.w_z, &net.labels),
                ),
            choice(
                "source",
                1.0,
                'b',
                source,
                &[
                    (
                        'a',
                        "the printed weights are taken for the source of 1.269",
                        "the printed weights are cut to two digits and give 1.2731",
                    ),
                    (
                        'c',
                        "the printed ŷ is taken for the source of 1.269",
                        "the printed ŷ is cut to three digits and gives 1.2719",
                    ),
                    (
                        'd',
                        "1.269 is taken for ln 3",
                        "ln 3 is the loss of guessing among three classes: compute it",
                    ),
                ],
            ),
        ],
    )
}
