//! Question 5.5: what a curve says about the program.

use std::f64::consts::E;

use crate::{Verdict, draw::Draw, outcome::Answer, part::Part};

/// The bugs behind runs 1, 2 and 3.
const RUNS: [char; 3] = ['b', 'f', 'e'];

/// `floor(classes)` is the least loss that a sample can have when `cross_entropy` is given probabilities for logits; `bugs()` the
/// letters of the bugs behind the three runs, which count together or not at all.
///
/// (a) bad initial weights (b) softmax is applied before `cross_entropy` (c) overfitting (d) labels of other images
/// (e) `optimizer.step` is never called (f) the rate is too high
pub fn bugs(floor: fn(usize) -> f64, bugs: fn() -> [char; 3]) -> Verdict {
    let mut draw = Draw::new(55);
    let mut sizes = vec![2, 10, 3, 100];
    sizes.push(draw.index(20..90));
    let cases = sizes
        .into_iter()
        .map(|classes| (format!("{classes} classes"), classes))
        .collect();
    let others = |classes: usize| classes as f64 - 1.0;
    Verdict::new(
        "Three broken runs",
        [
            Part::new("floor", 2.0, cases)
                .mistake(
                    "any loss is thought to be possible",
                    "that takes a logit far above the others, and no probability is far above another: they lie in 0 to 1",
                    |_: &usize| 0.0,
                )
                .without_credit()
                .mistake(
                    "this is the loss of guessing",
                    "at best the model gives the right class 1 and the others 0: put *these* into cross_entropy as logits",
                    |&classes| (classes as f64).ln(),
                )
                .mistake(
                    "the right class is counted among the others",
                    "the sum has e¹ for the right class and e⁰ for each of the classes − 1 others",
                    |&classes| (E + classes as f64).ln() - 1.0,
                )
                .mistake(
                    "this is the probability and not its loss",
                    "the loss is −ln of what softmax gives the right class",
                    move |&classes| E / (E + others(classes)),
                )
                .mistake(
                    "the logarithm has base 10",
                    "the cross-entropy takes the natural logarithm, `ln`",
                    move |&classes| ((E + others(classes)).ln() - 1.0) / std::f64::consts::LN_10,
                )
                .mistake(
                    "this is the largest loss, not the least",
                    "at best the right class has the 1; here a wrong one has it",
                    move |&classes| (E + others(classes)).ln(),
                )
                .grade(
                    move |&classes| (E + others(classes)).ln() - 1.0,
                    |&classes| floor(classes),
                ),
            Part::new("bugs", 1.0, vec![("the three letters".to_owned(), ())])
                .secret()
                .grade(|()| told(RUNS), |()| told(bugs())),
        ],
    )
}

fn told(letters: [char; 3]) -> Answer {
    Answer::Text(letters.iter().map(char::to_ascii_lowercase).collect())
}
