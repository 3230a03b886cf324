//! Question 5.1: the lines of a training step in their order.

use crate::{Verdict, part::Part};

/// `order()` gives the letters of the five lines, first line first.
///
/// (a) `optimizer.step(&grads)?;` (b) `let logits = model.forward(&x)?;` (c) `let grads = loss.backward()?;`
/// (d) `let (x, y) = batch?;` (e) `let loss = cross_entropy(&logits, &y)?;`
pub fn order(order: fn() -> [char; 5]) -> Verdict {
    let mut part = Part::new("order", 2.0, vec![("the five lines".to_owned(), ())]).secret();
    for (letters, name, says) in [
        (
            ['d', 'b', 'e', 'a', 'c'],
            "the step comes before backward",
            "the optimizer steps along the gradients, which backward() computes",
        ),
        (
            ['a', 'd', 'b', 'e', 'c'],
            "the step comes before backward",
            "the optimizer steps along the gradients, which backward() computes",
        ),
        (
            ['d', 'e', 'c', 'a', 'b'],
            "the forward pass comes after the step",
            "the loss needs this batch's logits: forward comes right after the batch",
        ),
        (
            ['d', 'c', 'a', 'b', 'e'],
            "the gradient is that of the previous loss",
            "backward() differentiates this batch's loss, so it comes after cross_entropy",
        ),
        (
            ['c', 'd', 'b', 'e', 'a'],
            "the gradient is that of the previous loss",
            "backward() differentiates this batch's loss, so it comes after cross_entropy",
        ),
        (
            ['d', 'b', 'c', 'e', 'a'],
            "the gradient is that of the previous loss",
            "backward() differentiates this batch's loss, so it comes after cross_entropy",
        ),
    ] {
        part = part.mistake(name, says, move |()| letters).without_credit();
    }
    Verdict::new(
        "A training step",
        [part.grade(
            |()| ['d', 'b', 'e', 'c', 'a'],
            |()| order().map(|letter| letter.to_ascii_lowercase()),
        )],
    )
}
