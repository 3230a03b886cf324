//! Problem set 4.

use check::multi_layer_perceptron::{backward, dead_units, parameters, tent};
use ndarray::{Array2, Axis};

use super::leaves;

#[test]
fn biases_of_the_classes_alone() {
    leaves(1.0, "only the output layer has biases", || {
        parameters(|inputs, hidden_layers, classes, budget| {
            let count = |w: usize| inputs * w + (hidden_layers - 1) * w * w + w * classes + classes;
            (1..=budget)
                .take_while(|&w| count(w) <= budget)
                .last()
                .unwrap_or(0)
        })
    });
}

#[test]
fn a_tent_that_is_half_as_wide() {
    leaves(2.0, "half_width is taken for the whole width", || {
        tent(|center, width| {
            let r = width / 2.0;
            vec![
                (1.0, r - center, 1.0 / r),
                (1.0, -center, -2.0 / r),
                (1.0, -center - r, 1.0 / r),
            ]
        })
    });
}

#[test]
fn no_tent_at_all() {
    leaves(0.0, "was expected", || tent(|_, _| Vec::new()));
}

#[test]
fn gradients_that_point_uphill() {
    leaves(2.5, "the errors have the other sign", || {
        backward(|x, t, w_1, b_1, w_2, b_2| {
            let a = (x.dot(&w_1.t()) + b_1).mapv(f64::tanh);
            let delta_2 = (t - a.dot(&w_2.t()) - b_2) * (2.0 / t.len() as f64);
            let delta_1 = delta_2.dot(w_2) * a.mapv(|a| 1.0 - a * a);
            (
                delta_1.t().dot(x),
                delta_1.sum_axis(Axis(0)),
                delta_2.t().dot(&a),
                delta_2.sum_axis(Axis(0)),
            )
        })
    });
}

fn dead(h: &Array2<f64>) -> Vec<usize> {
    (0..h.ncols())
        .filter(|&unit| h.column(unit).iter().all(|h| *h <= 0.0))
        .collect()
}

fn brightest(w: &[f64], b: f64) -> Option<Vec<f64>> {
    let image: Vec<f64> = w.iter().map(|w| w.signum().max(0.0)).collect();
    let h = b + w.iter().zip(&image).map(|(w, x)| w * x).sum::<f64>();
    (h > 0.0).then_some(image)
}

#[test]
fn a_first_unit_that_is_never_looked_at() {
    leaves(2.0, "was expected", || {
        dead_units(
            |h| dead(h).into_iter().filter(|unit| *unit > 0).collect(),
            brightest,
        )
    });
}

#[test]
fn a_unit_at_zero_taken_for_alive() {
    leaves(3.0, "h = 0 is taken for alive", || {
        dead_units(
            |h| {
                (0..h.ncols())
                    .filter(|&unit| h.column(unit).iter().all(|h| *h < 0.0))
                    .collect()
            },
            brightest,
        )
    });
}

#[test]
fn no_image_whatever_the_unit() {
    leaves(2.0, "the pixels with negative weights are lit", || {
        dead_units(dead, |_, _| None)
    });
}

#[test]
fn pixels_that_no_image_has() {
    leaves(2.0, "outside of 0 to 1", || {
        dead_units(dead, |w, _| Some(w.iter().map(|w| 1e3 * w).collect()))
    });
}

#[test]
fn an_image_of_another_size() {
    leaves(2.0, "in place of", || dead_units(dead, |_, _| Some(vec![1.0])));
}
