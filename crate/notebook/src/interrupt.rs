//! Stopping early, and keeping what was reached.
//!
//! A notebook's stop button first asks: whatever takes long (training, a search, a download)
//! looks here between two steps, and ends with what it has. Only where nobody looks for a few seconds does the kernel
//! end the process that holds the variables.

use std::sync::atomic::{AtomicBool, Ordering};

static REQUESTED: AtomicBool = AtomicBool::new(false);
static NOTICED: AtomicBool = AtomicBool::new(false);
/// What follows a control is out of date, and whether it has looked since.
static OUTDATED: AtomicBool = AtomicBool::new(false);
static CUT: AtomicBool = AtomicBool::new(false);

/// Whether the running cell shall end soon. It stays true until the cell has ended. Where a
/// [control](crate::controls) is followed: whether it has been moved since, or a cell wants to run.
///
/// ```
/// for step in 0..1_000 {
///     if notebook::interrupt::requested() {
///         break; // keep what the first steps gave
///     }
///     // … a step of something that takes long
/// }
/// ```
pub fn requested() -> bool {
    let requested = REQUESTED.load(Ordering::Relaxed);
    if requested {
        NOTICED.store(true, Ordering::Relaxed);
    }
    let outdated = OUTDATED.load(Ordering::Relaxed);
    if outdated {
        CUT.store(true, Ordering::Relaxed);
    }
    requested || outdated
}

/// Asks the running work to end.
pub fn request() {
    REQUESTED.store(true, Ordering::Relaxed);
}

/// Takes the request back: the work has ended.
pub fn reset() {
    REQUESTED.store(false, Ordering::Relaxed);
    NOTICED.store(false, Ordering::Relaxed);
}

/// Whether somebody has seen the request, so that an end can be expected.
pub(crate) fn noticed() -> bool {
    NOTICED.load(Ordering::Relaxed)
}

/// Asks what follows a control to end.
pub(crate) fn outdate() {
    OUTDATED.store(true, Ordering::Relaxed);
}

/// Something else runs from now on.
pub(crate) fn is_new() {
    OUTDATED.store(false, Ordering::Relaxed);
    CUT.store(false, Ordering::Relaxed);
}

/// Whether what follows a control was asked to end and has seen it.
pub(crate) fn was_outdated() -> bool {
    CUT.load(Ordering::Relaxed)
}

/// Held by tests that look at what there is once in a process.
#[cfg(test)]
pub(crate) static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());

#[cfg(test)]
mod tests {
    #[test]
    fn a_request_stays_until_it_is_reset_and_knows_whether_it_was_seen() {
        let _alone = super::ALONE.lock();
        super::request();
        assert!(!super::noticed());
        assert!(super::requested() && super::requested());
        assert!(super::noticed());
        super::reset();
        assert!(!super::requested());
    }
}
