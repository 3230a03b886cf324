//! Question 5.5: what a curve says about the program.

use crate::{Verdict, choice::choice};

/// The letters of the bugs behind runs 1, 2 and 3.
///
/// (a) the rate is too high (b) `optimizer.step` is never called (c) softmax is applied before `cross_entropy`
/// (d) overfitting (e) bad initialization
pub fn bugs(bugs: fn() -> [char; 3]) -> Verdict {
    let overfitting = "the *training* loss itself goes up; an overfitting run's training loss goes down";
    let start = "a bad start is left behind within some steps; here nothing at all changes between epochs";
    let floor = "the loss falls slowly and stays above 1.46 = ln(e + 9) − 1, the least that a second softmax leaves, while the accuracy is good";
    Verdict::new(
        "Three broken runs",
        [
            choice(
                "run 1",
                1.0,
                'a',
                || bugs()[0],
                &[
                    ('d', "overfitting for a rate too high", overfitting),
                    (
                        'e',
                        "bad initialization for a rate too high",
                        "it starts as it should, at ln 10, and then climbs: each step jumps over the minimum",
                    ),
                ],
            ),
            choice(
                "run 2",
                1.0,
                'b',
                || bugs()[1],
                &[
                    ('e', "bad initialization for a forgotten step", start),
                    (
                        'a',
                        "a bad rate for a forgotten step",
                        "even a rate far too low changes the last digits; here not one digit changes",
                    ),
                ],
            ),
            choice(
                "run 3",
                1.0,
                'c',
                || bugs()[2],
                &[
                    ('d', "the double softmax is missed", floor),
                    ('e', "the double softmax is missed", floor),
                    ('a', "the double softmax is missed", floor),
                ],
            ),
        ],
    )
}
