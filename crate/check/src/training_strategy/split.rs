//! Question 6.1: what is learned from, and what is chosen on.

use crate::{Verdict, draw::Draw, part::Part};

type Split = (Vec<usize>, Vec<usize>);

/// `split(order, share)` divides the training samples, whose indices come shuffled in `order`, into those to learn from (the
/// first share·N, rounded) and those to validate on (the rest).
pub fn split(split: fn(&[usize], f64) -> Split) -> Verdict {
    let mut draw = Draw::new(61);
    // Whole; a little above a whole number, and a little below; and the same as drawn.
    let mut sizes = vec![(10, 0.9), (11, 0.75), (13, 0.9)];
    for rest in [draw.number(0.1..0.4), draw.number(0.6..0.9)] {
        let n = draw.index(15..40);
        let share = ((draw.index(n / 2..n - 2) as f64 + rest) / n as f64 * 1e4).round() / 1e4;
        sizes.push((n, share));
    }
    let cases = sizes
        .into_iter()
        .map(|(n, share)| {
            (
                format!("{n} samples, a share of {share}"),
                (draw.permutation(n), share),
            )
        })
        .collect();
    let at = |order: &[usize], share: f64| (order.len() as f64 * share).round() as usize;
    let cut = |order: &[usize], at: usize| (order[..at].to_vec(), order[at..].to_vec());
    Verdict::new(
        "Training and validation",
        [Part::new("split", 3.0, cases)
            .any_length()
            .mistake(
                "validation samples are learned from as well",
                "what is validated on must be unknown to the model: the two sets share no sample",
                move |(order, share): &(Vec<usize>, f64)| {
                    (order.clone(), order[at(order, *share)..].to_vec())
                },
            )
            .mistake(
                "the validation set is taken from behind the training set",
                "indices from N on are the test set's, which is opened once, at the end",
                move |(order, share)| {
                    let n = order.len();
                    let k = at(order, *share);
                    (order[..k].to_vec(), (n..n + n - k).collect::<Vec<usize>>())
                },
            )
            .mistake(
                "the samples are not shuffled",
                "files may be sorted by class: take the indices in the order that was shuffled",
                move |(order, share)| {
                    let k = at(order, *share);
                    ((0..k).collect::<Vec<_>>(), (k..order.len()).collect::<Vec<_>>())
                },
            )
            .mistake(
                "the two sets are swapped",
                "the larger one is to learn from, and comes first",
                move |(order, share)| {
                    let k = at(order, *share);
                    (order[k..].to_vec(), order[..k].to_vec())
                },
            )
            .mistake(
                "share·N is rounded down",
                "asked for is the nearest whole number: 9.9 samples are 10, and `as usize` alone makes 9 of them",
                move |(order, share)| cut(order, (order.len() as f64 * share).floor() as usize),
            )
            .mistake(
                "share·N is rounded up",
                "asked for is the nearest whole number: 8.25 samples are 8",
                move |(order, share)| cut(order, (order.len() as f64 * share).ceil() as usize),
            )
            .grade(
                move |(order, share)| cut(order, at(order, *share)),
                |(order, share)| split(order, *share),
            )],
    )
}
