//! How many batches, and how large the last one is: what the lesson does itself, kept as the small question with which
//! grading is tested and a course can begin.

use crate::{Verdict, draw::Draw, part::Part};

/// `batches(n, b)` gives the number of batches of n samples, and the size of the last one.
pub fn batches(batches: fn(usize, usize) -> (usize, usize)) -> Verdict {
    let mut draw = Draw::new(14);
    // One batch that is not full, one that is, batches of one, a single sample.
    let mut pairs = vec![
        (60_000, 1024),
        (2048, 1024),
        (10, 16),
        (16, 16),
        (5, 1),
        (1, 1),
        (1, 8),
    ];
    for _ in 0..3 {
        let b = draw.index(7..500);
        let full = draw.index(2..60);
        pairs.push((b * full + draw.index(1..b), b));
        pairs.push((b * full, b));
    }
    let cases = pairs
        .into_iter()
        .map(|(n, b)| (format!("{n} samples in batches of {b}"), (n, b)))
        .collect();
    Verdict::new(
        "Batches",
        [Part::new("batches", 2.0, cases)
            .mistake(
                "only the full batches are counted",
                "the rest makes a batch too: 60 000 / 1024 = 58.6, so 58 full ones and a 59th",
                |&(n, b)| (n / b, if n % b == 0 { b } else { n % b }),
            )
            .or_panics("zero")
            .mistake(
                "the last batch has size 0 when N is a multiple of b",
                "a remainder of 0 means that the last batch is full: its size is b",
                |&(n, b)| (n.div_ceil(b), n % b),
            )
            .mistake(
                "the last batch is counted as full",
                "the last batch has what is left: 60 000 − 58·1024 = 608",
                |&(n, b)| (n.div_ceil(b), b),
            )
            .mistake(
                "only the full batches are counted",
                "the rest makes a batch too: 60 000 / 1024 = 58.6, so 58 full ones and a 59th",
                |&(n, b)| (n / b, n % b),
            )
            .mistake(
                "a batch is counted that is empty",
                "where b divides N there is no rest, and no batch for it: round up, N.div_ceil(b)",
                |&(n, b)| (n / b + 1, n % b),
            )
            .mistake(
                "a batch is counted that is empty",
                "where b divides N there is no rest, and no batch for it: round up, N.div_ceil(b)",
                |&(n, b)| (n / b + 1, if n % b == 0 { b } else { n % b }),
            )
            .grade(
                |&(n, b)| (n.div_ceil(b), if n % b == 0 { b } else { n % b }),
                |&(n, b)| batches(n, b),
            )],
    )
}
