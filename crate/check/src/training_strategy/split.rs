//! Question 6.1: what is learned from, and what is chosen on.

use crate::{Verdict, draw::Draw, part::Part};

type Split = (Vec<usize>, Vec<usize>);

/// `split(order, share)` divides the training samples, whose indices come shuffled in `order`, into those to learn from (the
/// first share·N, rounded) and those to validate on (the rest).
pub fn split(split: fn(&[usize], f64) -> Split) -> Verdict {
    let mut draw = Draw::new(61);
    let cases = [(10, 0.9), (12, 0.75), (20, 0.8)]
        .map(|(n, share)| {
            (
                format!("{n} samples, a share of {share}"),
                (draw.permutation(n), share),
            )
        })
        .to_vec();
    let at = |order: &[usize], share: f64| (order.len() as f64 * share).round() as usize;
    Verdict::new(
        "Training and validation",
        [Part::new("split", 3.0, cases)
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
            .grade(
                move |(order, share)| {
                    let k = at(order, *share);
                    (order[..k].to_vec(), order[k..].to_vec())
                },
                |(order, share)| split(order, *share),
            )],
    )
}
