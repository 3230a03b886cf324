//! Question 2.1: softmax over the classes that are allowed.

use ndarray::{Array1, Array2, ArrayView1};

use crate::{Verdict, draw::Draw, part::Part};

type Case = (Array2<f64>, Array2<bool>);

/// `softmax(z, allowed)` gives each row's probabilities over its allowed classes, and 0 for the others.
pub fn softmax(softmax: fn(&Array2<f64>, &Array2<bool>) -> Array2<f64>) -> Verdict {
    Verdict::new(
        "Softmax over what is allowed",
        [Part::new("softmax", 4.0, cases())
            .mistake(
                "the others' share is lost",
                "what is ruled out must not be in the sum either: the allowed classes add up to 1",
                |case: &Case| rows(case, |z, may| kept(&probabilities(z), may)),
            )
            .mistake(
                "classes that are ruled out count with a logit of 0",
                "e^0 is 1, not 0: leave them out of the sum, or give them the logit −∞",
                |case| {
                    rows(case, |z, may| {
                        let zeroed: Array1<f64> = z.iter().zip(may).map(|(z, may)| if *may { *z } else { 0.0 }).collect();
                        kept(&probabilities(&zeroed.view()), may)
                    })
                },
            )
            .mistake(
                "a row that rules out everything becomes NaN",
                "0/0: where nothing is allowed the row is all zeros",
                |case| {
                    rows(case, |z, may| {
                        let y_hat = allowed(z, may, f64::NEG_INFINITY);
                        if may.iter().any(|may| *may) { y_hat } else { y_hat.mapv(|_| f64::NAN) }
                    })
                },
            )
            .mistake(
                "the largest logit is that of a class that is ruled out",
                "all that is allowed may lie 2000 below it, and e^−2000 is 0: look for the largest of the allowed",
                |case| {
                    rows(case, |z, may| {
                        let max = z.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
                        over(z, may, max)
                    })
                },
            )
            .mistake(
                "no maximum is taken out",
                "e^1000 is infinite and ∞/∞ is NaN; softmax(z − max z) is the same and never overflows",
                |case| rows(case, |z, may| over(z, may, 0.0)),
            )
            .mistake(
                "the largest logit is looked for from 0 on",
                "all logits of a row may be negative: begin with −∞, or with the first of them",
                |case| rows(case, |z, may| allowed(z, may, 0.0)),
            )
            .mistake(
                "what is allowed is not looked at",
                "a class that is ruled out has the probability 0",
                |case| rows(case, |z, _| probabilities(z)),
            )
            .grade(
                |case| rows(case, |z, may| allowed(z, may, f64::NEG_INFINITY)),
                |(z, allowed)| softmax(z, allowed),
            )],
    )
}

fn cases() -> Vec<(String, Case)> {
    let mut draw = Draw::new(21);
    let mut mask = |n: usize, classes: usize| {
        let mut allowed = Array2::from_elem((n, classes), true);
        for mut row in allowed.outer_iter_mut() {
            // One is ruled out at least, and one is not.
            let order = draw.permutation(classes);
            let out = 1 + draw.index(0..classes - 1);
            order.iter().take(out).for_each(|&k| row[k] = false);
        }
        allowed
    };
    let masks = [mask(2, 3), mask(4, 4), mask(3, 5), mask(3, 3), mask(3, 4)];
    let mut draw = Draw::new(121);
    let [small, square, mut far, mut low, mut none] =
        masks.map(|mask| (draw.matrix(mask.nrows(), mask.ncols(), 3.0), mask));
    // Row 0 is ruled by a class that is ruled out; row 1 by one that is not.
    for k in 0..far.0.ncols() {
        far.0[[0, k]] += if far.1[[0, k]] { 0.0 } else { 2000.0 };
        far.0[[1, k]] += 1000.0;
    }
    low.0.row_mut(1).mapv_inplace(|z| z - 2000.0);
    none.1.row_mut(1).fill(false);
    // The largest of the allowed is the second of them, and far above the first.
    let mut apart = (draw.matrix(2, 4, 3.0), Array2::from_elem((2, 4), true));
    apart.1[[0, 2]] = false;
    apart.0[[0, 1]] += 1500.0;
    vec![
        ("small logits, 2 × 3".to_owned(), small),
        ("small logits, 4 × 4".to_owned(), square),
        ("a ruled-out logit near 2000 in row 0".to_owned(), far),
        ("logits near −2000 in row 1".to_owned(), low),
        ("nothing is allowed in row 1".to_owned(), none),
        ("one allowed logit near 1500 in row 0".to_owned(), apart),
    ]
}

/// Each row by itself.
fn rows(
    (z, allowed): &Case,
    row: impl Fn(&ArrayView1<f64>, &ArrayView1<bool>) -> Array1<f64>,
) -> Array2<f64> {
    let mut y_hat = Array2::zeros(z.dim());
    for (n, mut into) in y_hat.outer_iter_mut().enumerate() {
        into.assign(&row(&z.row(n), &allowed.row(n)));
    }
    y_hat
}

/// The probabilities of what is allowed, with the maximum looked for from `least` on.
fn allowed(z: &ArrayView1<f64>, may: &ArrayView1<bool>, least: f64) -> Array1<f64> {
    if !may.iter().any(|may| *may) {
        return Array1::zeros(z.len());
    }
    let open = z.iter().zip(may).filter(|(_, may)| **may);
    let max = open.fold(least, |a, (b, _)| a.max(*b));
    over(z, may, max)
}

/// The same with this number taken out of every logit.
fn over(z: &ArrayView1<f64>, may: &ArrayView1<bool>, taken: f64) -> Array1<f64> {
    let exp = kept(&z.mapv(|z| (z - taken).exp()), may);
    if !may.iter().any(|may| *may) {
        return exp;
    }
    let sum = exp.sum();
    exp / sum
}

fn probabilities(z: &ArrayView1<f64>) -> Array1<f64> {
    let all = Array1::from_elem(z.len(), true);
    allowed(z, &all.view(), f64::NEG_INFINITY)
}

/// 0 where nothing is allowed.
fn kept(values: &Array1<f64>, may: &ArrayView1<bool>) -> Array1<f64> {
    let kept = values.iter().zip(may);
    kept.map(|(value, may)| if *may { *value } else { 0.0 }).collect()
}
