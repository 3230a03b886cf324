//! “ReLU and its derivative”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn relu(x: f64) -> f64 {
        x.max(0.0)
    }

    fn relu_derivative(x: f64) -> f64 {
        if x > 0.0 { 1.0 } else { 0.0 }
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::relu(relu, relu_derivative)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn relu(x: f64) -> f64 {
        todo!()
    }

    fn relu_derivative(x: f64) -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::relu(relu, relu_derivative)
    }
}

mod one_at_zero {
    use mlp::check::Verdict;
    fn relu(x: f64) -> f64 {
        x.max(0.0)
    }

    fn relu_derivative(x: f64) -> f64 {
        if x >= 0.0 { 1.0 } else { 0.0 }
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::relu(relu, relu_derivative)
    }
}

mod absolute_value {
    use mlp::check::Verdict;
    fn relu(x: f64) -> f64 {
        x.abs()
    }

    fn relu_derivative(x: f64) -> f64 {
        if x > 0.0 { 1.0 } else { 0.0 }
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::relu(relu, relu_derivative)
    }
}

mod value_for_slope {
    use mlp::check::Verdict;
    fn relu(x: f64) -> f64 {
        x.max(0.0)
    }

    fn relu_derivative(x: f64) -> f64 {
        x.max(0.0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::relu(relu, relu_derivative)
    }
}

prove! {
    "04_multi_layer_perceptron/relu", 3.0;
    one_at_zero: 2.0, "the derivative at 0 is 1";
    absolute_value: 2.5, "this is |x|";
    value_for_slope: 2.0, "this is x, not its slope";
}
