//! Problem set 3.

use check::normalization::{counter_examples, equal_rate, mean_std, per_image, z_score};
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

fn to_range(low: f64, high: f64) -> (f64, f64) {
    (-low / (high - low), 1.0 / (high - low))
}

fn one_for_two(first: (f64, f64), second: (f64, f64)) -> (f64, f64) {
    (first.0 + first.1 * second.0, first.1 * second.1)
}

#[test]
fn a_pair_that_is_nearly_right() {
    let undo: fn(f64, f64) -> (f64, f64) = |mean, std| (-mean / std, 1.0 / std);
    leaves(2.5, "the mean has the wrong sign", || {
        mean_std(
            |low, high| (low / (high - low), 1.0 / (high - low)),
            one_for_two,
            undo,
        )
    });
    leaves(2.5, "not divided by the range", || {
        mean_std(|low, high| (-low, 1.0 / (high - low)), one_for_two, undo)
    });
    leaves(2.5, "divided by the first std", || {
        mean_std(to_range, |(m1, s1), (m2, s2)| (m1 + m2 / s1, s1 * s2), undo)
    });
    leaves(2.5, "the stds are added", || {
        mean_std(to_range, |(m1, s1), (m2, s2)| (m1 + s1 * m2, s1 + s2), undo)
    });
    leaves(2.5, "std is not turned round", || {
        mean_std(to_range, one_for_two, |mean, std| (-mean / std, std))
    });
    leaves(2.5, "multiplied by std", || {
        mean_std(to_range, one_for_two, |mean, std| (-mean * std, 1.0 / std))
    });
    leaves(2.5, "the mean has the wrong sign", || {
        mean_std(to_range, one_for_two, |mean, std| (mean / std, 1.0 / std))
    });
}

#[test]
fn what_was_handed_in_keeps_nothing_of_its_part() {
    leaves(2.0, "was expected", || {
        mean_std(to_range, one_for_two, |mean, std| (mean, std))
    });
}

#[test]
fn a_rate_upside_down() {
    let weight: fn(f64, f64, f64) -> f64 = |raw, from, to| raw * to / from;
    let decay: fn(f64, f64, f64) -> f64 = |raw, from, to| raw * (from / to).powi(2);
    leaves(2.5, "upside down", || {
        equal_rate(|raw, from, to| raw * (from / to).powi(2), weight, decay)
    });
    leaves(2.5, "only one factor", || {
        equal_rate(|raw, from, to| raw * from / to, weight, decay)
    });
    leaves(2.5, "the factor is squared", || {
        equal_rate(
            |raw, from, to| raw * (to / from).powi(2),
            |raw, from, to| raw * (to / from).powi(2),
            decay,
        )
    });
}

/// An image with one white pixel.
fn one_white(pixels: usize) -> Vec<f64> {
    let mut image = vec![0.0; pixels];
    image[0] = 200.0;
    image
}

#[test]
fn an_example_that_refutes_nothing() {
    fn none(_: &[usize], _: usize) -> (Array2<f64>, Array2<f64>) {
        todo!()
    }
    leaves(0.75, "one pixel more than needed", || {
        counter_examples(|limit| one_white((limit * limit) as usize + 3), none)
    });
    leaves(0.75, "a pixel is above 255", || {
        counter_examples(
            |limit| {
                let mut image = one_white((limit * limit) as usize + 2);
                image[0] = 1000.0;
                image
            },
            none,
        )
    });
    // Without σ there is no z-score.
    leaves(0.0, "pixels of one color came", || {
        counter_examples(|_| vec![7.0; 5], none)
    });
    leaves(0.0, "better at both", || {
        counter_examples(
            |_| todo!(),
            |labels, classes| {
                let sure = |right: usize| {
                    let mut y_hat = Array2::from_elem((labels.len(), classes), 0.1 / (classes - 1) as f64);
                    for (n, y) in labels.iter().enumerate() {
                        y_hat[[n, (y + right) % classes]] = 0.9;
                    }
                    y_hat
                };
                (sure(0), sure(1))
            },
        )
    });
}
