//! “Among the first k”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn top_k(batches: &[(Array2<f64>, Vec<usize>)], k: usize) -> f64 {
        let (mut right, mut all) = (0, 0);
        for (logits, labels) in batches {
            for (row, &label) in logits.axis_iter(Axis(0)).zip(labels) {
                let before = row.iter().filter(|&&z| z > row[label]).count();
                right += usize::from(before < k);
            }
            all += labels.len();
        }
        right as f64 / all as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(top_k)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn top_k(batches: &[(Array2<f64>, Vec<usize>)], k: usize) -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(top_k)
    }
}

mod only_the_first {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn top_k(batches: &[(Array2<f64>, Vec<usize>)], k: usize) -> f64 {
        let (mut right, mut all) = (0, 0);
        for (logits, labels) in batches {
            for (row, &label) in logits.axis_iter(Axis(0)).zip(labels) {
                let before = row.iter().filter(|&&z| z > row[label]).count();
                right += usize::from(before < 1);
            }
            all += labels.len();
        }
        right as f64 / all as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(top_k)
    }
}

mod one_more {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn top_k(batches: &[(Array2<f64>, Vec<usize>)], k: usize) -> f64 {
        let (mut right, mut all) = (0, 0);
        for (logits, labels) in batches {
            for (row, &label) in logits.axis_iter(Axis(0)).zip(labels) {
                let before = row.iter().filter(|&&z| z > row[label]).count();
                right += usize::from(before <= k);
            }
            all += labels.len();
        }
        right as f64 / all as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(top_k)
    }
}

mod ties_count {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn top_k(batches: &[(Array2<f64>, Vec<usize>)], k: usize) -> f64 {
        let (mut right, mut all) = (0, 0);
        for (logits, labels) in batches {
            for (row, &label) in logits.axis_iter(Axis(0)).zip(labels) {
                let before = row.iter().filter(|&&z| z >= row[label]).count();
                right += usize::from(before <= k);
            }
            all += labels.len();
        }
        right as f64 / all as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(top_k)
    }
}

mod smallest {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn top_k(batches: &[(Array2<f64>, Vec<usize>)], k: usize) -> f64 {
        let (mut right, mut all) = (0, 0);
        for (logits, labels) in batches {
            for (row, &label) in logits.axis_iter(Axis(0)).zip(labels) {
                let before = row.iter().filter(|&&z| z < row[label]).count();
                right += usize::from(before < k);
            }
            all += labels.len();
        }
        right as f64 / all as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(top_k)
    }
}

mod percent {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn top_k(batches: &[(Array2<f64>, Vec<usize>)], k: usize) -> f64 {
        let (mut right, mut all) = (0, 0);
        for (logits, labels) in batches {
            for (row, &label) in logits.axis_iter(Axis(0)).zip(labels) {
                let before = row.iter().filter(|&&z| z > row[label]).count();
                right += usize::from(before < k);
            }
            all += labels.len();
        }
        100.0 * right as f64 / all as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(top_k)
    }
}

mod mean_of_batches {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn top_k(batches: &[(Array2<f64>, Vec<usize>)], k: usize) -> f64 {
        let mut shares = 0.0;
        for (logits, labels) in batches {
            let mut right = 0;
            for (row, &label) in logits.axis_iter(Axis(0)).zip(labels) {
                let before = row.iter().filter(|&&z| z > row[label]).count();
                right += usize::from(before < k);
            }
            shares += right as f64 / labels.len() as f64;
        }
        shares / batches.len() as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(top_k)
    }
}

prove! {
    "05_step_by_step/accuracy", 3.0;
    only_the_first: 1.5, "only the largest logit counts";
    one_more: 1.5, "one place too many counts";
    ties_count: 1.5, "equal logits are counted as larger ones";
    smallest: 1.5, "the smallest logits are taken for the best";
    percent: 1.5, "the share is in percent";
    mean_of_batches: 1.5, "the mean of the batches' shares";
}
