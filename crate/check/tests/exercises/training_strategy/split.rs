//! “Training and validation”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn split(order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let cut = (order.len() as f64 * share).round() as usize;
        (order[..cut].to_vec(), order[cut..].to_vec())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn split(order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

mod overlapping {
    use mlp::check::Verdict;
    fn split(order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let cut = (order.len() as f64 * share).round() as usize;
        (order.to_vec(), order[cut..].to_vec())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

mod unshuffled {
    use mlp::check::Verdict;
    fn split(order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let cut = (order.len() as f64 * share).round() as usize;
        ((0..cut).collect(), (cut..order.len()).collect())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

mod from_the_test_set {
    use mlp::check::Verdict;
    fn split(order: &[usize], share: f64) -> (Vec<usize>, Vec<usize>) {
        let cut = (order.len() as f64 * share).round() as usize;
        let n = order.len();
        (order[..cut].to_vec(), (n..n + n - cut).collect())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::split(split)
    }
}

prove! {
    "06_training_strategy/split", 3.0;
    overlapping: 1.5, "validation samples are learned from";
    unshuffled: 1.5, "the samples are not shuffled";
    from_the_test_set: 1.5, "taken from behind the training set";
}
