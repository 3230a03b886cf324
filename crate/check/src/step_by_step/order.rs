//! Question 5.1: the lines of a training step in their order.

use crate::{Verdict, part::Part};

const RIGHT: [char; 5] = ['d', 'b', 'e', 'c', 'a'];

/// (earlier, later), what it is called when they are the other way round, and what to look at. The first that is broken
/// names the mistake.
const RULES: [(char, char, &str, &str); 5] = [
    (
        'c',
        'a',
        "the step comes before backward",
        "the optimizer steps along the gradients, which backward() computes",
    ),
    (
        'e',
        'c',
        "the gradient is that of the previous loss",
        "backward() differentiates a loss: which one is there when it is called?",
    ),
    (
        'b',
        'a',
        "the forward pass comes after the step",
        "the step is the last that happens to a batch: what needs this batch's logits?",
    ),
    (
        'b',
        'e',
        "the loss comes before its logits",
        "cross_entropy compares logits with labels: where do both come from?",
    ),
    (
        'd',
        'b',
        "the model sees a batch that is not there yet",
        "forward needs x: which line makes it?",
    ),
];

/// `order()` gives the letters of the five lines, first line first.
///
/// (a) `optimizer.step(&grads)?;` (b) `let logits = model.forward(&x)?;` (c) `let grads = loss.backward()?;`
/// (d) `let (x, y) = batch?;` (e) `let loss = cross_entropy(&logits, &y)?;`
pub fn order(order: fn() -> [char; 5]) -> Verdict {
    let mut part = Part::new("order", 2.0, vec![("the five lines".to_owned(), ())]).secret();
    for letters in orders(&RIGHT) {
        if let Some((_, _, name, says)) = RULES.into_iter().find(|rule| breaks(&letters, rule.0, rule.1)) {
            part = part.mistake(name, says, move |()| letters).without_credit();
        }
    }
    Verdict::new(
        "A training step",
        [part.grade(|()| RIGHT, |()| order().map(|letter| letter.to_ascii_lowercase()))],
    )
}

/// Whether `later` stands before `earlier`.
fn breaks(letters: &[char; 5], earlier: char, later: char) -> bool {
    letters
        .iter()
        .find(|letter| [earlier, later].contains(letter))
        .is_some_and(|first| *first == later)
}

/// Every order of the letters.
fn orders(letters: &[char; 5]) -> Vec<[char; 5]> {
    let mut orders = vec![*letters];
    for place in 0..letters.len() {
        orders = orders
            .iter()
            .flat_map(|order| {
                (place..letters.len()).map(|other| {
                    let mut order = *order;
                    order.swap(place, other);
                    order
                })
            })
            .collect();
    }
    orders
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_order_but_the_right_one_breaks_a_rule() {
        let all: BTreeSet<_> = orders(&RIGHT).into_iter().collect();
        assert_eq!(all.len(), 120);
        for letters in all {
            let broken = RULES.iter().any(|rule| breaks(&letters, rule.0, rule.1));
            assert_eq!(broken, letters != RIGHT, "{letters:?}");
        }
    }
}
