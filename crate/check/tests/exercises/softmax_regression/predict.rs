//! “Predict the loss”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn loss_of_guessing(counts: &[usize]) -> f64 {
        let total: usize = counts.iter().sum();
        let there = counts.iter().filter(|&&count| count > 0);
        let shares = there.map(|&count| count as f64 / total as f64);
        shares.map(|p| -p * p.ln()).sum()
    }
    fn loss_of_confidence(confidence: f64, accuracy: f64, classes: usize) -> f64 {
        let rest = (1.0 - confidence) / (classes - 1) as f64;
        -accuracy * confidence.ln() - (1.0 - accuracy) * rest.ln()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::predict(loss_of_guessing, loss_of_confidence)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn loss_of_guessing(counts: &[usize]) -> f64 {
        todo!()
    }
    fn loss_of_confidence(confidence: f64, accuracy: f64, classes: usize) -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::predict(loss_of_guessing, loss_of_confidence)
    }
}

mod as_if_equal {
    use mlp::check::Verdict;
    fn loss_of_guessing(counts: &[usize]) -> f64 {
        (counts.len() as f64).ln()
    }
    fn loss_of_confidence(confidence: f64, accuracy: f64, classes: usize) -> f64 {
        let rest = (1.0 - confidence) / (classes - 1) as f64;
        -accuracy * confidence.ln() - (1.0 - accuracy) * rest.ln()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::predict(loss_of_guessing, loss_of_confidence)
    }
}

mod nan_for_none {
    use mlp::check::Verdict;
    fn loss_of_guessing(counts: &[usize]) -> f64 {
        let total: usize = counts.iter().sum();
        let shares = counts.iter().map(|&count| count as f64 / total as f64);
        shares.map(|p| -p * p.ln()).sum()
    }
    fn loss_of_confidence(confidence: f64, accuracy: f64, classes: usize) -> f64 {
        let rest = (1.0 - confidence) / (classes - 1) as f64;
        -accuracy * confidence.ln() - (1.0 - accuracy) * rest.ln()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::predict(loss_of_guessing, loss_of_confidence)
    }
}

mod rest_not_shared {
    use mlp::check::Verdict;
    fn loss_of_guessing(counts: &[usize]) -> f64 {
        let total: usize = counts.iter().sum();
        let there = counts.iter().filter(|&&count| count > 0);
        let shares = there.map(|&count| count as f64 / total as f64);
        shares.map(|p| -p * p.ln()).sum()
    }
    fn loss_of_confidence(confidence: f64, accuracy: f64, classes: usize) -> f64 {
        let _ = classes;
        -accuracy * confidence.ln() - (1.0 - accuracy) * (1.0 - confidence).ln()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::predict(loss_of_guessing, loss_of_confidence)
    }
}

mod wrong_costs_nothing {
    use mlp::check::Verdict;
    fn loss_of_guessing(counts: &[usize]) -> f64 {
        let total: usize = counts.iter().sum();
        let there = counts.iter().filter(|&&count| count > 0);
        let shares = there.map(|&count| count as f64 / total as f64);
        shares.map(|p| -p * p.ln()).sum()
    }
    fn loss_of_confidence(confidence: f64, accuracy: f64, classes: usize) -> f64 {
        let _ = classes;
        -accuracy * confidence.ln()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::softmax_regression::predict(loss_of_guessing, loss_of_confidence)
    }
}

prove! {
    "02_softmax_regression/predict", 3.0;
    as_if_equal: 2.0, "equally frequent";
    nan_for_none: 2.0, "makes NaN";
    rest_not_shared: 2.5, "is not shared";
    wrong_costs_nothing: 2.5, "cost nothing";
}
