//! The words of one run in the table of runs.

use crate::train::{
    History, Outcome,
    ledger::Entry,
    spread::{Noise, accuracy},
};

/// What a run was, or what is different in it.
pub(super) fn differences(entry: &Entry, other: Option<&Entry>) -> String {
    let settings = &entry.history.settings;
    match (entry.continues, other) {
        (Some((run, epoch)), _) => format!("continues run {run} at epoch {epoch}"),
        (None, None) => settings.to_string(),
        (None, Some(other)) => {
            let changes = settings.changes_since(&other.history.settings);
            if changes.is_empty() {
                "nothing".into()
            } else {
                changes.join(", ")
            }
        }
    }
}

/// How many epochs there were, and why there were not more.
pub(super) fn length(history: &History) -> String {
    let finished = history.epochs.last().map_or(0, |epoch| epoch.epoch);
    match history.outcome {
        Outcome::Finished => finished.to_string(),
        Outcome::Diverged { epoch, .. } => format!("diverged in {epoch}"),
        Outcome::Interrupted { epoch } => format!("stopped in {epoch}"),
        Outcome::StoppedEarly { .. } => format!("{finished}, stopped early"),
    }
}

/// The difference in held-out accuracy to another run, and whether chance alone makes as much.
pub(super) fn change(entry: &Entry, other: &Entry, entries: &[Entry]) -> (String, bool) {
    let (Some(new), Some(old)) = (accuracy(&entry.history), accuracy(&other.history)) else {
        return (String::new(), false);
    };
    let points = 100.0 * (new - old);
    match Noise::between(entry, other, entries) {
        Some(noise) if (new - old).abs() < noise.bound() => {
            (format!("{points:+.1} points ({})", noise.words()), true)
        }
        _ => (format!("{points:+.1} points"), false),
    }
}
