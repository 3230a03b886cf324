//! Check cells of any kind as verdicts: what grading runs in the check's own program.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};

use answer::guard;
use protocol::verdict::Status;

use crate::Verdict;
use crate::examiner::afresh;

pub use crate::examiner::{call, examine};
pub use answer::{pack, unpack};

/// Whether what runs now is what students do not see.
static IS_HIDDEN: AtomicBool = AtomicBool::new(false);

/// Says that hidden tests begin or end here: of their failure nothing is told but that there was one. What the answer has
/// seen on one side it does not know on the other.
pub fn hidden(is_hidden: bool) {
    afresh();
    IS_HIDDEN.store(is_hidden, Ordering::Relaxed);
}

/// What a check cell may end with: a verdict, a number of points, or nothing, which is full marks unless it panics. A verdict
/// that was made and dropped counts all the same: it stands among hidden tests, where a line is none of the cell's last.
pub trait Judged {
    /// As a verdict on a question worth `max` points.
    fn verdict(self, question: &str, max: f64) -> Verdict;
}

impl Judged for Verdict {
    fn verdict(self, _question: &str, _max: f64) -> Verdict {
        self
    }
}

impl Judged for f64 {
    fn verdict(self, question: &str, max: f64) -> Verdict {
        let points = if self.is_finite() {
            self.clamp(0.0, max)
        } else {
            0.0
        };
        plain(question, points, max, &format!("{points} of {max} points"))
    }
}

impl Judged for () {
    fn verdict(self, question: &str, max: f64) -> Verdict {
        Verdict::take_last().unwrap_or_else(|| plain(question, max, max, "every test passed"))
    }
}

impl<T: Judged> Judged for Result<T, Box<dyn Error>> {
    fn verdict(self, question: &str, max: f64) -> Verdict {
        match self {
            Ok(value) => value.verdict(question, max),
            Err(_) if IS_HIDDEN.load(Ordering::Relaxed) => plain(question, 0.0, max, "a hidden test failed"),
            Err(error) => plain(question, 0.0, max, &format!("a test failed: {error}")),
        }
    }
}

/// Runs a check cell of any kind; a panic, such as a failed assertion, earns nothing.
pub fn judged<T: Judged>(question: &str, max: f64, cell: impl FnOnce() -> T) -> Verdict {
    // Another cell's is none of this one's.
    drop(Verdict::take_last());
    match guard(cell) {
        Ok(value) => value.verdict(question, max),
        Err(_) if IS_HIDDEN.load(Ordering::Relaxed) => plain(question, 0.0, max, "a hidden test failed"),
        Err(words) => plain(question, 0.0, max, &format!("a test failed: {words}")),
    }
}

fn plain(question: &str, points: f64, max: f64, reason: &str) -> Verdict {
    let status = if points >= max {
        Status::Full
    } else if points > 0.0 {
        Status::Partial
    } else if reason.contains("not yet implemented") {
        Status::NotAttempted
    } else {
        Status::Wrong
    };
    Verdict {
        question: question.into(),
        points,
        max,
        status,
        reason: reason.into(),
        misconceptions: Vec::new(),
        rows: Vec::new(),
        notes: Vec::new(),
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_that_is_dropped_among_hidden_tests_counts() {
        let dropped = |typed: fn() -> f64| {
            judged("q", 1.0, || {
                hidden(true);
                let _ = crate::measured("q", 1.0, 0.25..=0.5, typed);
                hidden(false);
            })
        };
        assert_eq!(dropped(|| 0.3).points, 1.0);
        let outside = dropped(|| 0.9);
        assert_eq!((outside.points, outside.status), (0.0, Status::ByHand));
        assert_eq!(outside.notes.len(), 1);
        // The next cell begins anew.
        let _ = crate::measured("q", 1.0, 0.25..=0.5, || 0.9);
        assert_eq!(judged("q", 2.0, || ()).points, 2.0);
    }

    #[test]
    fn a_check_cell_may_end_with_a_number_with_nothing_or_with_an_assertion() {
        assert_eq!(judged("q", 2.0, || 1.5).points, 1.5);
        assert_eq!(judged("q", 2.0, || 7.0).points, 2.0);
        assert_eq!(judged("q", 2.0, || f64::NAN).points, 0.0);
        assert_eq!(judged("q", 2.0, || ()).points, 2.0);
        let failed = judged("q", 2.0, || assert_eq!(1 + 1, 3));
        assert_eq!((failed.points, failed.status), (0.0, Status::Wrong));
        assert!(failed.reason.starts_with("a test failed"));
        let error = judged("q", 2.0, || -> Result<f64, Box<dyn Error>> {
            Ok("x".parse::<f64>()?)
        });
        assert_eq!(error.points, 0.0);
    }
}
