//! Question 5.5: what a curve says about the program.

use std::cell::OnceCell;

use crate::{Verdict, choice::choice};

/// The letters of the bugs behind runs 1, 2 and 3.
///
/// (a) the rate is too high (b) `optimizer.step` is never called (c) softmax is applied before `cross_entropy`
/// (d) overfitting (e) bad initialization
pub fn bugs(bugs: fn() -> [char; 3]) -> Verdict {
    let overfitting = "these are *training* losses: which way does a training loss go when a run overfits?";
    let digits = "compare the digits of one epoch with those of the next: what must stand still for that?";
    let floor =
        "the accuracy is good, and still the loss stays high: from which logits can no loss become small?";
    // One call for three parts.
    let letters = OnceCell::new();
    let letter = |run: usize| letters.get_or_init(bugs)[run];
    Verdict::new(
        "Three broken runs",
        [
            choice(
                "run 1",
                1.0,
                'a',
                || letter(0),
                &[
                    ('d', "run 1 is taken for overfitting", overfitting),
                    (
                        'e',
                        "run 1 is taken for a bad start",
                        "ten classes begin at ln 10 = 2.303: look at step 0, and then at what the steps do",
                    ),
                    (
                        'b',
                        "run 1 is taken for one without steps",
                        "the loss changes: something moves the weights",
                    ),
                ],
            ),
            choice(
                "run 2",
                1.0,
                'b',
                || letter(1),
                &[
                    ('e', "run 2 is taken for a bad start", digits),
                    ('a', "run 2 is taken for a bad rate", digits),
                    ('d', "run 2 is taken for overfitting", overfitting),
                ],
            ),
            choice(
                "run 3",
                1.0,
                'c',
                || letter(2),
                &[
                    ('d', "run 3 is taken for overfitting", floor),
                    ('e', "run 3 is taken for a bad start", floor),
                    ('a', "run 3 is taken for a bad rate", floor),
                ],
            ),
        ],
    )
}
