//! One output that changes while a cell runs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use protocol::cells::Report;

use super::{Show, shown};
use crate::live;

/// The shortest time between two changes that the screen gets; faster ones are skipped, the last never is.
const PAUSE: Duration = Duration::from_millis(100);

/// An output that can be replaced: a picture that grows, a table that fills.
///
/// Under the project's kernel the screen follows, about ten times a second at most. Under a stock evcxr kernel, which
/// cannot change an output, the final state appears when the handle is dropped.
///
/// ```
/// use notebook::display::Live;
///
/// let mut live = Live::new();
/// assert!(live.is_due()); // the first state is shown at once
/// for step in 0..1_000 {
///     live.show_with(|| format!("step {step}")); // called only when the screen is due
/// }
/// live.show("done"); // what a saved notebook keeps
/// ```
#[derive(Debug, Default)]
pub struct Live {
    /// The output's name in the kernel, once it is on the screen.
    id: Option<String>,
    last: Option<Instant>,
    /// The latest state, if the screen does not show it yet.
    waiting: Option<Vec<(String, String)>>,
}

impl Live {
    /// An output that shows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces what is shown.
    pub fn show(&mut self, value: &(impl Show + ?Sized)) {
        self.waiting = Some(value.forms());
        if self.is_due() {
            self.flush();
        }
    }

    /// [`Live::show`] for a value that costs something to make: it is made only if it would be shown now, so the last
    /// state should be given to `show`.
    pub fn show_with<T: Show>(&mut self, make: impl FnOnce() -> T) {
        if live::attached() && self.is_due() {
            self.show(&make());
        }
    }

    /// Whether enough time has passed for another change of the screen.
    pub fn is_due(&self) -> bool {
        self.last.is_none_or(|last| last.elapsed() >= PAUSE)
    }

    /// Brings the latest state to the screen now. Does nothing under a stock kernel before the handle is dropped.
    pub fn flush(&mut self) {
        if !live::attached() {
            return;
        }
        if let Some(forms) = self.waiting.take() {
            let report = match &self.id {
                Some(id) => Report::Update(shown(Some(id), forms)),
                None => Report::Display(shown(Some(self.id.insert(new_id())), forms)),
            };
            live::report(&report);
            self.last = Some(Instant::now());
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.flush();
        if let Some(forms) = self.waiting.take()
            && super::in_notebook()
        {
            super::emit(&forms);
        }
    }
}

/// A name that no other output of this notebook has, earlier sessions included.
pub(crate) fn new_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let moment = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos();
    format!("output-{}-{moment}-{number}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_outputs_never_share_a_name() {
        assert_ne!(new_id(), new_id());
    }

    #[test]
    fn a_value_that_nobody_would_see_is_not_made() {
        let mut live = Live::new();
        live.show_with(|| -> String { unreachable!("no kernel is attached in a test") });
    }
}
