//! “Dead units”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        let columns = h.axis_iter(Axis(1)).enumerate();
        columns
            .filter(|(_, unit)| unit.iter().all(|&h| h <= 0.0))
            .map(|(i, _)| i)
            .collect()
    }

    fn can_change() -> char {
        'd'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, can_change)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        todo!()
    }

    fn can_change() -> char {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, can_change)
    }
}

mod off_somewhere {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        let columns = h.axis_iter(Axis(1)).enumerate();
        columns
            .filter(|(_, unit)| unit.iter().any(|&h| h <= 0.0))
            .map(|(i, _)| i)
            .collect()
    }

    fn can_change() -> char {
        'd'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, can_change)
    }
}

mod outgoing_weights {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        let columns = h.axis_iter(Axis(1)).enumerate();
        columns
            .filter(|(_, unit)| unit.iter().all(|&h| h <= 0.0))
            .map(|(i, _)| i)
            .collect()
    }

    fn can_change() -> char {
        'a'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, can_change)
    }
}

mod its_bias {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        let columns = h.axis_iter(Axis(1)).enumerate();
        columns
            .filter(|(_, unit)| unit.iter().all(|&h| h <= 0.0))
            .map(|(i, _)| i)
            .collect()
    }

    fn can_change() -> char {
        'b'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, can_change)
    }
}

mod larger_rate {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn dead(h: &Array2<f64>) -> Vec<usize> {
        let columns = h.axis_iter(Axis(1)).enumerate();
        columns
            .filter(|(_, unit)| unit.iter().all(|&h| h <= 0.0))
            .map(|(i, _)| i)
            .collect()
    }

    fn can_change() -> char {
        'c'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::dead_units(dead, can_change)
    }
}

prove! {
    "04_multi_layer_perceptron/dead-units", 3.0;
    off_somewhere: 2.0, "off on some sample";
    outgoing_weights: 2.0, "the outgoing weights are thought to change";
    its_bias: 2.0, "the bias is thought to change";
    larger_rate: 2.0, "a larger rate is thought to help";
}
