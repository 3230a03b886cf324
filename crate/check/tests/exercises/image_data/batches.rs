//! “Batches”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn batches(n: usize, b: usize) -> (usize, usize) {
        let count = n.div_ceil(b);
        (count, n - (count - 1) * b)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batches(batches)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn batches(n: usize, b: usize) -> (usize, usize) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batches(batches)
    }
}

mod full_ones_only {
    use mlp::check::Verdict;
    fn batches(n: usize, b: usize) -> (usize, usize) {
        (n / b, n % b)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batches(batches)
    }
}

mod last_of_size_zero {
    use mlp::check::Verdict;
    fn batches(n: usize, b: usize) -> (usize, usize) {
        (n.div_ceil(b), n % b)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batches(batches)
    }
}

mod all_full {
    use mlp::check::Verdict;
    fn batches(n: usize, b: usize) -> (usize, usize) {
        (n.div_ceil(b), b)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batches(batches)
    }
}

prove! {
    "01_image_data/batches", 2.0;
    full_ones_only: 1.0, "only the full batches are counted";
    last_of_size_zero: 1.0, "the last batch has size 0";
    all_full: 1.0, "the last batch is counted as full";
}
