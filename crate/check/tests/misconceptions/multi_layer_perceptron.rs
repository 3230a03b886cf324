//! Problem set 4.

use check::multi_layer_perceptron::{backward, dead_units, parameters, relu};
use ndarray::{Array2, Axis, concatenate, s};

use super::leaves;

#[test]
fn one_bias_for_all() {
    leaves(1.5, "one bias for the whole network", || {
        parameters(|sizes| sizes.windows(2).map(|pair| pair[0] * pair[1]).sum::<usize>() + 1)
    });
}

#[test]
fn a_slope_at_the_kink() {
    leaves(2.0, "the derivative at 0 is 1", || {
        relu(|x| x.max(0.0), |x| if x < 0.0 { 0.0 } else { 1.0 })
    });
    // Everything else of backward is right; the mask of h = 0 is not.
    leaves(3.0, "the slope at h = 0 is taken as 1", || {
        backward(|x, w_h, w_z, labels| {
            let h = x.dot(w_h);
            let ones = Array2::ones((x.nrows(), 1));
            let a = concatenate![Axis(1), ones, h.mapv(|h| h.max(0.0))];
            let mut delta = a.dot(w_z).exp();
            let sums = delta.sum_axis(Axis(1)).insert_axis(Axis(1));
            delta /= &sums;
            labels.iter().enumerate().for_each(|(n, &y)| delta[[n, y]] -= 1.0);
            delta /= labels.len() as f64;
            let back = delta.dot(&w_z.slice(s![1.., ..]).t());
            let masked = ndarray::Zip::from(&back)
                .and(&h)
                .map_collect(|&back, &h| if h < 0.0 { 0.0 } else { back });
            (x.t().dot(&masked), a.t().dot(&delta))
        })
    });
}

#[test]
fn a_first_unit_that_is_never_looked_at() {
    leaves(1.0, "was expected", || {
        dead_units(
            |h| {
                (1..h.ncols())
                    .filter(|&unit| h.column(unit).iter().all(|h| *h <= 0.0))
                    .collect()
            },
            || 'd',
        )
    });
}

#[test]
fn a_unit_at_zero_taken_for_alive() {
    leaves(2.0, "h = 0 is taken for alive", || {
        dead_units(
            |h| {
                (0..h.ncols())
                    .filter(|&unit| h.column(unit).iter().all(|h| *h < 0.0))
                    .collect()
            },
            || 'd',
        )
    });
}

#[test]
fn the_identity_keeps_nothing_of_its_part() {
    leaves(2.0, "this is the identity", || {
        relu(|x| x, |x| if x > 0.0 { 1.0 } else { 0.0 })
    });
}
