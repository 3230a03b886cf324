//! “Backward, with another loss”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn backward(
        x: &Array2<f64>,
        t: &Array2<f64>,
        w_1: &Array2<f64>,
        b_1: &Array1<f64>,
        w_2: &Array2<f64>,
        b_2: &Array1<f64>,
    ) -> (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>) {
        let a = (x.dot(&w_1.t()) + b_1).mapv(f64::tanh);
        let o = a.dot(&w_2.t()) + b_2;
        let delta_2 = (o - t) * 2.0 / t.len() as f64;
        let delta_1 = delta_2.dot(w_2) * a.mapv(|a| 1.0 - a * a);
        (
            delta_1.t().dot(x),
            delta_1.sum_axis(Axis(0)),
            delta_2.t().dot(&a),
            delta_2.sum_axis(Axis(0)),
        )
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn backward(
        x: &Array2<f64>,
        t: &Array2<f64>,
        w_1: &Array2<f64>,
        b_1: &Array1<f64>,
        w_2: &Array2<f64>,
        b_2: &Array1<f64>,
    ) -> (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod no_slope {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn backward(
        x: &Array2<f64>,
        t: &Array2<f64>,
        w_1: &Array2<f64>,
        b_1: &Array1<f64>,
        w_2: &Array2<f64>,
        b_2: &Array1<f64>,
    ) -> (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>) {
        let a = (x.dot(&w_1.t()) + b_1).mapv(f64::tanh);
        let o = a.dot(&w_2.t()) + b_2;
        let delta_2 = (o - t) * 2.0 / t.len() as f64;
        let delta_1 = delta_2.dot(w_2);
        (
            delta_1.t().dot(x),
            delta_1.sum_axis(Axis(0)),
            delta_2.t().dot(&a),
            delta_2.sum_axis(Axis(0)),
        )
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod slope_of_sigmoid {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn backward(
        x: &Array2<f64>,
        t: &Array2<f64>,
        w_1: &Array2<f64>,
        b_1: &Array1<f64>,
        w_2: &Array2<f64>,
        b_2: &Array1<f64>,
    ) -> (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>) {
        let a = (x.dot(&w_1.t()) + b_1).mapv(f64::tanh);
        let o = a.dot(&w_2.t()) + b_2;
        let delta_2 = (o - t) * 2.0 / t.len() as f64;
        let delta_1 = delta_2.dot(w_2) * a.mapv(|a| a * (1.0 - a));
        (
            delta_1.t().dot(x),
            delta_1.sum_axis(Axis(0)),
            delta_2.t().dot(&a),
            delta_2.sum_axis(Axis(0)),
        )
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod mask_of_relu {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn backward(
        x: &Array2<f64>,
        t: &Array2<f64>,
        w_1: &Array2<f64>,
        b_1: &Array1<f64>,
        w_2: &Array2<f64>,
        b_2: &Array1<f64>,
    ) -> (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>) {
        let a = (x.dot(&w_1.t()) + b_1).mapv(f64::tanh);
        let o = a.dot(&w_2.t()) + b_2;
        let delta_2 = (o - t) * 2.0 / t.len() as f64;
        let delta_1 = delta_2.dot(w_2) * a.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 });
        (
            delta_1.t().dot(x),
            delta_1.sum_axis(Axis(0)),
            delta_2.t().dot(&a),
            delta_2.sum_axis(Axis(0)),
        )
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod no_two {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn backward(
        x: &Array2<f64>,
        t: &Array2<f64>,
        w_1: &Array2<f64>,
        b_1: &Array1<f64>,
        w_2: &Array2<f64>,
        b_2: &Array1<f64>,
    ) -> (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>) {
        let a = (x.dot(&w_1.t()) + b_1).mapv(f64::tanh);
        let o = a.dot(&w_2.t()) + b_2;
        let delta_2 = (o - t) / t.len() as f64;
        let delta_1 = delta_2.dot(w_2) * a.mapv(|a| 1.0 - a * a);
        (
            delta_1.t().dot(x),
            delta_1.sum_axis(Axis(0)),
            delta_2.t().dot(&a),
            delta_2.sum_axis(Axis(0)),
        )
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

mod mean_over_samples {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array1, Array2, Axis};

    fn backward(
        x: &Array2<f64>,
        t: &Array2<f64>,
        w_1: &Array2<f64>,
        b_1: &Array1<f64>,
        w_2: &Array2<f64>,
        b_2: &Array1<f64>,
    ) -> (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>) {
        let a = (x.dot(&w_1.t()) + b_1).mapv(f64::tanh);
        let o = a.dot(&w_2.t()) + b_2;
        let delta_2 = (o - t) * 2.0 / t.nrows() as f64;
        let delta_1 = delta_2.dot(w_2) * a.mapv(|a| 1.0 - a * a);
        (
            delta_1.t().dot(x),
            delta_1.sum_axis(Axis(0)),
            delta_2.t().dot(&a),
            delta_2.sum_axis(Axis(0)),
        )
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::backward(backward)
    }
}

prove! {
    "04_multi_layer_perceptron/backward", 5.0;
    no_slope: 2.5, "the slope of tanh is left out";
    slope_of_sigmoid: 2.5, "this is the slope of the sigmoid";
    mask_of_relu: 2.5, "this is ReLU's mask";
    no_two: 2.5, "the 2 of the square is missing";
    mean_over_samples: 2.5, "the mean is taken over samples only";
}
