//! “A batch size that fits”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn batch_size(n: usize, most: usize) -> usize {
        let fits = |b: &usize| n % b == 0 || 2 * (n % b) >= *b;
        (1..=most).rev().find(fits).expect("b = 1 fits")
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batch_size(batch_size)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn batch_size(n: usize, most: usize) -> usize {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batch_size(batch_size)
    }
}

mod empty_last_batch {
    use mlp::check::Verdict;
    fn batch_size(n: usize, most: usize) -> usize {
        (1..=most).rev().find(|b| 2 * (n % b) >= *b).unwrap_or(0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batch_size(batch_size)
    }
}

mod half_rounded_down {
    use mlp::check::Verdict;
    fn batch_size(n: usize, most: usize) -> usize {
        (1..=most)
            .rev()
            .find(|b| n % b == 0 || n % b >= b / 2)
            .unwrap_or(0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batch_size(batch_size)
    }
}

mod only_full_ones {
    use mlp::check::Verdict;
    fn batch_size(n: usize, most: usize) -> usize {
        (1..=most).rev().find(|b| n % b == 0).unwrap_or(0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batch_size(batch_size)
    }
}

mod more_than_half {
    use mlp::check::Verdict;
    fn batch_size(n: usize, most: usize) -> usize {
        (1..=most)
            .rev()
            .find(|b| n % b == 0 || 2 * (n % b) > *b)
            .unwrap_or(0)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batch_size(batch_size)
    }
}

mod not_looked_at {
    use mlp::check::Verdict;
    fn batch_size(n: usize, most: usize) -> usize {
        most
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::batch_size(batch_size)
    }
}

prove! {
    "01_image_data/batch-size", 2.0;
    empty_last_batch: 1.0, "a rest of 0";
    half_rounded_down: 1.0, "rounded down";
    only_full_ones: 1.0, "only full batches";
    more_than_half: 1.0, "exactly half is refused";
    not_looked_at: 0.0, "the last batch is not looked at";
}
