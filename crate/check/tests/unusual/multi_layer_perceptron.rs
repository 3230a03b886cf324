//! Problem set 4.

use check::multi_layer_perceptron::{backward, dead_units, forward, parameters, tent};
use ndarray::Array2;

use super::earns_everything;

#[test]
fn parameters_by_the_formula_for_the_roots() {
    mod way {
        pub(super) fn widest(inputs: usize, hidden_layers: usize, classes: usize, budget: usize) -> usize {
            // a·w² + b·w + classes parameters, and the largest whole w that keeps to the budget.
            let (a, b) = (hidden_layers - 1, inputs + hidden_layers + classes);
            let left = budget.saturating_sub(classes) as f64;
            let root = ((b * b) as f64 + 4.0 * a as f64 * left).sqrt();
            let near = (2.0 * left / (b as f64 + root)).round() as usize;
            let fits = |w: usize| a * w * w + b * w + classes <= budget;
            if near > 0 && !fits(near) { near - 1 } else { near }
        }
    }
    earns_everything(|| parameters(way::widest));
}

#[test]
fn tent_from_the_center_outwards() {
    mod way {
        pub(super) fn tent(center: f64, half_width: f64) -> Vec<(f64, f64, f64)> {
            // One unit that is 1 everywhere, two that fall from the center, and two that stop the fall.
            let s = 1.0 / half_width;
            vec![
                (0.0, 1.0, 1.0),
                (s, -s * center, -1.0),
                (-s, s * center, -1.0),
                (s, -s * center - 1.0, 1.0),
                (-s, s * center - 1.0, 1.0),
            ]
        }
    }
    earns_everything(|| tent(way::tent));
}

#[test]
fn forward_the_last_layer_apart() {
    mod way {
        use ndarray::{Array1, Array2};

        pub(super) fn forward(x: &Array2<f64>, layers: &[(Array2<f64>, Array1<f64>)]) -> Array2<f64> {
            let (last, hidden) = layers.split_last().expect("a layer");
            let a = hidden.iter().fold(x.clone(), |x, (w, b)| {
                let a = (x.dot(&w.t()) + b).mapv(|h| if h > 0.0 { h } else { 0.0 });
                if a.dim() == x.dim() { a + x } else { a }
            });
            a.dot(&last.0.t()) + &last.1
        }
    }
    earns_everything(|| forward(way::forward));
}

#[test]
fn backward_sample_by_sample() {
    mod way {
        use ndarray::{Array1, Array2};

        pub(super) fn backward(
            x: &Array2<f64>,
            t: &Array2<f64>,
            w_1: &Array2<f64>,
            b_1: &Array1<f64>,
            w_2: &Array2<f64>,
            b_2: &Array1<f64>,
        ) -> (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>) {
            let (mut d_w1, mut d_b1) = (Array2::zeros(w_1.dim()), Array1::zeros(b_1.dim()));
            let (mut d_w2, mut d_b2) = (Array2::zeros(w_2.dim()), Array1::zeros(b_2.dim()));
            for (x, t) in x.outer_iter().zip(t.outer_iter()) {
                let a = (w_1.dot(&x) + b_1).mapv(f64::tanh);
                let errors = w_2.dot(&a) + b_2 - t;
                for (k, e) in errors.iter().enumerate() {
                    d_b2[k] += e;
                    for j in 0..a.len() {
                        d_w2[[k, j]] += e * a[j];
                        let back = e * w_2[[k, j]] * (1.0 - a[j].powi(2));
                        d_b1[j] += back;
                        for i in 0..x.len() {
                            d_w1[[j, i]] += back * x[i];
                        }
                    }
                }
            }
            let factor = 2.0 / t.len() as f64;
            (d_w1 * factor, d_b1 * factor, d_w2 * factor, d_b2 * factor)
        }
    }
    earns_everything(|| backward(way::backward));
}

#[test]
fn dead_units_by_the_largest() {
    mod way {
        use ndarray::{Array2, Axis};

        pub(super) fn dead(h: &Array2<f64>) -> Vec<usize> {
            let largest = h.map_axis(Axis(0), |unit| unit.fold(f64::MIN, |a, &b| a.max(b)));
            (0..h.ncols()).filter(|&unit| largest[unit] <= 0.0).collect()
        }

        pub(super) fn wake(w: &[f64], b: f64) -> Option<Vec<f64>> {
            // The positive weights are all that can be gained.
            let most: f64 = b + w.iter().filter(|w| **w > 0.0).sum::<f64>();
            (most > 0.0).then(|| w.iter().map(|w| w.signum().max(0.0)).collect())
        }
    }
    earns_everything(|| dead_units(way::dead, way::wake));
}

#[test]
fn a_budget_that_is_halved_again_and_again() {
    fn bisected(inputs: usize, hidden_layers: usize, classes: usize, budget: usize) -> usize {
        let (mut fits, mut is_too_much) = (0, budget + 1);
        while is_too_much - fits > 1 {
            let w = usize::midpoint(fits, is_too_much);
            let between = (1..hidden_layers).map(|_| w * w + w).sum::<usize>();
            if inputs * w + w + between + classes * w + classes <= budget {
                fits = w;
            } else {
                is_too_much = w;
            }
        }
        fits
    }
    earns_everything(|| parameters(bisected));
}

#[test]
fn an_image_that_is_not_the_brightest() {
    fn all(h: &Array2<f64>) -> Vec<usize> {
        (0..h.ncols())
            .filter(|&unit| !h.column(unit).iter().any(|h| *h > 0.0))
            .collect()
    }
    fn just_enough(w: &[f64], b: f64) -> Option<Vec<f64>> {
        let mut image = vec![0.0; w.len()];
        let mut h = b;
        for (pixel, w) in image.iter_mut().zip(w) {
            if h > 0.0 {
                break;
            }
            if *w > 0.0 {
                *pixel = 1.0;
                h += w;
            }
        }
        (h > 0.0).then_some(image)
    }
    earns_everything(|| dead_units(all, just_enough));
}

#[test]
fn a_tent_seen_from_the_right() {
    fn mirrored(center: f64, half_width: f64) -> Vec<(f64, f64, f64)> {
        let corners = [(half_width, 1.0), (0.0, -2.0), (-half_width, 1.0)];
        corners
            .map(|(way, turn)| (-2.0, 2.0 * (center + way), turn / half_width / 2.0))
            .to_vec()
    }
    earns_everything(|| tent(mirrored));
}
