//! Question 3.5: raw pixels and /255 are one network on two scales.

use crate::{Verdict, draw::Draw, part::Part};

/// `rate(raw)` is the rate on /255 that does what `raw` does on 0..255; `weight(raw)` the initial weight that goes with it.
pub fn equal_rate(rate: fn(f64) -> f64, weight: fn(f64) -> f64) -> Verdict {
    let mut draw = Draw::new(35);
    let rates = [1e-5, draw.number(1e-6..1e-4)];
    let weights = [draw.number(0.001..0.03), -draw.number(0.001..0.03)];
    Verdict::new(
        "Equal rates",
        [
            Part::new(
                "rate",
                2.0,
                rates.map(|r| (format!("{r:.3e} on raw pixels"), r)).to_vec(),
            )
            .mistake(
                "only one factor of 255",
                "the weights grow by 255, *and* the gradient shrinks by 255: the rate must make up for both",
                |rate| rate * 255.0,
            )
            .mistake(
                "divided instead of multiplied",
                "smaller inputs make smaller gradients; the rate must be larger to do the same",
                |rate| rate / 65025.0,
            )
            .mistake(
                "divided instead of multiplied, and only one factor of 255",
                "smaller inputs make smaller gradients; the rate must be larger to do the same, by 255²",
                |rate| rate / 255.0,
            )
            .grade(|rate| rate * 65025.0, |&r| rate(r)),
            Part::new(
                "weight",
                1.0,
                weights
                    .map(|w| (format!("an initial weight of {w:.4} on raw pixels"), w))
                    .to_vec(),
            )
            .mistake(
                "the initial weights are forgotten",
                "w·x must be the same number at the start: x became 255 times smaller, so w must be 255 times larger",
                |weight| *weight,
            )
            .without_credit()
            .mistake(
                "divided instead of multiplied",
                "x became 255 times smaller, so w must be 255 times larger for the same w·x",
                |weight| weight / 255.0,
            )
            .grade(|weight| weight * 255.0, |&w| weight(w)),
        ],
    )
}
