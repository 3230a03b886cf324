//! Question 6.5: two models that were judged on the same images.

use crate::{Verdict, draw::Draw, part::Part};

/// For each image, whether each of two models is right.
type Pair = (Vec<bool>, Vec<bool>);

/// `standard_error(a_right, b_right)` is that of the difference of two accuracies on the same images; `needed(disputed)` how many
/// of the images about which only one model is right it must win.
pub fn difference(
    standard_error: fn(&[bool], &[bool]) -> f64,
    needed: fn(usize) -> Option<usize>,
) -> Verdict {
    let mut draw = Draw::new(65);
    let mut pairs = Vec::new();
    // Of so many images: both right, only the first, only the second.
    for (n, both, a, b) in [(40, 25, 3, 7), (60, 45, 0, 6), (50, 20, 12, 4), (25, 25, 0, 0)] {
        let (a, b) = (a + draw.index(0..2) * usize::from(a > 0), b);
        let mut order = draw.permutation(n);
        // One that only B has right stands first, and one that only A has right last: who leaves out either is seen.
        let mut put = |place: usize, there: usize| {
            if let Some(here) = order.iter().position(|other| *other == place) {
                order.swap(here, there);
            }
        };
        if b > 0 {
            put(both + a, 0);
        }
        if a > 0 {
            put(both, n - 1);
        }
        let a_right: Vec<bool> = order.iter().map(|&place| place < both + a).collect();
        let b_right: Vec<bool> = order
            .iter()
            .map(|&place| place < both || (both + a..both + a + b).contains(&place))
            .collect();
        pairs.push((
            format!("{n} images: both right on {both}, only A on {a}, only B on {b}"),
            (a_right, b_right),
        ));
    }
    let mut disputes = vec![0, 4, 5, 16, 100];
    disputes.extend([draw.index(20..60), draw.index(101..400)]);
    let disputes = disputes
        .into_iter()
        .map(|disputed| (format!("{disputed} disputed images"), disputed))
        .collect();
    Verdict::new(
        "Is the difference real?",
        [
            Part::new("standard_error", 2.0, pairs)
                .mistake(
                    "the accuracies are taken for independent",
                    "both models saw the same images: what is easy for one is easy for the other. Look at the difference on each image",
                    |(a, b): &Pair| {
                        let n = a.len() as f64;
                        let variance = |p: f64| p * (1.0 - p);
                        ((variance(mean(a)) + variance(mean(b))) / n).sqrt()
                    },
                )
                .mistake(
                    "the mean difference is not taken out",
                    "a variance is the mean of the squares minus the square of the mean",
                    |pair| (disputed(pair) / pair.0.len() as f64).sqrt() / (pair.0.len() as f64).sqrt(),
                )
                .mistake(
                    "the variance is given for the standard error",
                    "the standard error is the square root of the variance",
                    |pair| squared_error(pair, 0.0),
                )
                .mistake(
                    "this is the spread of one image",
                    "the mean of n differences varies less than one of them: divide the variance by n",
                    |pair| (squared_error(pair, 0.0) * pair.0.len() as f64).sqrt(),
                )
                .mistake(
                    "the sum is divided by n − 1",
                    "the question takes plain means, over n",
                    |pair| squared_error(pair, 1.0).sqrt(),
                )
                .grade(
                    |pair| squared_error(pair, 0.0).sqrt(),
                    |(a, b)| standard_error(a, b),
                ),
            Part::new("needed", 1.0, disputes)
                .mistake(
                    "just two standard deviations count already",
                    "asked for is *more* than two standard deviations above the half",
                    |&m: &usize| told((0..=m).find(|&won| won as f64 >= border(m, 1.0))),
                )
                .mistake(
                    "one standard deviation is taken for two",
                    "√m/2 is one of them",
                    |&m| told((0..=m).find(|&won| won as f64 > border(m, 0.5))),
                )
                .mistake(
                    "the half is not added",
                    "by chance alone B wins half of them: count from m/2 on",
                    |&m| told((0..=m).find(|&won| won as f64 > border(m, 1.0) - m as f64 / 2.0)),
                )
                .mistake(
                    "more are asked for than there are",
                    "B cannot win more than all of them: where that is not enough, nothing is",
                    |&m| told(Some(border(m, 1.0).floor() as usize + 1)),
                )
                .grade(
                    |&m| told((0..=m).find(|&won| won as f64 > border(m, 1.0))),
                    |&m| told(needed(m)),
                ),
        ],
    )
}

fn mean(right: &[bool]) -> f64 {
    right.iter().filter(|right| **right).count() as f64 / right.len() as f64
}

/// On how many images only one of the two is right.
fn disputed((a, b): &Pair) -> f64 {
    a.iter().zip(b).filter(|(a, b)| a != b).count() as f64
}

/// The variance of the differences over n, or over n less some.
fn squared_error(pair: &Pair, less: f64) -> f64 {
    let n = pair.0.len() as f64;
    let lead = mean(&pair.1) - mean(&pair.0);
    (disputed(pair) - n * lead * lead).max(0.0) / (n - less) / n
}

/// m/2 and so many times √m.
fn border(m: usize, times: f64) -> f64 {
    m as f64 / 2.0 + times * (m as f64).sqrt()
}

fn told(won: Option<usize>) -> String {
    won.map_or_else(|| "None".to_owned(), |won| format!("Some({won})"))
}
