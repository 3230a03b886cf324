//! “Classes that could be one”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn merged(matrix: &Array2<usize>, a: usize, b: usize) -> Array2<usize> {
        let name = |class: usize| match class {
            class if class == b => a,
            class if class > b => class - 1,
            class => class,
        };
        let classes = matrix.nrows() - 1;
        let mut merged = Array2::zeros((classes, classes));
        for ((t, p), n) in matrix.indexed_iter() {
            merged[[name(t), name(p)]] += n;
        }
        merged
    }

    fn pair(matrix: &Array2<usize>) -> (usize, usize) {
        let classes = matrix.nrows();
        (0..classes)
            .flat_map(|a| (a + 1..classes).map(move |b| (a, b)))
            .max_by_key(|&(a, b)| matrix[[a, b]] + matrix[[b, a]])
            .expect("two classes")
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(merged, pair)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn merged(matrix: &Array2<usize>, a: usize, b: usize) -> Array2<usize> {
        todo!()
    }

    fn pair(matrix: &Array2<usize>) -> (usize, usize) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(merged, pair)
    }
}

mod left_out {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn merged(matrix: &Array2<usize>, a: usize, b: usize) -> Array2<usize> {
        let name = |class: usize| match class {
            class if class == b => a,
            class if class > b => class - 1,
            class => class,
        };
        let classes = matrix.nrows() - 1;
        let mut merged = Array2::zeros((classes, classes));
        for ((t, p), n) in matrix.indexed_iter() {
            if t != b && p != b {
                merged[[name(t), name(p)]] += n;
            }
        }
        merged
    }

    fn pair(matrix: &Array2<usize>) -> (usize, usize) {
        let classes = matrix.nrows();
        (0..classes)
            .flat_map(|a| (a + 1..classes).map(move |b| (a, b)))
            .max_by_key(|&(a, b)| matrix[[a, b]] + matrix[[b, a]])
            .expect("two classes")
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(merged, pair)
    }
}

mod lost {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn merged(matrix: &Array2<usize>, a: usize, b: usize) -> Array2<usize> {
        let name = |class: usize| match class {
            class if class == b => a,
            class if class > b => class - 1,
            class => class,
        };
        let classes = matrix.nrows() - 1;
        let mut merged = Array2::zeros((classes, classes));
        for ((t, p), n) in matrix.indexed_iter() {
            if (t, p) != (a, b) && (t, p) != (b, a) {
                merged[[name(t), name(p)]] += n;
            }
        }
        merged
    }

    fn pair(matrix: &Array2<usize>) -> (usize, usize) {
        let classes = matrix.nrows();
        (0..classes)
            .flat_map(|a| (a + 1..classes).map(move |b| (a, b)))
            .max_by_key(|&(a, b)| matrix[[a, b]] + matrix[[b, a]])
            .expect("two classes")
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(merged, pair)
    }
}

mod samples_only {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn merged(matrix: &Array2<usize>, a: usize, b: usize) -> Array2<usize> {
        let name = |class: usize| match class {
            class if class == b => a,
            class if class > b => class - 1,
            class => class,
        };
        let classes = matrix.nrows() - 1;
        let mut merged = Array2::zeros((classes, classes));
        for ((t, p), n) in matrix.indexed_iter() {
            if p != b {
                merged[[name(t), name(p)]] += n;
            }
        }
        merged
    }

    fn pair(matrix: &Array2<usize>) -> (usize, usize) {
        let classes = matrix.nrows();
        (0..classes)
            .flat_map(|a| (a + 1..classes).map(move |b| (a, b)))
            .max_by_key(|&(a, b)| matrix[[a, b]] + matrix[[b, a]])
            .expect("two classes")
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(merged, pair)
    }
}

mod one_direction {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn merged(matrix: &Array2<usize>, a: usize, b: usize) -> Array2<usize> {
        let name = |class: usize| match class {
            class if class == b => a,
            class if class > b => class - 1,
            class => class,
        };
        let classes = matrix.nrows() - 1;
        let mut merged = Array2::zeros((classes, classes));
        for ((t, p), n) in matrix.indexed_iter() {
            merged[[name(t), name(p)]] += n;
        }
        merged
    }

    fn pair(matrix: &Array2<usize>) -> (usize, usize) {
        let classes = matrix.nrows();
        (0..classes)
            .flat_map(|a| (a + 1..classes).map(move |b| (a, b)))
            .max_by_key(|&(a, b)| matrix[[a, b]])
            .expect("two classes")
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(merged, pair)
    }
}

mod right_ones_too {
    use mlp::check::Verdict;
    use mlp::ndarray::Array2;

    fn merged(matrix: &Array2<usize>, a: usize, b: usize) -> Array2<usize> {
        let name = |class: usize| match class {
            class if class == b => a,
            class if class > b => class - 1,
            class => class,
        };
        let classes = matrix.nrows() - 1;
        let mut merged = Array2::zeros((classes, classes));
        for ((t, p), n) in matrix.indexed_iter() {
            merged[[name(t), name(p)]] += n;
        }
        merged
    }

    fn pair(matrix: &Array2<usize>) -> (usize, usize) {
        let classes = matrix.nrows();
        (0..classes)
            .flat_map(|a| (a + 1..classes).map(move |b| (a, b)))
            .max_by_key(|&(a, b)| matrix[[a, a]] + matrix[[b, b]] + matrix[[a, b]] + matrix[[b, a]])
            .expect("two classes")
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::confusion(merged, pair)
    }
}

prove! {
    "05_step_by_step/confusion", 3.0;
    left_out: 2.0, "class b is left out";
    lost: 2.0, "what a and b are taken for each other is lost";
    samples_only: 2.0, "only the samples are merged";
    one_direction: 2.5, "in one direction only";
    right_ones_too: 2.5, "right answers are counted along";
}
