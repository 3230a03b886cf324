//! “The baseline”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn baseline() -> f64 {
        83.4
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::baseline(baseline)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn baseline() -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::baseline(baseline)
    }
}

mod a_share {
    use mlp::check::Verdict;
    fn baseline() -> f64 {
        0.834
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::baseline(baseline)
    }
}

mod no_number {
    use mlp::check::Verdict;
    fn baseline() -> f64 {
        f64::NAN
    }

    pub(super) fn check() -> Verdict {
        mlp::check::components::baseline(baseline)
    }
}

prove! {
    "lab_2_components/baseline", 1.0;
    a_share: 0.0, "a person looks at it";
    no_number: 0.0, "not attempted";
}
