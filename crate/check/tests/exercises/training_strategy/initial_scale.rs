//! “The scale of the first weights”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn std(fan_in: usize, fan_out: usize) -> f64 {
        let _ = fan_out; // decides nothing here
        (2.0 / fan_in as f64).sqrt()
    }

    fn zeros() -> char {
        'c'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, zeros)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn std(fan_in: usize, fan_out: usize) -> f64 {
        todo!()
    }

    fn zeros() -> char {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, zeros)
    }
}

mod variance {
    use mlp::check::Verdict;
    fn std(fan_in: usize, fan_out: usize) -> f64 {
        let _ = fan_out; // decides nothing here
        2.0 / fan_in as f64
    }

    fn zeros() -> char {
        'c'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, zeros)
    }
}

mod fan_out {
    use mlp::check::Verdict;
    fn std(fan_in: usize, fan_out: usize) -> f64 {
        let _ = fan_out; // decides nothing here
        let _ = fan_in;
        (2.0 / fan_out as f64).sqrt()
    }

    fn zeros() -> char {
        'c'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, zeros)
    }
}

mod only_slower {
    use mlp::check::Verdict;
    fn std(fan_in: usize, fan_out: usize) -> f64 {
        let _ = fan_out; // decides nothing here
        (2.0 / fan_in as f64).sqrt()
    }

    fn zeros() -> char {
        'a'
    }

    pub(super) fn check() -> Verdict {
        mlp::check::training_strategy::initial_scale(std, zeros)
    }
}

prove! {
    "06_training_strategy/initial-scale", 2.0;
    variance: 1.5, "the variance is used";
    fan_out: 1.5, "fan-out is used for fan-in";
    only_slower: 1.0, "zeros are thought to be only slower";
}
