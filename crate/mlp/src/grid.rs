//! Grid search: many runs, told apart by what is chosen, compared on data that none of them learned from.

mod file;
mod merge;
mod part;
mod plan;
mod progress;
mod results;

pub use merge::merge;
pub use part::Part;
pub use results::{GridResults, GridRun};

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use candle_core::Device;
use notebook::interrupt;

use crate::{
    Error, Result, Samples,
    lock::{lock, unlocked},
    train::{Outcome, Trial},
};
use file::Keys;
use plan::Plan;
use progress::Progress;

/// A grid under construction: every combination of the lists it is given, all else as in the trial it starts from.
///
/// ```
/// use mlp::{grid::Grid, train::Trial};
/// let grid = Grid::over(Trial { epochs: 3, ..Trial::default() }).nodes(&[16, 64]).lrs(&[0.05, 0.1, 0.5]);
/// assert_eq!(grid.trials().len(), 6);
/// ```
#[derive(Debug, Clone)]
pub struct Grid {
    trials: Vec<Trial>,
    file: Option<PathBuf>,
    part: Part,
    workers: Option<usize>,
    quiet: bool,
}

impl Grid {
    /// A grid of one trial.
    pub fn over(base: Trial) -> Self {
        Self::of(vec![base])
    }

    /// Exactly these trials.
    pub fn of(trials: Vec<Trial>) -> Self {
        Self {
            trials,
            file: None,
            part: Part::WHOLE,
            workers: None,
            quiet: false,
        }
    }

    /// One hidden layer of each of these widths.
    pub fn nodes(self, widths: &[usize]) -> Self {
        self.each(widths, |trial, &width| trial.hidden = vec![width])
    }

    /// Each of these learning rates.
    pub fn lrs(self, rates: &[f64]) -> Self {
        self.each(rates, |trial, &lr| {
            trial.optimizer = trial.optimizer.clone().with_lr(lr);
        })
    }

    /// Each of these seeds.
    pub fn seeds(self, seeds: &[u64]) -> Self {
        self.each(seeds, |trial, &seed| trial.seed = seed)
    }

    /// Each of `values`, put into a trial by `set`.
    pub fn each<T>(mut self, values: &[T], set: impl Fn(&mut Trial, &T)) -> Self {
        let trials = self.trials.iter().flat_map(|trial| {
            values.iter().map(|value| {
                let mut trial = trial.clone();
                set(&mut trial, value);
                trial
            })
        });
        self.trials = trials.collect();
        self
    }

    /// Writes each finished run to `file` and takes from it what is there already, so that a grid that was stopped goes on
    /// where it was.
    pub fn resume_from(mut self, file: impl Into<PathBuf>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Trains only the runs of this part, so that several machines share a grid; [`merge`] puts their files together.
    pub fn part(mut self, part: Part) -> Self {
        self.part = part;
        self
    }

    /// How many runs go on side by side; without it, one for each core.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = Some(workers);
        self
    }

    /// Runs without a line for each run that ends.
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// About how long [`Grid::run`] will take: one epoch of a trial of middling size is trained, and the others reckoned
    /// from it by their arithmetic.
    ///
    /// # Errors
    /// No trials, or one that cannot be run.
    pub fn estimate(&self, learn: &Samples, valid: &Samples) -> Result<Duration> {
        let mut by_size: Vec<&Trial> = self.trials.iter().collect();
        by_size.sort_by(|a, b| work(a).total_cmp(&work(b)));
        let middling = by_size.get(by_size.len() / 2).ok_or_else(no_trials)?;
        let probe = Trial {
            epochs: 1,
            ..(*middling).clone()
        };
        let start = Instant::now();
        probe.run_unrecorded(learn, valid, &Device::Cpu, |_| ControlFlow::Continue(()))?;
        let all: f64 = self.trials.iter().map(work).sum();
        Ok(start.elapsed().mul_f64(all / work(&probe)))
    }

