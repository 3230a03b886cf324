//! “What a budget buys”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn widest(inputs: usize, hidden_layers: usize, classes: usize, budget: usize) -> usize {
        let count = |w: usize| (inputs + 1) * w + (hidden_layers - 1) * (w + 1) * w + (w + 1) * classes;
        (1..=budget)
            .take_while(|&w| count(w) <= budget)
            .last()
            .unwrap_or(0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(widest)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn widest(inputs: usize, hidden_layers: usize, classes: usize, budget: usize) -> usize {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(widest)
    }
}

mod no_biases {
    use mlp::check::Verdict;
    fn widest(inputs: usize, hidden_layers: usize, classes: usize, budget: usize) -> usize {
        let count = |w: usize| inputs * w + (hidden_layers - 1) * w * w + w * classes;
        (1..=budget)
            .take_while(|&w| count(w) <= budget)
            .last()
            .unwrap_or(0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(widest)
    }
}

mod no_output_biases {
    use mlp::check::Verdict;
    fn widest(inputs: usize, hidden_layers: usize, classes: usize, budget: usize) -> usize {
        let count = |w: usize| (inputs + 1) * w + (hidden_layers - 1) * (w + 1) * w + w * classes;
        (1..=budget)
            .take_while(|&w| count(w) <= budget)
            .last()
            .unwrap_or(0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(widest)
    }
}

mod shallow {
    use mlp::check::Verdict;
    fn widest(inputs: usize, hidden_layers: usize, classes: usize, budget: usize) -> usize {
        let count = |w: usize| (inputs + 1) * w + (w + 1) * classes;
        (1..=budget)
            .take_while(|&w| count(w) <= budget)
            .last()
            .unwrap_or(0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(widest)
    }
}

mod one_too_wide {
    use mlp::check::Verdict;
    fn widest(inputs: usize, hidden_layers: usize, classes: usize, budget: usize) -> usize {
        let count = |w: usize| (inputs + 1) * w + (hidden_layers - 1) * (w + 1) * w + (w + 1) * classes;
        (1..=budget)
            .take_while(|&w| count(w) <= budget)
            .last()
            .unwrap_or(0)
            + 1
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(widest)
    }
}

mod budget_is_too_much {
    use mlp::check::Verdict;
    fn widest(inputs: usize, hidden_layers: usize, classes: usize, budget: usize) -> usize {
        let count = |w: usize| (inputs + 1) * w + (hidden_layers - 1) * (w + 1) * w + (w + 1) * classes;
        (1..=budget)
            .take_while(|&w| count(w) < budget)
            .last()
            .unwrap_or(0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(widest)
    }
}

prove! {
    "04_multi_layer_perceptron/parameters", 2.0;
    no_biases: 1.0, "the biases are left out";
    no_output_biases: 1.0, "the biases of the output layer are left out";
    shallow: 1.0, "the layers between the first and the last are left out";
    one_too_wide: 1.0, "the first width that is too much";
    budget_is_too_much: 1.0, "the budget itself is taken for too much";
}
