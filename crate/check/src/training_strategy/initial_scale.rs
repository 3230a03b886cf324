//! Question 6.2: how large the first weights are.

use crate::{Verdict, choice::choice, draw::Draw, part::Part};

/// `std(fan_in, fan_out)` is Kaiming's standard deviation for ReLU; `zeros()` the letter of what zero weights do to a net
/// with a hidden layer.
pub fn initial_scale(std: fn(usize, usize) -> f64, zeros: fn() -> char) -> Verdict {
    let mut draw = Draw::new(62);
    let mut sizes = vec![(784, 256), (256, 10)];
    let fan_in = draw.index(20..400);
    sizes.push((fan_in, fan_in + draw.index(10..400)));
    let cases = sizes
        .into_iter()
        .map(|(a, b)| (format!("{a} inputs, {b} units"), (a as f64, b as f64)))
        .collect();
    Verdict::new(
        "The scale of the first weights",
        [
            Part::new("std", 1.0, cases)
                .mistake(
                    "the variance is used as the standard deviation",
                    "2/fan_in is the variance; the standard deviation is its square root",
                    |&(a, _)| 2.0 / a,
                )
                .mistake(
                    "fan-out is used for fan-in",
                    "a unit adds up fan_in products: their number decides how large the sum becomes",
                    |&(_, b): &(f64, f64)| (2.0 / b).sqrt(),
                )
                .mistake(
                    "the factor 2 is missing",
                    "ReLU cuts half of the values off; the 2 makes up for that",
                    |&(a, _)| (1.0 / a).sqrt(),
                )
                .grade(|&(a, _)| (2.0 / a).sqrt(), |&(a, b)| std(a as usize, b as usize)),
            choice(
                "zeros",
                1.0,
                'c',
                zeros,
                &[
                    (
                        'a',
                        "zeros are thought to be only slower",
                        "follow one sample through: what is h, what is ReLU of it, and what is each gradient multiplied by?",
                    ),
                    (
                        'b',
                        "zeros are thought to be a neutral start",
                        "that holds for softmax regression; what does a hidden layer of zeros pass on, and what back?",
                    ),
                ],
            ),
        ],
    )
}