    /// The trials in their order.
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// Trains every trial on `learn` and measures it on `valid`, a line for each that ends. The numbers do not depend on how
    /// many go on side by side, nor on their order. A cell that is stopped gets the trials that had ended by then.
    ///
    /// # Errors
    /// A trial that cannot be run, or a file that cannot be read or written.
    pub fn run(&self, learn: &Samples, valid: &Samples) -> Result<GridResults> {
        if self.trials.is_empty() {
            return Err(no_trials());
        }
        let keys = Keys::of(&self.trials, learn, valid);
        let share = self.part.share(&self.trials, &keys.trials);
        let mut store = self.file.as_deref().map(file::Store::open).transpose()?;
        let mut found: HashMap<&str, GridRun> = HashMap::new();
        if let Some(store) = &mut store {
            store.announce(&Plan::new(&keys, &self.trials, self.part, &share))?;
            found.extend(share.iter().filter_map(|&index| {
                let key = keys.trials[index].as_str();
                Some((key, store.get(key)?.clone()))
            }));
        }
        let is_missing = |&index: &usize| !found.contains_key(keys.trials[index].as_str());
        let missing: Vec<usize> = share.iter().copied().filter(is_missing).collect();
        for (index, run) in self.train(&missing, share.len(), &keys, store, (learn, valid))? {
            found.insert(&keys.trials[index], run);
        }
        let is_ours: HashSet<&str> = share.iter().map(|&index| keys.trials[index].as_str()).collect();
        let runs = keys.trials.iter().filter(|key| is_ours.contains(key.as_str()));
        Ok(GridResults::new(
            runs.filter_map(|key| found.get(key.as_str()).cloned()).collect(),
        ))
    }

    /// Trains what is `missing` of a share of `total` runs, several side by side, and writes each to `store` as it ends.
    fn train(
        &self,
        missing: &[usize],
        total: usize,
        keys: &Keys,
        store: Option<file::Store>,
        (learn, valid): (&Samples, &Samples),
    ) -> Result<Vec<(usize, GridRun)>> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers = self.workers.unwrap_or(cores).clamp(1, missing.len().max(1));
        let progress = Progress::new(&self.trials, missing, total, self.quiet);
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<(usize, GridRun)>> = Mutex::new(Vec::new());
        let store = Mutex::new(store);
        let worker = || -> Result<()> {
            // Runs side by side with a thread each lose nothing to waiting for one another, as threads within a run do.
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads((cores / workers).max(1))
                .build()
                .map_err(|error| Error::argument("workers", workers, error.to_string()))?;
            while let Some(&index) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                if interrupt::requested() {
                    break;
                }
                let trial = &self.trials[index];
                let (_, history) = pool.install(|| {
                    trial.run_unrecorded(learn, valid, &Device::Cpu, |_| ControlFlow::Continue(()))
                })?;
                if matches!(history.outcome, Outcome::Interrupted { .. }) {
                    break;
                }
                let run = GridRun {
                    trial: trial.clone(),
                    history,
                };
                if let Some(store) = lock(&store).as_mut() {
                    store.add(&keys.trials[index], &run)?;
                }
                progress.finished(index, &run);
                lock(&done).push((index, run));
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let handles: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
            handles.into_iter().try_for_each(|handle| {
                handle.join().unwrap_or_else(|_| {
                    Err(Error::Grid(
                        "a run panicked; those that had ended are kept in the file".into(),
                    ))
                })
            })
        })?;
        Ok(unlocked(done))
    }
}

fn no_trials() -> Error {
    Error::Grid("it has no trials; each of its lists needs at least one value".into())
}

/// Multiplications a sample, times epochs: what a run's time is proportional to, with a share for what every sample costs.
fn work(trial: &Trial) -> f64 {
    let widths = [&[784][..], &trial.hidden, &[10]].concat();
    let products: usize = widths.windows(2).map(|pair| pair[0] * pair[1]).sum();
    (products + 8_000) as f64 * trial.epochs as f64
}
