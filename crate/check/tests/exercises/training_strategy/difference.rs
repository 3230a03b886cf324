//! “Is the difference real?”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn standard_error(a: f64, b: f64, n: usize) -> f64 {
        ((a * (1.0 - a) + b * (1.0 - b)) / n as f64).sqrt()
    }

    fn conclusion() -> char {
        'd'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, conclusion)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn standard_error(a: f64, b: f64, n: usize) -> f64 {
        todo!()
    }

    fn conclusion() -> char {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, conclusion)
    }
}

mod training_set_size {
    use mlp::check::Verdict;
    fn standard_error(a: f64, b: f64, n: usize) -> f64 {
        let _ = n;
        ((a * (1.0 - a) + b * (1.0 - b)) / 60_000.0).sqrt()
    }

    fn conclusion() -> char {
        'd'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, conclusion)
    }
}

mod higher_is_better {
    use mlp::check::Verdict;
    fn standard_error(a: f64, b: f64, n: usize) -> f64 {
        ((a * (1.0 - a) + b * (1.0 - b)) / n as f64).sqrt()
    }

    fn conclusion() -> char {
        'a'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, conclusion)
    }
}

mod one_seed {
    use mlp::check::Verdict;
    fn standard_error(a: f64, b: f64, n: usize) -> f64 {
        ((a * (1.0 - a) + b * (1.0 - b)) / n as f64).sqrt()
    }

    fn conclusion() -> char {
        'c'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::difference(standard_error, conclusion)
    }
}

prove! {
    "06_training_strategy/difference", 2.0;
    training_set_size: 1.5, "N is taken to be 60 000";
    higher_is_better: 1.0, "higher is thought to be better";
    one_seed: 1.0, "one seed is thought to be enough";
}
