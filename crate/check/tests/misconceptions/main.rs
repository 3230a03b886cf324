//! Mistakes that are made often, each in a few lines: what it leaves of the points, and the name that it gets.
//!
//! `exercises.rs` tries whole cells; here stands what else is known to go wrong, and what once went through unseen.

mod best_rates;
mod color_images;
mod components;
mod image_data;
mod letters;
mod multi_layer_perceptron;
mod normalization;
mod softmax_regression;
mod step_by_step;
mod training_strategy;

use check::{Verdict, with_seed};

/// Fails unless the check leaves these points and says these words, with every seed.
#[allow(clippy::float_cmp)] // points are sums of halves, which are exact
fn leaves(points: f64, words: &str, check: impl Fn() -> Verdict) {
    for seed in 0..200 {
        let verdict = with_seed(seed, &check);
        assert_eq!(verdict.points, points, "seed {seed}: {verdict}");
        assert!(verdict.reason.contains(words), "seed {seed}: {verdict}");
    }
}
