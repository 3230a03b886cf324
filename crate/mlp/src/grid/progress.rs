//! How far a grid is, a line for each run that ends.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use notebook::display;

use super::{GridRun, work};
use crate::{lock::lock, train::Trial};

/// Says how far the grid is. Time left is reckoned from the arithmetic of the runs that are done and of those to come.
pub(super) struct Progress {
    start: Instant,
    work: Vec<f64>,
    total: usize,
    state: Mutex<(usize, f64)>,
    left: f64,
    quiet: bool,
}

impl Progress {
    pub(super) fn new(trials: &[Trial], missing: &[usize], total: usize, quiet: bool) -> Self {
        let work: Vec<f64> = trials.iter().map(work).collect();
        let left = missing.iter().map(|&i| work[i]).sum();
        let known = total - missing.len();
        if known > 0 && !quiet {
            display::note(&format!("{known} of {total} runs were done before"));
        }
        Self {
            start: Instant::now(),
            work,
            total,
            state: Mutex::new((known, 0.0)),
            left,
            quiet,
        }
    }

    pub(super) fn finished(&self, index: usize, run: &GridRun) {
        let mut state = lock(&self.state);
        state.0 += 1;
        state.1 += self.work[index];
        if self.quiet {
            return;
        }
        let seconds = self.start.elapsed().as_secs_f64() * (self.left - state.1).max(0.0) / state.1;
        let left = if state.0 < self.total {
            format!(
                ", about {} s left",
                Duration::from_secs_f64(seconds).as_secs() + 1
            )
        } else {
            String::new()
        };
        display::note(&format!("{} of {}: {run}{left}", state.0, self.total));
    }
}
