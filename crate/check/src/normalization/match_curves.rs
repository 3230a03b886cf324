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
                "cases 1 and 2 are confused",
                "both see raw pixels, and one rate is a thousand times the other: how far can one step throw the weights?",
                swap(0, 1),
            )
            .mistake(
                "cases 2 and 3 are confused",
                "a tiny rate need not crawl: raw pixels are 255 times larger, and so are their gradients. Which start is near ln 10?",
                swap(1, 2),
            )
            .mistake(
                "cases 4 and 5 are confused",
                "most pixels are black: compare the inputs' mean and spread after [−1, 1] and after the z-score",
                swap(3, 4),
            )
            .mistake(
                "cases 3 and 4 are confused",
                "the rate is the same: how large are the inputs in [0, 1], and how large in [−1, 1]?",
                swap(2, 3),
            )
            .grade(|()| RIGHT, |()| curves().map(|letter| letter.to_ascii_lowercase()))],
    )
}
