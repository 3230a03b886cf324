//! “Every form as mean and std”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn unit_range() -> (f64, f64) {
        (0.0, 1.0)
    }

    fn symmetric() -> (f64, f64) {
        (0.5, 0.5)
    }

    fn z_score_after_255(mu: f64, sigma: f64) -> (f64, f64) {
        (mu / 255.0, sigma / 255.0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(unit_range, symmetric, z_score_after_255)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn unit_range() -> (f64, f64) {
        todo!()
    }

    fn symmetric() -> (f64, f64) {
        todo!()
    }

    fn z_score_after_255(mu: f64, sigma: f64) -> (f64, f64) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(unit_range, symmetric, z_score_after_255)
    }
}

mod middle_of_the_raw_range {
    use mlp::check::Verdict;
    fn unit_range() -> (f64, f64) {
        (0.0, 1.0)
    }

    fn symmetric() -> (f64, f64) {
        (127.5, 127.5)
    }

    fn z_score_after_255(mu: f64, sigma: f64) -> (f64, f64) {
        (mu / 255.0, sigma / 255.0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(unit_range, symmetric, z_score_after_255)
    }
}

mod divided_twice {
    use mlp::check::Verdict;
    fn unit_range() -> (f64, f64) {
        (0.0, 255.0)
    }

    fn symmetric() -> (f64, f64) {
        (0.5, 0.5)
    }

    fn z_score_after_255(mu: f64, sigma: f64) -> (f64, f64) {
        (mu / 255.0, sigma / 255.0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(unit_range, symmetric, z_score_after_255)
    }
}

mod inverse_of_sigma {
    use mlp::check::Verdict;
    fn unit_range() -> (f64, f64) {
        (0.0, 1.0)
    }

    fn symmetric() -> (f64, f64) {
        (0.5, 0.5)
    }

    fn z_score_after_255(mu: f64, sigma: f64) -> (f64, f64) {
        (mu / 255.0, 1.0 / (sigma / 255.0))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(unit_range, symmetric, z_score_after_255)
    }
}

prove! {
    "03_normalization/mean-std", 3.0;
    middle_of_the_raw_range: 2.5, "127.5 is used after /255";
    divided_twice: 2.5, "/255 is done twice";
    inverse_of_sigma: 2.5, "1/σ is given for σ";
}
