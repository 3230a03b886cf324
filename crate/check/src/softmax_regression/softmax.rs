//! Question 2.1: softmax of each row, without overflow.

use ndarray::{Array2, Axis, s};

use super::probabilities;
use crate::{Verdict, draw::Draw, part::Part};

/// `softmax(z)` gives ŷ of the logits (N, classes), each row adding up to 1.
pub fn softmax(softmax: fn(&Array2<f64>) -> Array2<f64>) -> Verdict {
    let mut draw = Draw::new(21);
    let mut far = draw.matrix(3, 3, 2.0);
    far.row_mut(0).mapv_inplace(|z| z + 1000.0);
    let mut apart = draw.matrix(3, 4, 2.0);
    apart.row_mut(1).mapv_inplace(|z| z - 2000.0);
    let mut alike = draw.matrix(1, 6, 3.0);
    alike.slice_mut(s![.., 3..]).fill(-1.5);
    let cases = vec![
        ("small logits, 2 × 3".to_owned(), draw.matrix(2, 3, 3.0)),
        ("small logits, 4 × 4".to_owned(), draw.matrix(4, 4, 3.0)),
        ("logits near 1000 in row 0".to_owned(), far),
        ("logits near −2000 in row 1".to_owned(), apart),
        ("a single row, one half of it alike".to_owned(), alike),
    ];
    Verdict::new(
        "Softmax",
        [Part::new("softmax", 4.0, cases)
            .mistake(
                "the sum runs over the samples instead of the classes",
                "each row is one sample: its own numbers add up to 1 (sum along Axis(1))",
                |z| probabilities(&z.t().to_owned()).t().to_owned(),
            )
            .mistake(
                "the largest logit is looked for from 0 on",
                "all logits of a row may be negative: begin with −∞, or with the first of them",
                |z| {
                    let mut exp = z.clone();
                    for mut row in exp.axis_iter_mut(Axis(0)) {
                        let max = row.fold(0.0_f64, |a, &b| a.max(b));
                        row.mapv_inplace(|z| (z - max).exp());
                        let sum = row.sum();
                        row /= sum;
                    }
                    exp
                },
            )
            .mistake(
                "no maximum is taken out",
                "e^1000 is infinite and ∞/∞ is NaN; softmax(z − max z) is the same and never overflows",
                |z| {
                    let exp = z.mapv(f64::exp);
                    let sum = exp.sum_axis(Axis(1)).insert_axis(Axis(1));
                    exp / sum
                },
            )
            .mistake(
                "one maximum is taken for all rows",
                "a row far below that maximum becomes 0/0, NaN; take out each row's own",
                |z| {
                    let max = z.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
                    let exp = z.mapv(|z| (z - max).exp());
                    let sum = exp.sum_axis(Axis(1)).insert_axis(Axis(1));
                    exp / sum
                },
            )
            .grade(probabilities, softmax)],
    )
}
