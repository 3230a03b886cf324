//! How far something is and how long it still takes.

use std::time::{Duration, Instant};

use super::{Live, Show};
use crate::escape;

/// A progress bar with the time left. Counting costs next to nothing between two changes of the screen.
///
/// Under the project's kernel a bar moves while the cell runs; under a stock kernel and in programs nothing is shown but
/// the lines that are printed with [`Progress::line`].
///
/// ```
/// use notebook::display::Progress;
///
/// let mut progress = Progress::new("training", 10 * 59);
/// for epoch in 0..10 {
///     for batch in 0..59 {
///         progress.advance(1);
///     }
///     progress.note(format!("epoch {}, loss 0.4", epoch + 1));
/// }
/// progress.finish("10 epochs");
/// ```
#[derive(Debug)]
pub struct Progress {
    live: Live,
    label: String,
    note: String,
    total: u64,
    done: u64,
    start: Instant,
}

impl Progress {
    /// A bar for `total` steps of what `label` names. It appears with the first step.
    pub fn new(label: impl Into<String>, total: usize) -> Self {
        Self {
            live: Live::new(),
            label: label.into(),
            note: String::new(),
            total: total as u64,
            done: 0,
            start: Instant::now(),
        }
    }

    /// `steps` more are done.
    pub fn advance(&mut self, steps: usize) {
        self.set(self.done + steps as u64);
    }

    /// `steps` more are done, with words beside the bar that are made only if the screen is due.
    pub fn advance_with(&mut self, steps: usize, note: impl FnOnce() -> String) {
        if crate::live::attached() && self.live.is_due() {
            self.note = note();
        }
        self.advance(steps);
    }

    /// `done` steps are done in all.
    pub fn set(&mut self, done: u64) {
        self.done = done;
        if crate::live::attached() && self.live.is_due() {
            let state = self.state();
            self.live.show(&state);
        }
    }

    /// Words beside the bar, such as the loss so far.
    pub fn note(&mut self, note: impl Into<String>) {
        self.note = note.into();
    }

    /// Prints a line where no bar can be shown, such as one an epoch.
    pub fn line(&self, text: &str) {
        if !crate::live::attached() {
            println!("{text}");
        }
    }

    /// Puts one line with the time that was taken in the bar's place.
    pub fn finish(mut self, summary: &str) {
        let text = format!("{}: {summary} in {}", self.label, clock(self.start.elapsed()));
        if crate::live::attached() {
            self.live.show(&text);
        }
    }

    fn state(&self) -> State {
        let (share, left) = if self.total == 0 || self.done == 0 {
            (0.0, None)
        } else {
            let share = (self.done as f64 / self.total as f64).min(1.0);
            (share, Some(self.start.elapsed().mul_f64((1.0 - share) / share)))
        };
        let left = left.map_or_else(String::new, |left| format!(", {} left", clock(left)));
        let note = if self.note.is_empty() {
            String::new()
        } else {
            format!(", {}", self.note)
        };
        State {
            label: self.label.clone(),
            share,
            words: format!("{:.0} %{left}{note}", share * 100.0),
        }
    }
}

/// A moment of the bar.
struct State {
    label: String,
    share: f64,
    words: String,
}

impl Show for State {
    fn forms(&self) -> Vec<(String, String)> {
        let (label, words) = (escape(&self.label), escape(&self.words));
        let html = format!(
            "<label>{label} <progress value=\"{:.3}\" max=\"1\"></progress> {words}</label>",
            self.share
        );
        let filled = (self.share * 20.0).round() as usize;
        let plain = format!(
            "{} [{}{}] {}",
            self.label,
            "#".repeat(filled),
            ".".repeat(20 - filled.min(20)),
            self.words
        );
        vec![("text/html".into(), html), ("text/plain".into(), plain)]
    }
}

/// 7.5 s, 1:05 min or 2:05:09 h.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        60..3600 => format!("{}:{:02} min", seconds / 60, seconds % 60),
        _ => format!(
            "{}:{:02}:{:02} h",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short_to_read() {
        let clocks = [7.54, 65.0, 7509.0].map(|seconds| clock(Duration::from_secs_f64(seconds)));
        assert_eq!(clocks, ["7.5 s", "1:05 min", "2:05:09 h"]);
    }

    #[test]
    fn the_plain_form_says_as_much_as_the_bar() {
        let mut progress = Progress::new("training <x>", 4);
        progress.note("loss 0.4");
        progress.advance(1);
        let forms = progress.state().forms();
        assert!(
            forms[0].1.contains("training &lt;x&gt;") && forms[0].1.contains("value=\"0.250\""),
            "{forms:?}"
        );
        assert!(
            forms[1].1.starts_with("training <x> [#####...............] 25 %"),
            "{forms:?}"
        );
        assert!(forms[1].1.ends_with("left, loss 0.4"), "{forms:?}");
    }

    #[test]
    fn more_steps_than_announced_and_none_at_all_are_no_reason_to_panic() {
        let mut progress = Progress::new("x", 1);
        progress.advance(3);
        assert!((progress.state().share - 1.0).abs() < 1e-12);
        let mut nothing = Progress::new("x", 0);
        nothing.advance(1);
        assert!(nothing.state().share.abs() < 1e-12);
    }
}
