//! “Normalize, solved and composed”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn to_range(low: f64, high: f64) -> (f64, f64) {
        let std = 1.0 / (high - low);
        (-low * std, std)
    }
    fn one_for_two(first: (f64, f64), second: (f64, f64)) -> (f64, f64) {
        (first.0 + first.1 * second.0, first.1 * second.1)
    }
    fn undo(mean: f64, std: f64) -> (f64, f64) {
        (-mean / std, 1.0 / std)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(to_range, one_for_two, undo)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn to_range(low: f64, high: f64) -> (f64, f64) {
        todo!()
    }
    fn one_for_two(first: (f64, f64), second: (f64, f64)) -> (f64, f64) {
        todo!()
    }
    fn undo(mean: f64, std: f64) -> (f64, f64) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(to_range, one_for_two, undo)
    }
}

mod std_is_the_range {
    use mlp::check::Verdict;
    fn to_range(low: f64, high: f64) -> (f64, f64) {
        (-low / (high - low), high - low)
    }
    fn one_for_two(first: (f64, f64), second: (f64, f64)) -> (f64, f64) {
        (first.0 + first.1 * second.0, first.1 * second.1)
    }
    fn undo(mean: f64, std: f64) -> (f64, f64) {
        (-mean / std, 1.0 / std)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(to_range, one_for_two, undo)
    }
}

mod means_added {
    use mlp::check::Verdict;
    fn to_range(low: f64, high: f64) -> (f64, f64) {
        let std = 1.0 / (high - low);
        (-low * std, std)
    }
    fn one_for_two(first: (f64, f64), second: (f64, f64)) -> (f64, f64) {
        (first.0 + second.0, first.1 * second.1)
    }
    fn undo(mean: f64, std: f64) -> (f64, f64) {
        (-mean / std, 1.0 / std)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(to_range, one_for_two, undo)
    }
}

mod second_first {
    use mlp::check::Verdict;
    fn to_range(low: f64, high: f64) -> (f64, f64) {
        let std = 1.0 / (high - low);
        (-low * std, std)
    }
    fn one_for_two(first: (f64, f64), second: (f64, f64)) -> (f64, f64) {
        (second.0 + second.1 * first.0, first.1 * second.1)
    }
    fn undo(mean: f64, std: f64) -> (f64, f64) {
        (-mean / std, 1.0 / std)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(to_range, one_for_two, undo)
    }
}

mod only_turned_round {
    use mlp::check::Verdict;
    fn to_range(low: f64, high: f64) -> (f64, f64) {
        let std = 1.0 / (high - low);
        (-low * std, std)
    }
    fn one_for_two(first: (f64, f64), second: (f64, f64)) -> (f64, f64) {
        (first.0 + first.1 * second.0, first.1 * second.1)
    }
    fn undo(mean: f64, std: f64) -> (f64, f64) {
        (-mean, 1.0 / std)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(to_range, one_for_two, undo)
    }
}

mod scale_of_bytes {
    use mlp::check::Verdict;
    fn to_range(low: f64, high: f64) -> (f64, f64) {
        let std = 255.0 / (high - low);
        (-low * std, std)
    }
    fn one_for_two(first: (f64, f64), second: (f64, f64)) -> (f64, f64) {
        (first.0 + first.1 * second.0, first.1 * second.1)
    }
    fn undo(mean: f64, std: f64) -> (f64, f64) {
        (-mean / std, 1.0 / std)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::normalization::mean_std(to_range, one_for_two, undo)
    }
}

prove! {
    "03_normalization/mean-std", 3.0;
    std_is_the_range: 2.5, "std is the range";
    means_added: 2.5, "added as they are";
    second_first: 2.5, "the second comes first";
    only_turned_round: 2.5, "only turned round";
    scale_of_bytes: 2.5, "0 to 255";
}
