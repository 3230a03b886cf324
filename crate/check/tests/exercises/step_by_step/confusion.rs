//! “The confusion matrix”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn confusion(labels: &[usize], predicted: &[usize], classes: usize) -> Array2<usize> {
        let mut matrix = Array2::zeros((classes, classes));
        for (&t, &p) in labels.iter().zip(predicted) {
            matrix[[t, p]] += 1;
        }
        matrix
    }

    fn shares(matrix: &Array2<usize>) -> Array2<f64> {
        let matrix = matrix.mapv(|n| n as f64);
        &matrix / &matrix.sum_axis(Axis(1)).insert_axis(Axis(1))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(confusion, shares)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn confusion(labels: &[usize], predicted: &[usize], classes: usize) -> Array2<usize> {
        todo!()
    }

    fn shares(matrix: &Array2<usize>) -> Array2<f64> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(confusion, shares)
    }
}

mod transposed {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn confusion(labels: &[usize], predicted: &[usize], classes: usize) -> Array2<usize> {
        let mut matrix = Array2::zeros((classes, classes));
        for (&t, &p) in labels.iter().zip(predicted) {
            matrix[[p, t]] += 1;
        }
        matrix
    }

    fn shares(matrix: &Array2<usize>) -> Array2<f64> {
        let matrix = matrix.mapv(|n| n as f64);
        &matrix / &matrix.sum_axis(Axis(1)).insert_axis(Axis(1))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(confusion, shares)
    }
}

mod columns_normalized {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn confusion(labels: &[usize], predicted: &[usize], classes: usize) -> Array2<usize> {
        let mut matrix = Array2::zeros((classes, classes));
        for (&t, &p) in labels.iter().zip(predicted) {
            matrix[[t, p]] += 1;
        }
        matrix
    }

    fn shares(matrix: &Array2<usize>) -> Array2<f64> {
        let matrix = matrix.mapv(|n| n as f64);
        &matrix / &matrix.sum_axis(Axis(0))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(confusion, shares)
    }
}

mod counted_from_one {
    use mlp::check::Verdict;
    use mlp::ndarray::{Array2, Axis};

    fn confusion(labels: &[usize], predicted: &[usize], classes: usize) -> Array2<usize> {
        let mut matrix = Array2::zeros((classes, classes));
        for (&t, &p) in labels.iter().zip(predicted) {
            if t > 0 && p > 0 {
                matrix[[t - 1, p - 1]] += 1;
            }
        }
        matrix
    }

    fn shares(matrix: &Array2<usize>) -> Array2<f64> {
        let matrix = matrix.mapv(|n| n as f64);
        &matrix / &matrix.sum_axis(Axis(1)).insert_axis(Axis(1))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(confusion, shares)
    }
}

prove! {
    "05_step_by_step/confusion", 3.0;
    transposed: 2.0, "rows and columns are swapped";
    columns_normalized: 2.5, "the columns are normalized";
    counted_from_one: 2.0, "labels are counted from 1";
}
