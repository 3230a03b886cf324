//! “Forward, with a way round”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2};

    fn forward(x: &Array2<f64>, layers: &[(Array2<f64>, Array1<f64>)]) -> Array2<f64> {
        let mut x = x.clone();
        for (i, (w, b)) in layers.iter().enumerate() {
            let h = x.dot(&w.t()) + b;
            x = if i + 1 == layers.len() {
                h
            } else if h.ncols() == x.ncols() {
                h.mapv(|h| h.max(0.0)) + x
            } else {
                h.mapv(|h| h.max(0.0))
            };
        }
        x
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2};

    fn forward(x: &Array2<f64>, layers: &[(Array2<f64>, Array1<f64>)]) -> Array2<f64> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward)
    }
}

mod relu_on_logits {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2};

    fn forward(x: &Array2<f64>, layers: &[(Array2<f64>, Array1<f64>)]) -> Array2<f64> {
        let mut x = x.clone();
        for (i, (w, b)) in layers.iter().enumerate() {
            let h = x.dot(&w.t()) + b;
            x = if i + 1 == layers.len() {
                h.mapv(|h| h.max(0.0))
            } else if h.ncols() == x.ncols() {
                h.mapv(|h| h.max(0.0)) + x
            } else {
                h.mapv(|h| h.max(0.0))
            };
        }
        x
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward)
    }
}

mod no_bias {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2};

    fn forward(x: &Array2<f64>, layers: &[(Array2<f64>, Array1<f64>)]) -> Array2<f64> {
        let mut x = x.clone();
        for (i, (w, b)) in layers.iter().enumerate() {
            let h = x.dot(&w.t());
            x = if i + 1 == layers.len() {
                h
            } else if h.ncols() == x.ncols() {
                h.mapv(|h| h.max(0.0)) + x
            } else {
                h.mapv(|h| h.max(0.0))
            };
        }
        x
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward)
    }
}

mod added_before {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2};

    fn forward(x: &Array2<f64>, layers: &[(Array2<f64>, Array1<f64>)]) -> Array2<f64> {
        let mut x = x.clone();
        for (i, (w, b)) in layers.iter().enumerate() {
            let h = x.dot(&w.t()) + b;
            x = if i + 1 == layers.len() {
                h
            } else if h.ncols() == x.ncols() {
                (h + x).mapv(|h| h.max(0.0))
            } else {
                h.mapv(|h| h.max(0.0))
            };
        }
        x
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward)
    }
}

mod never_round {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2};

    fn forward(x: &Array2<f64>, layers: &[(Array2<f64>, Array1<f64>)]) -> Array2<f64> {
        let mut x = x.clone();
        for (i, (w, b)) in layers.iter().enumerate() {
            let h = x.dot(&w.t()) + b;
            x = if i + 1 == layers.len() {
                h
            } else if h.ncols() == x.ncols() {
                h.mapv(|h| h.max(0.0))
            } else {
                h.mapv(|h| h.max(0.0))
            };
        }
        x
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward)
    }
}

mod round_the_last {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2};

    fn forward(x: &Array2<f64>, layers: &[(Array2<f64>, Array1<f64>)]) -> Array2<f64> {
        let mut x = x.clone();
        for (i, (w, b)) in layers.iter().enumerate() {
            let h = x.dot(&w.t()) + b;
            x = if i + 1 == layers.len() {
                if h.ncols() == x.ncols() { h + x } else { h }
            } else if h.ncols() == x.ncols() {
                h.mapv(|h| h.max(0.0)) + x
            } else {
                h.mapv(|h| h.max(0.0))
            };
        }
        x
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::forward(forward)
    }
}

prove! {
    "04_multi_layer_perceptron/forward", 4.0;
    relu_on_logits: 2.0, "ReLU is applied to the logits";
    no_bias: 2.0, "the biases are left out";
    added_before: 2.0, "the input is added before ReLU";
    never_round: 2.0, "no input goes round its layer";
    round_the_last: 2.0, "the last layer's input goes round it as well";
}
