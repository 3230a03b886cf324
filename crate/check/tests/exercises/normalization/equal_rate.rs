//! “Equal rates”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn rate(raw: f64) -> f64 {
        raw * 255.0 * 255.0
    }

    fn weight(raw: f64) -> f64 {
        raw * 255.0
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn rate(raw: f64) -> f64 {
        todo!()
    }

    fn weight(raw: f64) -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight)
    }
}

mod one_factor {
    use mlp::check::Verdict;
    fn rate(raw: f64) -> f64 {
        raw * 255.0
    }

    fn weight(raw: f64) -> f64 {
        raw * 255.0
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight)
    }
}

mod divided {
    use mlp::check::Verdict;
    fn rate(raw: f64) -> f64 {
        raw / 65025.0
    }

    fn weight(raw: f64) -> f64 {
        raw * 255.0
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight)
    }
}

mod weights_forgotten {
    use mlp::check::Verdict;
    fn rate(raw: f64) -> f64 {
        raw * 255.0 * 255.0
    }

    fn weight(raw: f64) -> f64 {
        raw
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight)
    }
}

prove! {
    "03_normalization/equal-rate", 3.0;
    one_factor: 2.0, "only one factor of 255";
    divided: 2.0, "divided instead of multiplied";
    weights_forgotten: 2.0, "the initial weights are forgotten";
}
