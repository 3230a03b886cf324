//! How far a compilation is, by what its crates cost and not by how many there are: a handful take longer than hundreds.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// What a crate costs that nobody named.
const USUAL: f64 = 1.0;
/// A crate that is being compiled counts as nearly done at most, however long it takes.
const NEARLY: f64 = 0.9;

/// A compilation under way. Costs are in units of a usual crate.
#[derive(Debug)]
pub(crate) struct Costs {
    known: BTreeMap<String, u32>,
    total: f64,
    done: f64,
    running: BTreeMap<String, Instant>,
    finished: BTreeSet<String>,
    began: Instant,
}

impl Costs {
    /// Of `count` crates, those in `known` dearer than others; named as their packages are or as the compiler calls them.
    pub(crate) fn new<'a>(count: usize, known: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let known: BTreeMap<_, _> = known
            .into_iter()
            .map(|(name, cost)| (crate_name(name), cost))
            .collect();
        let dear: f64 = known.values().map(|cost| f64::from(*cost) - USUAL).sum();
        Self {
            known,
            total: count as f64 * USUAL + dear,
            done: 0.0,
            running: BTreeMap::new(),
            finished: BTreeSet::new(),
            began: Instant::now(),
        }
    }

    /// The compiler began with a crate. Cargo says so on another stream than the end, which may be heard first.
    pub(crate) fn begun(&mut self, name: &str) {
        let name = crate_name(name);
        if !self.finished.contains(&name) {
            self.running.insert(name, Instant::now());
        }
    }

    /// The compiler is done with it.
    pub(crate) fn done(&mut self, name: &str) {
        let name = crate_name(name);
        self.done += self.cost(&name);
        self.running.remove(&name);
        self.finished.insert(name);
    }

    /// It was compiled before.
    pub(crate) fn was_there(&mut self, name: &str) {
        self.total -= self.cost(&crate_name(name));
    }

    /// A fraction of 1. What is being compiled counts by the time that it has taken at the speed so far.
    pub(crate) fn fraction(&self) -> f64 {
        self.fraction_at(Instant::now())
    }

    fn fraction_at(&self, now: Instant) -> f64 {
        let passed = now.duration_since(self.began).max(Duration::from_millis(1));
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let each = self.done / passed.as_secs_f64() / self.running.len().clamp(1, cores) as f64;
        let running = self.running.iter().map(|(name, since)| {
            let reached = now.duration_since(*since).as_secs_f64() * each;
            reached.min(self.cost(name) * NEARLY)
        });
        ((self.done + running.sum::<f64>()) / self.total.max(USUAL)).min(0.99)
    }

    fn cost(&self, name: &str) -> f64 {
        self.known.get(name).map_or(USUAL, |cost| f64::from(*cost))
    }
}

/// As the compiler calls a package's library.
fn crate_name(package: &str) -> String {
    package.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dear_crate_is_most_of_the_way() {
        let mut costs = Costs::new(11, [("dear-one", 90)]);
        let after = |seconds| costs_began(&costs) + Duration::from_secs(seconds);
        assert!(costs.fraction_at(after(1)).abs() < 1e-9);
        for name in ["a", "b", "c", "d", "e"] {
            costs.begun(name);
            costs.done(name);
        }
        // Half of the crates, and a twentieth of the work.
        let at = costs_began(&costs) + Duration::from_secs(5);
        assert!((costs.fraction_at(at) - 0.05).abs() < 1e-9);
        costs.begun("a");
        assert!((costs.fraction_at(at) - 0.05).abs() < 1e-9, "heard late");
        costs.begun("dear-one");
        let later = costs_began(&costs) + Duration::from_secs(20);
        let meanwhile = costs.fraction_at(later);
        assert!(meanwhile > 0.05 && meanwhile < 0.95, "{meanwhile}");
        costs.done("dear_one");
        assert!((costs.fraction_at(later) - 0.95).abs() < 1e-9);
    }

    fn costs_began(costs: &Costs) -> Instant {
        costs.began
    }
}
