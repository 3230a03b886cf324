//! “Counting parameters”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn parameters(sizes: &[usize]) -> usize {
        sizes.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(parameters)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn parameters(sizes: &[usize]) -> usize {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(parameters)
    }
}

mod no_biases {
    use mlp::check::Verdict;
    fn parameters(sizes: &[usize]) -> usize {
        sizes.windows(2).map(|pair| pair[0] * pair[1]).sum()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(parameters)
    }
}

mod one_bias_a_layer {
    use mlp::check::Verdict;
    fn parameters(sizes: &[usize]) -> usize {
        sizes.windows(2).map(|pair| pair[0] * pair[1] + 1).sum()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(parameters)
    }
}

mod input_as_a_layer {
    use mlp::check::Verdict;
    fn parameters(sizes: &[usize]) -> usize {
        sizes.windows(2).map(|pair| pair[0] * pair[1]).sum::<usize>() + sizes.iter().sum::<usize>()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::multi_layer_perceptron::parameters(parameters)
    }
}

prove! {
    "04_multi_layer_perceptron/parameters", 3.0;
    no_biases: 1.5, "the biases are left out";
    one_bias_a_layer: 1.5, "one bias a layer";
    input_as_a_layer: 1.5, "the input is counted as a layer";
}
