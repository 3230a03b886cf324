//! Right answers that nobody would expect: each earns everything, whatever is drawn.
//!
//! A check compares what comes out with what is right; how it was computed is the student's own business. Two or more
//! unusual ways a question keep the checks from asking for more than the text does.

mod best_rates;
mod color_images;
mod components;
mod image_data;
mod multi_layer_perceptron;
mod normalization;
mod softmax_regression;
mod step_by_step;
mod training_strategy;

use check::{Verdict, with_seed};

/// Fails unless the check gives full points with every seed.
#[allow(clippy::float_cmp)] // points are sums of halves, which are exact
fn earns_everything(check: impl Fn() -> Verdict) {
    for seed in 0..50 {
        let verdict = with_seed(seed, &check);
        assert_eq!(verdict.points, verdict.max, "seed {seed}: {verdict}");
    }
}
