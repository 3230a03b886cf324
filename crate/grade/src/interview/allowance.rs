//! How long calls may take, all together: one that waits takes no work of the processor, and there are hundreds for a sheet.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// Time that is left for calls.
#[derive(Debug)]
pub(super) struct Allowance(Cell<Duration>);

impl Allowance {
    pub(super) fn new(all: Duration) -> Self {
        Self(Cell::new(all))
    }

    pub(super) fn is_spent(&self) -> bool {
        self.0.get().is_zero()
    }

    /// What `call` gives, which is told how long it may take, `most` at most. None where nothing is left.
    pub(super) fn spend<T>(&self, most: Duration, call: impl FnOnce(Duration) -> Option<T>) -> Option<T> {
        if self.is_spent() {
            return None;
        }
        let begun = Instant::now();
        let said = call(most.min(self.0.get()));
        self.0.set(self.0.get().saturating_sub(begun.elapsed()));
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_have_one_limit_together() {
        let millis = Duration::from_millis;
        let allowance = Allowance::new(millis(50));
        let wait = |limit: Duration| {
            std::thread::sleep(limit);
            Some(limit)
        };
        assert_eq!(allowance.spend(millis(20), wait), Some(millis(20)));
        let rest = allowance.spend(millis(1000), wait).unwrap();
        assert!(rest <= millis(30) && allowance.is_spent());
        assert_eq!(allowance.spend(millis(20), wait), None);
    }
}
