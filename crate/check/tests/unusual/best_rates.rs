//! Lab 1.

use check::best_rates::{fold, gap, paired};
use ndarray::{Array1, Array2, Axis};

use super::earns_everything;

#[test]
fn a_spread_from_all_pairs_of_differences() {
    // s² is half of the mean squared difference of two of them.
    fn of_pairs(a: &[f64], b: &[f64], t: f64) -> (f64, f64) {
        let d: Array1<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        let n = d.len() as f64;
        let squares: f64 = d
            .iter()
            .flat_map(|x| d.iter().map(move |y| (x - y).powi(2)))
            .sum();
        let s = (squares / (2.0 * n * (n - 1.0))).sqrt();
        (d.mean().expect("seeds"), t * s / n.sqrt())
    }
    fn of_ndarray(a: &[f64], b: &[f64], t: f64) -> (f64, f64) {
        let d = Array1::from(a.to_vec()) - Array1::from(b.to_vec());
        (d.mean().expect("seeds"), t * (d.var(1.0) / d.len() as f64).sqrt())
    }
    earns_everything(|| paired(of_pairs));
    earns_everything(|| paired(of_ndarray));
}

#[test]
fn weights_found_by_asking_the_model() {
    // The bias is what a black image gets, and a weight what one pixel of 1 adds.
    fn asked(w: &Array2<f64>, b: &Array1<f64>, mean: f64, std: f64) -> (Array2<f64>, Array1<f64>) {
        let logits = |p: &Array1<f64>| w.dot(&p.mapv(|p| (p - mean) / std)) + b;
        let black = logits(&Array1::zeros(w.ncols()));
        let mut folded = Array2::zeros(w.dim());
        for i in 0..w.ncols() {
            let mut one = Array1::zeros(w.ncols());
            one[i] = 1.0;
            folded.column_mut(i).assign(&(logits(&one) - &black));
        }
        (folded, black)
    }
    fn by_a_product(w: &Array2<f64>, b: &Array1<f64>, mean: f64, std: f64) -> (Array2<f64>, Array1<f64>) {
        let means = Array1::from_elem(w.ncols(), mean);
        (w.mapv(|w| w / std), b - w.dot(&means) / std)
    }
    fn by_columns(w: &Array2<f64>, b: &Array1<f64>, mean: f64, std: f64) -> (Array2<f64>, Array1<f64>) {
        let mut bias = b.clone();
        for column in w.axis_iter(Axis(1)) {
            bias.scaled_add(-mean / std, &column);
        }
        (w / std, bias)
    }
    earns_everything(|| fold(asked));
    earns_everything(|| fold(by_a_product));
    earns_everything(|| fold(by_columns));
}

#[test]
fn any_number_that_honest_runs_give() {
    earns_everything(|| gap(|| 0.0138));
    earns_everything(|| gap(|| 0.1));
}
