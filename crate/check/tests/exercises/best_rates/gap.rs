//! “The number”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn gap() -> f64 {
        0.0775
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::gap(gap)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn gap() -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::gap(gap)
    }
}

mod somewhere_else {
    use mlp::check::Verdict;
    fn gap() -> f64 {
        0.25
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::gap(gap)
    }
}

mod no_number {
    use mlp::check::Verdict;
    fn gap() -> f64 {
        f64::NAN
    }

    pub(super) fn check() -> Verdict {
        mlp::check::best_rates::gap(gap)
    }
}

prove! {
    "lab_1_best_rates/gap", 1.0;
    somewhere_else: 0.0, "a person looks at it";
    no_number: 0.0, "not attempted";
}
