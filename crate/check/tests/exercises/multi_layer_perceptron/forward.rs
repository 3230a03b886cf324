//! “Forward”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate};

    fn forward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, f64) {
        let h = x.dot(w_h).mapv(|h| h.max(0.0));
        let ones = Array2::ones((x.nrows(), 1));
        let h = concatenate(Axis(1), &[ones.view(), h.view()]).expect("one row a sample");
        let z = h.dot(w_z);
        let mut loss = 0.0;
        for (row, &y) in z.axis_iter(Axis(0)).zip(labels) {
            loss += row.mapv(f64::exp).sum().ln() - row[y];
        }
        (z, loss / labels.len() as f64)
    }

    fn source() -> char {
        'b'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward, source)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate};

    fn forward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, f64) {
        todo!()
    }

    fn source() -> char {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward, source)
    }
}

mod no_bias_row {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate};

    fn forward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, f64) {
        let h = x.dot(w_h).mapv(|h| h.max(0.0));
        let rows: Vec<usize> = (1..w_z.nrows()).collect();
        let z = h.dot(&w_z.select(Axis(0), &rows));
        let _ = concatenate(Axis(0), &[z.view()]);
        let losses = z
            .axis_iter(Axis(0))
            .zip(labels)
            .map(|(row, &y)| row.mapv(f64::exp).sum().ln() - row[y]);
        let loss = losses.sum::<f64>() / labels.len() as f64;
        (z, loss)
    }

    fn source() -> char {
        'b'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward, source)
    }
}

mod relu_on_the_logits {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate};

    fn forward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, f64) {
        let h = x.dot(w_h).mapv(|h| h.max(0.0));
        let ones = Array2::ones((x.nrows(), 1));
        let h = concatenate(Axis(1), &[ones.view(), h.view()]).expect("one row a sample");
        let z = h.dot(w_z).mapv(|z| z.max(0.0));
        let losses = z
            .axis_iter(Axis(0))
            .zip(labels)
            .map(|(row, &y)| row.mapv(f64::exp).sum().ln() - row[y]);
        let loss = losses.sum::<f64>() / labels.len() as f64;
        (z, loss)
    }

    fn source() -> char {
        'b'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward, source)
    }
}

mod from_the_printed_weights {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate};

    fn forward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, f64) {
        let h = x.dot(w_h).mapv(|h| h.max(0.0));
        let ones = Array2::ones((x.nrows(), 1));
        let h = concatenate(Axis(1), &[ones.view(), h.view()]).expect("one row a sample");
        let z = h.dot(w_z);
        let mut loss = 0.0;
        for (row, &y) in z.axis_iter(Axis(0)).zip(labels) {
            loss += row.mapv(f64::exp).sum().ln() - row[y];
        }
        (z, loss / labels.len() as f64)
    }

    fn source() -> char {
        'a'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward, source)
    }
}

mod from_the_printed_probabilities {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis, concatenate};

    fn forward(
        x: &Array2<f64>,
        w_h: &Array2<f64>,
        w_z: &Array2<f64>,
        labels: &[usize],
    ) -> (Array2<f64>, f64) {
        let h = x.dot(w_h).mapv(|h| h.max(0.0));
        let ones = Array2::ones((x.nrows(), 1));
        let h = concatenate(Axis(1), &[ones.view(), h.view()]).expect("one row a sample");
        let z = h.dot(w_z);
        let mut loss = 0.0;
        for (row, &y) in z.axis_iter(Axis(0)).zip(labels) {
            loss += row.mapv(f64::exp).sum().ln() - row[y];
        }
        (z, loss / labels.len() as f64)
    }

    fn source() -> char {
        'C'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward, source)
    }
}

prove! {
    "04_multi_layer_perceptron/forward", 5.0;
    no_bias_row: 3.0, "the bias row of the second layer is left out";
    relu_on_the_logits: 3.0, "ReLU is applied to z";
    from_the_printed_weights: 4.0, "give 1.2731";
    from_the_printed_probabilities: 4.0, "gives 1.2719";
}
