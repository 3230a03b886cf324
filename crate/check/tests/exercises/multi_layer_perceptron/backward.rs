//! “Backward”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate, s};

    fn backward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, Array2<f64>) {
        let h = x.dot(w_h);
        let ones = Array2::ones((x.nrows(), 1));
        let a =
            concatenate(Axis(1), &[ones.view(), h.mapv(|h| h.max(0.0)).view()]).expect("one row a sample");
        let mut delta = a.dot(w_z);
        for (mut row, &y) in delta.axis_iter_mut(Axis(0)).zip(labels) {
            row.mapv_inplace(f64::exp);
            let sum = row.sum();
            row /= sum;
            row[y] -= 1.0;
        }
        delta /= labels.len() as f64;
        let mask = h.mapv(|h| if h > 0.0 { 1.0 } else { 0.0 });
        let back = delta.dot(&w_z.slice(s![1.., ..]).t()) * mask;
        (x.t().dot(&back), a.t().dot(&delta))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate, s};

    fn backward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, Array2<f64>) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod no_mask {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate, s};

    fn backward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, Array2<f64>) {
        let h = x.dot(w_h);
        let ones = Array2::ones((x.nrows(), 1));
        let a =
            concatenate(Axis(1), &[ones.view(), h.mapv(|h| h.max(0.0)).view()]).expect("one row a sample");
        let mut delta = a.dot(w_z);
        for (mut row, &y) in delta.axis_iter_mut(Axis(0)).zip(labels) {
            row.mapv_inplace(f64::exp);
            let sum = row.sum();
            row /= sum;
            row[y] -= 1.0;
        }
        delta /= labels.len() as f64;
        let mask = h.mapv(|h| if h > 0.0 { 1.0 } else { 0.0 });
        let _ = mask;
        let back = delta.dot(&w_z.slice(s![1.., ..]).t());
        (x.t().dot(&back), a.t().dot(&delta))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod bias_row_propagated {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate, s};

    fn backward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, Array2<f64>) {
        let h = x.dot(w_h);
        let ones = Array2::ones((x.nrows(), 1));
        let a =
            concatenate(Axis(1), &[ones.view(), h.mapv(|h| h.max(0.0)).view()]).expect("one row a sample");
        let mut delta = a.dot(w_z);
        for (mut row, &y) in delta.axis_iter_mut(Axis(0)).zip(labels) {
            row.mapv_inplace(f64::exp);
            let sum = row.sum();
            row /= sum;
            row[y] -= 1.0;
        }
        delta /= labels.len() as f64;
        let mask = h.mapv(|h| if h > 0.0 { 1.0 } else { 0.0 });
        let back = delta.dot(&w_z.slice(s![..w_z.nrows() - 1, ..]).t()) * mask;
        (x.t().dot(&back), a.t().dot(&delta))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod no_mean {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate, s};

    fn backward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, Array2<f64>) {
        let h = x.dot(w_h);
        let ones = Array2::ones((x.nrows(), 1));
        let a =
            concatenate(Axis(1), &[ones.view(), h.mapv(|h| h.max(0.0)).view()]).expect("one row a sample");
        let mut delta = a.dot(w_z);
        for (mut row, &y) in delta.axis_iter_mut(Axis(0)).zip(labels) {
            row.mapv_inplace(f64::exp);
            let sum = row.sum();
            row /= sum;
            row[y] -= 1.0;
        }
        let mask = h.mapv(|h| if h > 0.0 { 1.0 } else { 0.0 });
        let back = delta.dot(&w_z.slice(s![1.., ..]).t()) * mask;
        (x.t().dot(&back), a.t().dot(&delta))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod mean_twice {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate, s};

    fn backward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, Array2<f64>) {
        let h = x.dot(w_h);
        let ones = Array2::ones((x.nrows(), 1));
        let a =
            concatenate(Axis(1), &[ones.view(), h.mapv(|h| h.max(0.0)).view()]).expect("one row a sample");
        let mut delta = a.dot(w_z);
        for (mut row, &y) in delta.axis_iter_mut(Axis(0)).zip(labels) {
            row.mapv_inplace(f64::exp);
            let sum = row.sum();
            row /= sum;
            row[y] -= 1.0;
        }
        delta /= labels.len() as f64;
        let mask = h.mapv(|h| if h > 0.0 { 1.0 } else { 0.0 });
        let back = delta.dot(&w_z.slice(s![1.., ..]).t()) * mask;
        let n = labels.len() as f64;
        (x.t().dot(&back) / n, a.t().dot(&delta) / n)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod mask_on_the_outputs {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate, s};

    fn backward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, Array2<f64>) {
        let h = x.dot(w_h);
        let ones = Array2::ones((x.nrows(), 1));
        let a =
            concatenate(Axis(1), &[ones.view(), h.mapv(|h| h.max(0.0)).view()]).expect("one row a sample");
        let mut delta = a.dot(w_z);
        for (mut row, &y) in delta.axis_iter_mut(Axis(0)).zip(labels) {
            row.mapv_inplace(f64::exp);
            let sum = row.sum();
            row /= sum;
            row[y] -= 1.0;
        }
        delta /= labels.len() as f64;
        delta *= &a.dot(w_z).mapv(|z| if z > 0.0 { 1.0 } else { 0.0 });
        let back = delta.dot(&w_z.slice(s![1.., ..]).t());
        (x.t().dot(&back), a.t().dot(&delta))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

prove! {
    "04_multi_layer_perceptron/backward", 6.0;
    no_mask: 3.0, "ReLU's mask is left out";
    bias_row_propagated: 3.0, "the bias row of W_z is propagated";
    no_mean: 3.0, "1/N is missing";
    mean_twice: 3.0, "1/N is there twice";
    mask_on_the_outputs: 3.0, "the mask is put on the output layer";
}
