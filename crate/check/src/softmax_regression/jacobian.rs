//! Question 2.3: how each probability changes with each logit.

use ndarray::Array2;

use super::probabilities;
use crate::{Verdict, draw::Draw, part::Part};

/// `jacobian(y_hat)` gives ∂ŷᵢ/∂zⱼ in row i, column j, from the probabilities of one sample.
pub fn jacobian(jacobian: fn(&[f64]) -> Array2<f64>) -> Verdict {
    let mut draw = Draw::new(23);
    let cases = [2, 3, 5]
        .map(|classes| {
            let y_hat = probabilities(&draw.matrix(1, classes, 2.0))
                .into_raw_vec_and_offset()
                .0;
            (format!("{classes} classes"), y_hat)
        })
        .to_vec();
    let matrix = |y: &[f64], f: fn(f64, f64, bool) -> f64| {
        Array2::from_shape_fn((y.len(), y.len()), |(i, j)| f(y[i], y[j], i == j))
    };
    Verdict::new(
        "The derivative of softmax",
        [Part::new("jacobian", 3.0, cases)
            .mistake(
                "only the diagonal is filled",
                "all probabilities share one sum: raising zⱼ lowers every other ŷᵢ by ŷᵢŷⱼ",
                move |y| matrix(y, |a, b, same| if same { a * (1.0 - b) } else { 0.0 }),
            )
            .mistake(
                "the sign off the diagonal is wrong",
                "raising zⱼ lowers every other probability: −ŷᵢŷⱼ",
                move |y| matrix(y, |a, b, same| if same { a * (1.0 - b) } else { a * b }),
            )
            .mistake(
                "this is the gradient of the loss",
                "ŷ − y is ∂L/∂z, what is left after the chain rule; asked for is ∂ŷᵢ/∂zⱼ alone",
                move |y| matrix(y, |a, _, same| if same { a - 1.0 } else { a }),
            )
            .mistake(
                "this is the gradient of the loss",
                "ŷ − y is ∂L/∂z, what is left after the chain rule; asked for is ∂ŷᵢ/∂zⱼ alone",
                move |y| matrix(y, |_, b, same| if same { b - 1.0 } else { b }),
            )
            .grade(
                move |y| matrix(y, |a, b, same| if same { a * (1.0 - b) } else { -a * b }),
                |y| jacobian(y),
            )],
    )
}
