//! Question 1.4: the largest batch whose last one is not too small.

use crate::{Verdict, draw::Draw, part::Part};

/// `batch_size(n, most)` gives the largest batch of at most `most` samples with which the last batch is at least half full.
pub fn batch_size(batch_size: fn(usize, usize) -> usize) -> Verdict {
    let mut draw = Draw::new(14);
    // Left over: more than half, nothing, exactly a half, less than the half of an odd number; batches of one; no full one.
    let mut pairs = vec![
        (60_000, 1024),
        (20, 10),
        (36, 24),
        (10, 7),
        (7, 1),
        (1, 1),
        (5, 8),
        (5, 20),
        (13, 10),
    ];
    for _ in 0..4 {
        // One that is refused, since a third is left over.
        let b = 3 * draw.index(5..60);
        pairs.push((b * draw.index(2..9) + b / 3, b));
        pairs.push((draw.index(100..3000), draw.index(20..100)));
    }
    let cases = pairs
        .into_iter()
        .map(|(n, most)| (format!("{n} samples, batches of at most {most}"), (n, most)))
        .collect();
    let largest = |n: usize, most: usize, fits: fn(usize, usize) -> bool| {
        (1..=most).rev().find(|&b| fits(n % b, b)).unwrap_or(0)
    };
    Verdict::new(
        "A batch size that fits",
        [Part::new("batch_size", 2.0, cases)
            .mistake(
                "a rest of 0 is taken for an empty last batch",
                "where b divides N nothing is left over, and the last batch is a full one",
                move |&(n, most)| largest(n, most, |rest, b| 2 * rest >= b),
            )
            .or_panics("divisor of zero")
            .or_panics("None")
            .mistake(
                "half of an odd number is rounded down",
                "half of 7 is 3.5, and 3 of 7 are less: compare 2·rest with b",
                move |&(n, most)| largest(n, most, |rest, b| rest == 0 || rest >= b / 2),
            )
            .mistake(
                "exactly half is refused",
                "at least half: a last batch of 12 out of 24 is large enough",
                move |&(n, most)| largest(n, most, |rest, b| rest == 0 || 2 * rest > b),
            )
            .mistake(
                "only full batches are accepted",
                "the last batch may be smaller, as long as it holds half of b",
                move |&(n, most)| largest(n, most, |rest, _| rest == 0),
            )
            .mistake(
                "the last batch is not looked at",
                "with 10 samples in batches of 7 the last one holds 3, which is less than half",
                |&(_, most)| most,
            )
            .without_credit()
            .grade(
                move |&(n, most)| largest(n, most, |rest, b| rest == 0 || 2 * rest >= b),
                |&(n, most)| batch_size(n, most),
            )],
    )
}
