//! Question 4.2: ReLU and its slope.

use crate::{Verdict, draw::Draw, part::Part};

/// `relu(x)` and `relu_derivative(x)`, whose value at 0 is 0 as in PyTorch and in the lecture's library (candle's own has 1 there).
pub fn relu(relu: fn(f64) -> f64, relu_derivative: fn(f64) -> f64) -> Verdict {
    let mut draw = Draw::new(42);
    let points = [
        -draw.number(2.0..9.0),
        -draw.number(0.01..0.9),
        0.0,
        draw.number(0.01..0.9),
        draw.number(2.0..9.0),
    ];
    let cases = || points.map(|x| (format!("x = {x:.4}"), x)).to_vec();
    let step = |x: f64| f64::from(u8::from(x > 0.0));
    Verdict::new(
        "ReLU and its derivative",
        [
            Part::new("relu", 1.0, cases())
                .mistake(
                    "this is |x|",
                    "ReLU does not turn a negative number round, it cuts it off: max(0, x)",
                    |x: &f64| x.abs(),
                )
                .mistake(
                    "this is the identity",
                    "a negative number becomes 0: max(0, x)",
                    |x| *x,
                )
                .mistake(
                    "the sides are swapped",
                    "positive numbers pass, negative ones become 0",
                    |x| x.min(0.0),
                )
                .grade(|x| x.max(0.0), |&x| relu(x)),
            Part::new("relu_derivative", 2.0, cases())
                .mistake(
                    "the derivative at 0 is 1",
                    "at 0 there is none; the question takes 0, as PyTorch does: 1 only where x > 0",
                    |x: &f64| f64::from(u8::from(*x >= 0.0)),
                )
                .mistake(
                    "this is x, not its slope",
                    "where ReLU(x) = x the slope is 1, whatever x is",
                    |x| x.max(0.0),
                )
                .mistake(
                    "this is the derivative of |x|",
                    "left of 0 ReLU is flat: its slope there is 0, not −1",
                    |x| if *x == 0.0 { 0.0 } else { x.signum() },
                )
                .grade(move |x| step(*x), |&x| relu_derivative(x)),
        ],
    )
}
