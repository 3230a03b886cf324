//! Several at a time, with a bar: the work for a class.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};

use host::memory;
use indicatif::{ProgressBar, ProgressStyle};

use crate::compile;

/// Does something for each of `items`, `jobs` at a time; `failed` stands in where this program itself fails at one.
pub(crate) fn each<'i, T: Sync, R: Send>(
    items: &'i [T],
    jobs: usize,
    work: impl Fn(&'i T) -> R + Sync,
    failed: impl Fn(&'i T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else {
                return done;
            };
            let result = std::panic::catch_unwind(AssertUnwindSafe(|| work(item)));
            done.push((index, result.unwrap_or_else(|_| failed(item))));
        }
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_default())
            .collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// As many answers at a time as were asked for; otherwise as there are cores, and as free memory holds if each takes the
/// `memory` that it may and the compiler besides.
pub(crate) fn jobs(wanted: Option<usize>, memory: u64) -> usize {
    let usual = || {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let free = memory::available().unwrap_or(u64::MAX);
        cores.min((free / memory.max(compile::MEMORY)) as usize)
    };
    wanted.unwrap_or_else(usual).max(1)
}

/// A bar of so many steps.
pub(crate) fn progress(what: &str, steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:>24} {bar:30} {pos}/{len} {eta} left {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(steps as u64)
        .with_style(style)
        .with_prefix(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_fails_takes_no_other_along() {
        let items = [1, 2, 3, 4];
        let work = |item: &i32| {
            assert_ne!(*item, 2);
            10 * item
        };
        assert_eq!(each(&items, 2, work, |item| -item), [10, -2, 30, 40]);
    }
}
