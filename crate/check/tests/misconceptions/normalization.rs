//! Problem set 3.

use check::normalization::{equal_rate, mean_std, per_image, z_score};
use ndarray::{Array2, Axis, concatenate};

use super::leaves;

fn apply(images: &Array2<f64>, mean: f64, std: f64) -> Array2<f64> {
    (images - mean) / std
}

#[test]
fn one_less_in_the_divisor() {
    leaves(2.0, "divided by N − 1", || {
        z_score(|train, test| {
            let (mean, std) = (train.mean().expect("pixels"), train.std(1.0));
            (apply(train, mean, std), apply(test, mean, std))
        })
    });
    leaves(1.5, "divided by N − 1", || {
        per_image(|images| {
            let mut result = images.clone();
            for mut row in result.outer_iter_mut() {
                let (mean, std) = (row.mean().expect("pixels"), row.std(1.0));
                row.mapv_inplace(|p| if std > 0.0 { (p - mean) / std } else { 0.0 });
            }
            result
        })
    });
}

#[test]
fn statistics_of_more_than_the_training_set() {
    leaves(2.0, "taken over both sets", || {
        z_score(|train, test| {
            let both = concatenate![Axis(0), *train, *test];
            let (mean, std) = (both.mean().expect("pixels"), both.std(0.0));
            (apply(train, mean, std), apply(test, mean, std))
        })
    });
}

#[test]
fn a_scale_for_each_pixel_with_care_for_black_ones() {
    leaves(2.0, "taken for each pixel", || {
        z_score(|train, test| {
            let mean = train.mean_axis(Axis(0)).expect("images");
            let std = train.std_axis(Axis(0), 0.0);
            let std = std.mapv(|s| if s == 0.0 { 1.0 } else { s });
            ((train - &mean) / &std, (test - &mean) / &std)
        })
    });
}

#[test]
fn rows_statistics_that_meet_the_columns() {
    leaves(1.5, "meet the columns", || {
        per_image(|images| {
            let mean = images.mean_axis(Axis(1)).expect("pixels");
            (images - &mean) / images.std_axis(Axis(1), 0.0)
        })
    });
}

#[test]
fn any_image_of_small_contrast_taken_for_constant() {
    leaves(0.0, "was expected", || {
        per_image(|images| {
            let mut result = images.clone();
            for mut row in result.outer_iter_mut() {
                let (mean, std) = (row.mean().expect("pixels"), row.std(0.0));
                row.mapv_inplace(|p| if std > 1.0 { (p - mean) / std } else { 0.0 });
            }
            result
        })
    });
}

#[test]
fn an_inverse_of_the_raw_sigma() {
    leaves(2.5, "1/σ is given for σ", || {
        mean_std(
            || (0.0, 1.0),
            || (0.5, 0.5),
            |mu, sigma| (mu / 255.0, 1.0 / sigma),
        )
    });
}

#[test]
fn what_the_constants_are_is_not_told() {
    leaves(2.5, "whole range", || {
        mean_std(
            || (0.0, 1.0),
            || (0.5, 1.0),
            |mu, sigma| (mu / 255.0, sigma / 255.0),
        )
    });
    let verdict = mean_std(|| (0.0, 255.0), || (127.5, 127.5), |mu, sigma| (mu, sigma));
    let told = format!("{verdict}{}", verdict.to_html()).replace("(0.5 of 1)", "");
    assert!(!told.contains("0.5"), "{told}");
}

#[test]
fn a_rate_divided_by_one_factor() {
    leaves(2.0, "only one factor of 255", || {
        equal_rate(|raw| raw / 255.0, |raw| raw * 255.0)
    });
}

#[test]
fn what_was_handed_in_keeps_nothing_of_its_part() {
    leaves(2.0, "statistics of 0..255 are applied after /255", || {
        mean_std(|| (0.0, 1.0), || (0.5, 0.5), |mu, sigma| (mu, sigma))
    });
}
