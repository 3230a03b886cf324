//! Question 2.5: two losses that need no computer.

use crate::{Verdict, draw::Draw, part::Part};

/// `loss_at_start(classes)` is the loss with all weights zero; `loss_after_shift(loss, shift)` the loss after `shift` was
/// added to every logit.
pub fn predict(loss_at_start: fn(usize) -> f64, loss_after_shift: fn(f64, f64) -> f64) -> Verdict {
    let mut draw = Draw::new(25);
    let classes = [10, 2, draw.index(3..9), draw.index(11..1000)];
    let shifts = [(2.3, 100.0), (draw.number(0.1..3.0), draw.number(-50.0..-1.0))];
    Verdict::new(
        "Losses foretold",
        [
            Part::new(
                "loss_at_start",
                2.0,
                classes.map(|k| (format!("{k} classes"), k)).to_vec(),
            )
            .mistake(
                "this is the probability, not the loss",
                "with zero weights every class has the probability 1/K; the loss is −ln of it",
                |&k| 1.0 / k as f64,
            )
            .mistake(
                "the logarithm has base 10",
                "the loss uses the natural logarithm: ln 10 = 2.303",
                |&k| (k as f64).log10(),
            )
            .mistake(
                "the sign is wrong",
                "ln of a probability is negative, and the loss is minus that",
                |&k| -(k as f64).ln(),
            )
            .grade(|&k| (k as f64).ln(), |&k| loss_at_start(k)),
            Part::new(
                "loss_after_shift",
                1.0,
                shifts
                    .map(|case| (format!("loss {:.2}, {:+.1} on every logit", case.0, case.1), case))
                    .to_vec(),
            )
            .mistake(
                "the loss is thought to change",
                "softmax only sees differences: e^(z+c) / Σ e^(z+c) = e^z / Σ e^z",
                |&(loss, shift)| loss + shift,
            )
            .without_credit()
            .mistake(
                "the loss is thought to change",
                "softmax only sees differences: e^(z+c) / Σ e^(z+c) = e^z / Σ e^z",
                |&(loss, shift)| loss - shift,
            )
            .without_credit()
            .grade(|&(loss, _)| loss, |&(loss, shift)| loss_after_shift(loss, shift)),
        ],
    )
}
