//! Question 3.4: two claims that are believed, each refuted by an example.

use std::cmp::Ordering;

use ndarray::Array2;

use crate::{Verdict, draw::Draw, part::Part, verdict::Graded};

type Models = (Array2<f64>, Array2<f64>);

/// `beyond(limit)` gives an image of as few pixels as can be whose first pixel has a z-score above `limit`;
/// `disagree(labels, classes)` the probabilities of two models, of which the first has the lower loss and fewer right.
pub fn counter_examples(beyond: fn(f64) -> Vec<f64>, disagree: fn(&[usize], usize) -> Models) -> Verdict {
    Verdict::new("Two claims to refute", [far_out(beyond), apart(disagree)])
}

fn far_out(beyond: fn(f64) -> Vec<f64>) -> Graded {
    let mut draw = Draw::new(34);
    let limits = [3.0, 1.0, 10.0, draw.number(2.1..2.9), draw.number(4.1..6.9)];
    let cases = limits
        .map(|limit| (format!("a z-score above {limit:.3}"), limit))
        .to_vec();
    let size = |limit: f64| (limit * limit).floor() as usize + 2;
    Part::new("beyond", 1.5, cases)
        .mistake(
            "one pixel is missing",
            "n pixels, one white and the others black, give the white one √(n − 1): count the white one, too",
            move |&limit: &f64| (size(limit) - 1, BELOW.to_owned()),
        )
        .mistake(
            "one pixel more than needed",
            "√(n − 1) is above the limit with one pixel less already",
            move |&limit| (size(limit) + 1, ABOVE.to_owned()),
        )
        .mistake(
            "a pixel is above 255",
            "how white the white pixel is does not matter to its z-score: stay within 0 to 255, and take more black ones",
            move |&limit| (size(limit), OUTSIDE.to_owned()),
        )
        .grade(
            move |&limit| (size(limit), ABOVE.to_owned()),
            |&limit| {
                let image = beyond(limit);
                (image.len(), described(&image, limit).to_owned())
            },
        )
}

const ABOVE: &str = "pixels, the first above the limit";
const BELOW: &str = "pixels, the first not above the limit";
const OUTSIDE: &str = "pixels, the first above the limit, and one of them outside of 0 to 255";
const FLAT: &str = "pixels of one color";

fn described(image: &[f64], limit: f64) -> &'static str {
    let n = image.len() as f64;
    let mean = image.iter().sum::<f64>() / n;
    let std = (image.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / n).sqrt();
    let first = image.first().map_or(f64::NAN, |pixel| (pixel - mean) / std);
    // What is equal but for rounding is not above.
    let is_above = first > limit * (1.0 + 1e-9);
    let is_within = image.iter().all(|pixel| (0.0..=255.0).contains(pixel));
    match (is_above, is_within) {
        _ if !first.is_finite() => FLAT,
        (true, true) => ABOVE,
        (true, false) => OUTSIDE,
        (false, _) => BELOW,
    }
}

fn apart(disagree: fn(&[usize], usize) -> Models) -> Graded {
    let mut draw = Draw::new(134);
    let cases = [(1, 3), (2, 4), (5, 3), (8, 10), (12, 6)]
        .map(|(n, classes)| {
            let labels = draw.labels(n, classes);
            (format!("{n} samples, {classes} classes"), (labels, classes))
        })
        .to_vec();
    // Two models that are alike are no mistake of this kind: they are told apart from all others.
    let told = |loss: Ordering, right: Ordering| {
        let loss = match loss {
            Ordering::Less => "a lower",
            Ordering::Equal => "the same",
            Ordering::Greater => "a higher",
        };
        let right = match right {
            Ordering::Less => "fewer",
            Ordering::Equal => "as many",
            Ordering::Greater => "more",
        };
        format!("the first has {loss} loss and {right} right")
    };
    Part::new("disagree", 1.5, cases)
        .mistake(
            "the two models are exchanged",
            "the first is to have the lower loss and fewer right answers",
            move |_: &(Vec<usize>, usize)| told(Ordering::Greater, Ordering::Greater),
        )
        .mistake(
            "the first is better at both",
            "let the first be nearly right where it is wrong, and the second hardly right where it is right",
            move |_| told(Ordering::Less, Ordering::Greater),
        )
        .without_credit()
        .mistake(
            "the first is worse at both",
            "a narrow miss costs little: give the label 0.4 and another class 0.5, and compare −ln 0.4 with a hesitant right answer",
            move |_| told(Ordering::Greater, Ordering::Less),
        )
        .without_credit()
        .grade(
            move |_| told(Ordering::Less, Ordering::Less),
            move |(labels, classes)| {
                let (first, second) = disagree(labels, *classes);
                let judge = |y_hat: &Array2<f64>| judged(y_hat, labels, *classes);
                match (judge(&first), judge(&second)) {
                    (Ok((loss, right)), Ok((other_loss, other_right))) => {
                        let is_near = (loss - other_loss).abs() <= 1e-9;
                        let order = if is_near { Ordering::Equal } else { loss.total_cmp(&other_loss) };
                        told(order, right.cmp(&other_right))
                    }
                    (Err(problem), _) => format!("the first: {problem}"),
                    (_, Err(problem)) => format!("the second: {problem}"),
                }
            },
        )
}

/// The mean loss and the number of right answers, or what is wrong with the probabilities.
fn judged(y_hat: &Array2<f64>, labels: &[usize], classes: usize) -> Result<(f64, usize), &'static str> {
    if y_hat.dim() != (labels.len(), classes) {
        return Err("the shape is not (samples, classes)");
    }
    if !y_hat.iter().all(|p| *p > 0.0) {
        return Err("a probability is not above 0");
    }
    if y_hat.outer_iter().any(|row| (row.sum() - 1.0).abs() > 1e-9) {
        return Err("a row does not add up to 1");
    }
    let (mut loss, mut right) = (0.0, 0);
    for (row, &y) in y_hat.outer_iter().zip(labels) {
        let mut sorted = row.to_vec();
        sorted.sort_by(f64::total_cmp);
        if sorted[classes - 1] - sorted[classes - 2] < 1e-12 {
            return Err("two classes of a row are likeliest");
        }
        loss -= row[y].ln() / labels.len() as f64;
        right += usize::from((row[y] - sorted[classes - 1]).abs() < 1e-12);
    }
    Ok((loss, right))
}
