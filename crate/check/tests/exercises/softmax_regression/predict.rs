//! “Losses foretold”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn loss_at_start(classes: usize) -> f64 {
        (classes as f64).ln()
    }

    fn loss_after_shift(loss: f64, shift: f64) -> f64 {
        let _ = shift; // softmax only sees differences
        loss
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::predict(loss_at_start, loss_after_shift)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn loss_at_start(classes: usize) -> f64 {
        todo!()
    }

    fn loss_after_shift(loss: f64, shift: f64) -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::predict(loss_at_start, loss_after_shift)
    }
}

mod probability {
    use mlp::check::Verdict;
    fn loss_at_start(classes: usize) -> f64 {
        1.0 / classes as f64
    }

    fn loss_after_shift(loss: f64, shift: f64) -> f64 {
        let _ = shift; // softmax only sees differences
        loss
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::predict(loss_at_start, loss_after_shift)
    }
}

mod base_ten {
    use mlp::check::Verdict;
    fn loss_at_start(classes: usize) -> f64 {
        (classes as f64).log10()
    }

    fn loss_after_shift(loss: f64, shift: f64) -> f64 {
        let _ = shift; // softmax only sees differences
        loss
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::predict(loss_at_start, loss_after_shift)
    }
}

mod it_changes {
    use mlp::check::Verdict;
    fn loss_at_start(classes: usize) -> f64 {
        (classes as f64).ln()
    }

    fn loss_after_shift(loss: f64, shift: f64) -> f64 {
        loss + shift
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::predict(loss_at_start, loss_after_shift)
    }
}

prove! {
    "02_softmax_regression/predict", 3.0;
    probability: 2.0, "this is the probability";
    base_ten: 2.0, "the logarithm has base 10";
    it_changes: 2.0, "the loss is thought to change";
}
