//! “Accuracy”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn accuracy(batches: &[(Array2<f64>, Vec<usize>)]) -> f64 {
        let (mut right, mut all) = (0, 0);
        for (logits, labels) in batches {
            for (row, &label) in logits.axis_iter(Axis(0)).zip(labels) {
                let best = (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b]));
                right += usize::from(best == Some(label));
            }
            all += labels.len();
        }
        right as f64 / all as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(accuracy)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn accuracy(batches: &[(Array2<f64>, Vec<usize>)]) -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(accuracy)
    }
}

mod mean_of_batches {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn accuracy(batches: &[(Array2<f64>, Vec<usize>)]) -> f64 {
        let mut sum = 0.0;
        for (logits, labels) in batches {
            let rows = logits.axis_iter(Axis(0)).zip(labels);
            let right = rows
                .filter(|(row, label)| row.iter().all(|v| *v <= row[**label]))
                .count();
            sum += right as f64 / labels.len() as f64;
        }
        sum / batches.len() as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(accuracy)
    }
}

mod whole_numbers {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn accuracy(batches: &[(Array2<f64>, Vec<usize>)]) -> f64 {
        let (mut right, mut all) = (0, 0);
        for (logits, labels) in batches {
            let rows = logits.axis_iter(Axis(0)).zip(labels);
            right += rows
                .filter(|(row, label)| row.iter().all(|v| *v <= row[**label]))
                .count();
            all += labels.len();
        }
        (right / all) as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(accuracy)
    }
}

mod over_the_columns {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn accuracy(batches: &[(Array2<f64>, Vec<usize>)]) -> f64 {
        let (mut right, mut all) = (0, 0);
        for (logits, labels) in batches {
            let columns = logits.axis_iter(Axis(1)).zip(labels);
            right += columns
                .filter(|(column, label)| {
                    let best = (0..column.len()).max_by(|&a, &b| column[a].total_cmp(&column[b]));
                    best == Some(**label)
                })
                .count();
            all += labels.len();
        }
        right as f64 / all as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::accuracy(accuracy)
    }
}

prove! {
    "05_step_by_step/accuracy", 3.0;
    mean_of_batches: 1.5, "the mean of the batches' accuracies";
    whole_numbers: 0.0, "whole numbers are divided";
    over_the_columns: 1.5, "looked for in each column";
}
