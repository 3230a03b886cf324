//! Question 3.4: which curve belongs to which case.

use crate::{Verdict, part::Part};

/// The curves of cases 1 to 5, as the exercise's table letters them.
const RIGHT: [char; 5] = ['d', 'a', 'e', 'c', 'b'];

/// `curves()` gives the letters of cases 1 to 5 in this order.
pub fn match_curves(curves: fn() -> [char; 5]) -> Verdict {
    let swap = |a: usize, b: usize| {
        move |(): &()| {
            let mut letters = RIGHT;
            letters.swap(a, b);
            letters
        }
    };
    Verdict::new(
        "Five cases, five curves",
        [Part::new("curves", 3.0, vec![("cases 1 to 5".to_owned(), ())])
            .secret()
            .mistake(
                "cases 1 and 2 are swapped",
                "both see raw pixels; the loss of hundreds belongs to the rate that is a thousand times larger",
                swap(0, 1),
            )
            .mistake(
                "cases 2 and 3 are swapped",
                "the tiny rate does not crawl: on raw pixels 0.00001 acts like 0.65 on /255. Case 3 starts at ln 10 and crawls",
                swap(1, 2),
            )
            .mistake(
                "cases 4 and 5 are swapped",
                "the z-score's inputs have mean 0 and spread 1, so the same rate gets further than on [−1, 1]",
                swap(3, 4),
            )
            .mistake(
                "cases 3 and 4 are swapped",
                "inputs in [0, 1] are half as large as in [−1, 1] and never negative: the same rate gets less far",
                swap(2, 3),
            )
            .grade(|()| RIGHT, |()| curves().map(|letter| letter.to_ascii_lowercase()))],
    )
}
