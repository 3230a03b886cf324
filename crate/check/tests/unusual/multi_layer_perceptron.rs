//! Problem set 4.

use check::multi_layer_perceptron::{backward, dead_units, forward, parameters, relu};
use ndarray::{Array1, Array2, Axis, s};

use super::earns_everything;

#[test]
fn parameters_layer_by_layer() {
    fn weights_then_biases(sizes: &[usize]) -> usize {
        let weights: usize = sizes.iter().zip(&sizes[1..]).map(|(a, b)| a * b).sum();
        weights + sizes.iter().sum::<usize>() - sizes[0]
    }
    fn recursive(sizes: &[usize]) -> usize {
        match sizes {
            [inputs, units, ..] => units + inputs * units + recursive(&sizes[1..]),
            _ => 0,
        }
    }
    earns_everything(|| parameters(weights_then_biases));
    earns_everything(|| parameters(recursive));
}

#[test]
fn relu_without_max() {
    fn half_of_it(x: f64) -> f64 {
        f64::midpoint(x, x.abs())
    }
    fn slope(x: f64) -> f64 {
        f64::from(u8::from(half_of_it(x) > 0.0))
    }
    fn clamped(x: f64) -> f64 {
        x.clamp(0.0, f64::INFINITY)
    }
    fn matched(x: f64) -> f64 {
        match x.total_cmp(&0.0) {
            std::cmp::Ordering::Greater => 1.0,
            _ => 0.0,
        }
    }
    earns_everything(|| relu(half_of_it, slope));
    earns_everything(|| relu(clamped, matched));
}

/// log ŷ of one sample's logits.
fn log_softmax(z: &Array1<f64>) -> Array1<f64> {
    let max = z.fold(f64::MIN, |a, b| a.max(*b));
    z - max - (z - max).exp().sum().ln()
}

#[test]
fn forward_with_the_bias_apart() {
    fn apart(x: &Array2<f64>, w_h: &Array2<f64>, w_z: &Array2<f64>, labels: &[usize]) -> (Array2<f64>, f64) {
        let h = x.slice(s![.., 1..]).dot(&w_h.slice(s![1.., ..])) + w_h.row(0);
        let h = h.mapv(|h| if h < 0.0 { 0.0 } else { h });
        let z = h.dot(&w_z.slice(s![1.., ..])) + w_z.row(0);
        let losses = z
            .outer_iter()
            .zip(labels)
            .map(|(z, &y)| -log_softmax(&z.to_owned())[y]);
        let loss = losses.sum::<f64>() / x.nrows() as f64;
        (z, loss)
    }
    earns_everything(|| forward(apart, || 'b'));
}

#[test]
fn forward_one_number_after_another() {
    fn numbers(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, f64) {
        let mut z = Array2::zeros((x.nrows(), w_z.ncols()));
        let mut loss = 0.0;
        for n in 0..x.nrows() {
            for k in 0..w_z.ncols() {
                z[[n, k]] = w_z[[0, k]];
                for unit in 0..w_h.ncols() {
                    let h: f64 = (0..x.ncols()).map(|i| x[[n, i]] * w_h[[i, unit]]).sum();
                    z[[n, k]] += h.max(0.0) * w_z[[unit + 1, k]];
                }
            }
            let all: f64 = z.row(n).iter().map(|z| z.exp()).sum();
            loss -= (z[[n, labels[n]]].exp() / all).ln() / labels.len() as f64;
        }
        (z, loss)
    }
    earns_everything(|| forward(numbers, || 'B'));
}

#[test]
fn backward_sample_by_sample() {
    fn by_sample(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, Array2<f64>) {
        let (mut d_h, mut d_z) = (Array2::zeros(w_h.dim()), Array2::zeros(w_z.dim()));
        for (x, &y) in x.outer_iter().zip(labels) {
            let h = x.dot(w_h);
            let a: Array1<f64> = std::iter::once(1.0).chain(h.iter().map(|h| h.max(0.0))).collect();
            let mut delta = log_softmax(&a.dot(w_z)).exp();
            delta[y] -= 1.0;
            let back = w_z.dot(&delta);
            for ((i, k), slope) in d_z.indexed_iter_mut() {
                *slope += a[i] * delta[k];
            }
            for ((i, unit), slope) in d_h.indexed_iter_mut() {
                if a[unit + 1] > 0.0 {
                    *slope += x[i] * back[unit + 1];
                }
            }
        }
        let n = labels.len() as f64;
        (d_h / n, d_z / n)
    }
    earns_everything(|| backward(by_sample));
}

#[test]
fn backward_with_the_bias_apart() {
    fn apart(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, Array2<f64>) {
        let h = x.dot(w_h);
        let a = h.mapv(|h| h.max(0.0));
        let z = a.dot(&w_z.slice(s![1.., ..])) + w_z.row(0);
        let mut delta = Array2::zeros(z.dim());
        for (n, &y) in labels.iter().enumerate() {
            let mut row = log_softmax(&z.row(n).to_owned()).exp();
            row[y] -= 1.0;
            delta.row_mut(n).assign(&(row / labels.len() as f64));
        }
        let mut d_z = Array2::zeros(w_z.dim());
        d_z.row_mut(0).assign(&delta.sum_axis(Axis(0)));
        d_z.slice_mut(s![1.., ..]).assign(&a.t().dot(&delta));
        let mut back = delta.dot(&w_z.t());
        back.remove_index(Axis(1), 0);
        ndarray::Zip::from(&mut back).and(&h).for_each(|back, &h| {
            if h <= 0.0 {
                *back = 0.0;
            }
        });
        (x.t().dot(&back), d_z)
    }
    earns_everything(|| backward(apart));
}

#[test]
fn dead_by_the_largest_and_by_the_sum() {
    fn largest(h: &Array2<f64>) -> Vec<usize> {
        let max = h.map_axis(Axis(0), |unit| unit.fold(f64::MIN, |a, b| a.max(*b)));
        (0..h.ncols()).filter(|&unit| max[unit] <= 0.0).collect()
    }
    fn sum(h: &Array2<f64>) -> Vec<usize> {
        let sum = h.mapv(|h| h.max(0.0)).sum_axis(Axis(0));
        let mut dead = Vec::new();
        for (unit, sum) in sum.iter().enumerate() {
            if *sum == 0.0 {
                dead.push(unit);
            }
        }
        dead
    }
    earns_everything(|| dead_units(largest, || 'd'));
    earns_everything(|| dead_units(sum, || 'D'));
}
