//! “An epoch and its loss”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn train_epoch(
        epoch: usize,
        n: usize,
        batch_size: usize,
        shuffle: &dyn Fn(usize) -> Vec<usize>,
        step: &mut dyn FnMut(&[usize]) -> f64,
    ) -> f64 {
        let mut sum = 0.0;
        for batch in shuffle(epoch).chunks(batch_size) {
            sum += step(batch) * batch.len() as f64;
        }
        sum / n as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::train_epoch(train_epoch)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn train_epoch(
        epoch: usize,
        n: usize,
        batch_size: usize,
        shuffle: &dyn Fn(usize) -> Vec<usize>,
        step: &mut dyn FnMut(&[usize]) -> f64,
    ) -> f64 {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::train_epoch(train_epoch)
    }
}

mod mean_of_means {
    use mlp::check::Verdict;
    fn train_epoch(
        epoch: usize,
        n: usize,
        batch_size: usize,
        shuffle: &dyn Fn(usize) -> Vec<usize>,
        step: &mut dyn FnMut(&[usize]) -> f64,
    ) -> f64 {
        let mut sum = 0.0;
        for batch in shuffle(epoch).chunks(batch_size) {
            sum += step(batch);
        }
        sum / n.div_ceil(batch_size) as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::train_epoch(train_epoch)
    }
}

mod last_batch_dropped {
    use mlp::check::Verdict;
    fn train_epoch(
        epoch: usize,
        n: usize,
        batch_size: usize,
        shuffle: &dyn Fn(usize) -> Vec<usize>,
        step: &mut dyn FnMut(&[usize]) -> f64,
    ) -> f64 {
        let mut sum = 0.0;
        for batch in shuffle(epoch).chunks_exact(batch_size) {
            sum += step(batch) * batch.len() as f64;
        }
        sum / n as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::train_epoch(train_epoch)
    }
}

mod same_order {
    use mlp::check::Verdict;
    fn train_epoch(
        epoch: usize,
        n: usize,
        batch_size: usize,
        shuffle: &dyn Fn(usize) -> Vec<usize>,
        step: &mut dyn FnMut(&[usize]) -> f64,
    ) -> f64 {
        let mut sum = 0.0;
        let _ = epoch;
        for batch in shuffle(0).chunks(batch_size) {
            sum += step(batch) * batch.len() as f64;
        }
        sum / n as f64
    }

    pub(super) fn check() -> Verdict {
        mlp::check::step_by_step::train_epoch(train_epoch)
    }
}

prove! {
    "05_step_by_step/train-epoch", 4.0;
    mean_of_means: 2.0, "the mean of the batches' means";
    last_batch_dropped: 2.0, "the last batch is dropped";
    same_order: 2.0, "every epoch has the same order";
}
