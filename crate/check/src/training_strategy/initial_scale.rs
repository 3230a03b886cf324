//! Question 6.2: how large the first weights are, and how many different units they make.

use ndarray::{Array2, Axis};

use crate::{Verdict, draw::Draw, part::Part};

/// The weights into the hidden units (units, inputs), and those out of them (classes, units).
type Weights = (Array2<f64>, Array2<f64>);

/// `std(x)` is the standard deviation of a layer's first weights with which its sums have a mean square of 1 on these inputs;
/// `distinct(w_1, w_2)` how many different hidden units a network keeps, however long it is trained.
pub fn initial_scale(
    std: fn(&Array2<f64>) -> f64,
    distinct: fn(&Array2<f64>, &Array2<f64>) -> usize,
) -> Verdict {
    let mut draw = Draw::new(62);
    let inputs = [(6, 4, 1.0, 0.0), (5, 9, 30.0, 70.0), (8, 3, 0.2, 0.5)]
        .map(|(n, fan_in, scale, middle)| {
            (
                format!("{n} samples of {fan_in} inputs around {middle}"),
                draw.matrix(n, fan_in, scale) + middle,
            )
        })
        .to_vec();
    // Which units begin alike: by a letter each for the weights into them and out of them.
    let networks = [
        ("ABAC", "aaaa"),
        ("ABAB", "abba"),
        ("AAAA", "aaaa"),
        ("ABACAB", "abaabb"),
        ("AABB", "abab"),
    ]
    .map(|(into, out)| (format!("{} units", into.len()), network(&mut draw, into, out)))
    .to_vec();
    let square = |x: &Array2<f64>| x.mapv(|x| x * x).sum() / x.nrows() as f64;
    Verdict::new(
        "The first weights",
        [
            Part::new("std", 1.0, inputs)
                .mistake(
                    "the variance is used as the standard deviation",
                    "σ² times the sum of squares is to be 1: σ is the root of that",
                    move |x: &Array2<f64>| 1.0 / square(x),
                )
                .mistake(
                    "the mean of the inputs is taken out",
                    "a sum of w·x grows with x itself, not with its distance from a mean: raw pixels have a mean square far above their variance",
                    |x| {
                        let mean = x.sum() / x.len() as f64;
                        let variance = x.mapv(|x| (x - mean).powi(2)).sum() / x.len() as f64;
                        1.0 / (variance * x.ncols() as f64).sqrt()
                    },
                )
                .mistake(
                    "the inputs are taken for numbers around 1",
                    "1/√fan_in is right where their mean square is 1: measure it on x",
                    |x| 1.0 / (x.ncols() as f64).sqrt(),
                )
                .mistake(
                    "this is Kaiming's rule",
                    "√(2/fan_in) is for inputs that come out of a ReLU with the right size: here they are given",
                    |x| (2.0 / x.ncols() as f64).sqrt(),
                )
                .mistake(
                    "the number of inputs is left out",
                    "a unit adds up fan_in products",
                    move |x| (x.ncols() as f64 / square(x)).sqrt(),
                )
                .mistake(
                    "the samples are added up instead of averaged",
                    "the mean square is one over the samples: divide by their number",
                    move |x| 1.0 / (square(x) * x.nrows() as f64).sqrt(),
                )
                .grade(move |x| 1.0 / square(x).sqrt(), std),
            Part::new("distinct", 1.0, networks)
                .mistake(
                    "only the weights into a unit are compared",
                    "two units whose outgoing weights differ get different gradients, and part after one step",
                    |(w_1, _): &Weights| different(w_1.nrows(), |a, b| w_1.row(a) == w_1.row(b)),
                )
                .mistake(
                    "only the weights out of a unit are compared",
                    "two units that take in different sums give different outputs",
                    |(w_1, w_2)| different(w_1.nrows(), |a, b| w_2.column(a) == w_2.column(b)),
                )
                .mistake(
                    "units that have a twin are not counted at all",
                    "a group of units that stay alike does the work of one, not of none",
                    |net| {
                        let units = net.0.nrows();
                        (0..units)
                            .filter(|a| (0..units).all(|b| *a == b || !alike(net, *a, b)))
                            .count()
                    },
                )
                .grade(
                    |net| different(net.0.nrows(), |a, b| alike(net, a, b)),
                    |(w_1, w_2)| distinct(w_1, w_2),
                ),
        ],
    )
}

/// A network whose units have the weights that their letters stand for.
fn network(draw: &mut Draw, into: &str, out: &str) -> Weights {
    let (rows, columns) = (draw.matrix(3, 4, 1.0), draw.matrix(2, 3, 1.0));
    let pick = |letters: &str, first: u8| -> Vec<usize> {
        letters
            .bytes()
            .map(|letter| usize::from(letter - first))
            .collect()
    };
    (
        rows.select(Axis(0), &pick(into, b'A')),
        columns.select(Axis(1), &pick(out, b'a')),
    )
}

fn alike((w_1, w_2): &Weights, a: usize, b: usize) -> bool {
    w_1.row(a) == w_1.row(b) && w_2.column(a) == w_2.column(b)
}

/// How many units have none like them before them.
fn different(units: usize, is_alike: impl Fn(usize, usize) -> bool) -> usize {
    (0..units).filter(|a| (0..*a).all(|b| !is_alike(*a, b))).count()
}
