//! Each question of the exercises, proved three ways: solved it earns everything, unsolved nothing, and wrong in a known way
//! exactly what that mistake leaves, with its reason.
//!
//! The cells of the notebooks are what is tried here: a test compares them with the modules of these files.

#![allow(unused_imports, unused_variables, dead_code)] // stubs and wrong answers keep the signature and the imports
#![allow(clippy::manual_is_multiple_of)] // cells are written with what the lessons use
#![allow(clippy::float_cmp)] // points are sums of halves, which are exact

// A notebook's cells name `mlp`, which re-exports both of these.
extern crate self as mlp;
pub use {check, ndarray};

mod exercises {
    pub(crate) mod best_rates;
    pub(crate) mod color_images;
    pub(crate) mod components;
    pub(crate) mod image_data;
    pub(crate) mod multi_layer_perceptron;
    pub(crate) mod normalization;
    pub(crate) mod notebooks;
    pub(crate) mod softmax_regression;
    pub(crate) mod step_by_step;
    pub(crate) mod training_strategy;

    /// Tests a question's `solution`, its `unsolved` stub, and each wrong answer with the points and the reason it must get.
    macro_rules! prove {
        ($question:literal, $max:literal; $($wrong:ident: $points:literal, $reason:literal;)+) => {
            #[test]
            fn solved_it_earns_everything_and_unsolved_nothing() {
                use mlp::check::{Status, with_seed};
                for seed in 0..200 {
                    let verdict = with_seed(seed, solution::check);
                    assert_eq!((verdict.points, verdict.max), ($max, $max), "seed {seed}: {verdict}");
                    assert_eq!(verdict.status, Status::Full);
                    let verdict = with_seed(seed, unsolved::check);
                    assert_eq!((verdict.points, verdict.max), (0.0, $max), "seed {seed}: {verdict}");
                    assert_eq!(verdict.status, Status::NotAttempted);
                }
            }

            $(
                #[test]
                fn $wrong() {
                    for seed in 0..200 {
                        let verdict = mlp::check::with_seed(seed, $wrong::check);
                        assert_eq!(verdict.points, $points, "seed {seed}: {verdict}");
                        assert!(verdict.reason.contains($reason), "seed {seed}: {verdict}");
                    }
                }
            )+

            #[test]
            fn its_cells_are_those_of_the_notebook() {
                super::super::notebooks::compare($question, $max, concat!(env!("CARGO_MANIFEST_DIR"), "/../../", file!()));
            }
        };
    }
    use prove;
}
