//! “Equal rates”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn rate(raw: f64, from: f64, to: f64) -> f64 {
        let k = to / from;
        raw * k * k
    }
    fn weight(raw: f64, from: f64, to: f64) -> f64 {
        raw * to / from
    }
    fn decay(raw: f64, from: f64, to: f64) -> f64 {
        let k = to / from;
        raw / (k * k)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight, decay)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn rate(raw: f64, from: f64, to: f64) -> f64 {
        todo!()
    }
    fn weight(raw: f64, from: f64, to: f64) -> f64 {
        todo!()
    }
    fn decay(raw: f64, from: f64, to: f64) -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight, decay)
    }
}

mod one_factor {
    use mlp::check::Verdict;
    fn rate(raw: f64, from: f64, to: f64) -> f64 {
        raw * to / from
    }
    fn weight(raw: f64, from: f64, to: f64) -> f64 {
        raw * to / from
    }
    fn decay(raw: f64, from: f64, to: f64) -> f64 {
        let k = to / from;
        raw / (k * k)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight, decay)
    }
}

mod always_65025 {
    use mlp::check::Verdict;
    fn rate(raw: f64, from: f64, to: f64) -> f64 {
        let _ = (from, to);
        raw * 65025.0
    }
    fn weight(raw: f64, from: f64, to: f64) -> f64 {
        raw * to / from
    }
    fn decay(raw: f64, from: f64, to: f64) -> f64 {
        let k = to / from;
        raw / (k * k)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight, decay)
    }
}

mod weight_forgotten {
    use mlp::check::Verdict;
    fn rate(raw: f64, from: f64, to: f64) -> f64 {
        let k = to / from;
        raw * k * k
    }
    fn weight(raw: f64, from: f64, to: f64) -> f64 {
        let _ = (from, to);
        raw
    }
    fn decay(raw: f64, from: f64, to: f64) -> f64 {
        let k = to / from;
        raw / (k * k)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight, decay)
    }
}

mod decay_as_the_rate {
    use mlp::check::Verdict;
    fn rate(raw: f64, from: f64, to: f64) -> f64 {
        let k = to / from;
        raw * k * k
    }
    fn weight(raw: f64, from: f64, to: f64) -> f64 {
        raw * to / from
    }
    fn decay(raw: f64, from: f64, to: f64) -> f64 {
        let k = to / from;
        raw * k * k
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight, decay)
    }
}

mod decay_forgotten {
    use mlp::check::Verdict;
    fn rate(raw: f64, from: f64, to: f64) -> f64 {
        let k = to / from;
        raw * k * k
    }
    fn weight(raw: f64, from: f64, to: f64) -> f64 {
        raw * to / from
    }
    fn decay(raw: f64, from: f64, to: f64) -> f64 {
        let _ = (from, to);
        raw
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::equal_rate(rate, weight, decay)
    }
}

prove! {
    "03_normalization/equal-rate", 3.0;
    one_factor: 2.5, "only one factor";
    always_65025: 2.5, "always 255²";
    weight_forgotten: 2.0, "the initial weights are forgotten";
    decay_as_the_rate: 2.5, "upside down";
    decay_forgotten: 2.0, "the penalty is forgotten";
}
