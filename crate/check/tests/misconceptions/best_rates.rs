//! Lab 1.

use check::Status;
use check::best_rates::{fold, gap, paired};
use ndarray::Axis;

use super::leaves;

#[test]
fn a_difference_the_other_way_round() {
    leaves(1.0, "the other way round", || {
        paired(|a, b, t| {
            let d: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
            let n = d.len() as f64;
            let mean = d.iter().sum::<f64>() / n;
            let squares: f64 = d.iter().map(|x| (x - mean).powi(2)).sum();
            (mean, t * (squares / (n - 1.0) / n).sqrt())
        })
    });
    leaves(1.0, "the variance is used", || {
        paired(|a, b, t| {
            let d: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
            let n = d.len() as f64;
            let mean = d.iter().sum::<f64>() / n;
            let squares: f64 = d.iter().map(|x| (x - mean).powi(2)).sum();
            (mean, t * squares / (n - 1.0) / n.sqrt())
        })
    });
}

#[test]
fn weights_of_another_scale() {
    leaves(1.0, "the weights are multiplied", || {
        fold(|w, b, mean, std| (w * std, b - &(w.sum_axis(Axis(1)) * (mean / std))))
    });
    leaves(1.0, "without 1/σ", || {
        fold(|w, b, mean, std| (w / std, b - &(w.sum_axis(Axis(1)) * mean)))
    });
}

#[test]
fn a_gap_that_is_none_waits_for_a_person() {
    let verdict = gap(|| 0.0);
    assert_eq!(verdict.status, Status::ByHand);
    assert!(
        !verdict.reason.contains("0.0138"),
        "the band is the marker's to know"
    );
}
