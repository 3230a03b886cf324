//! One line that says what is being done: drawn over itself in a terminal, a new one now and then in a file.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// Nothing is silent for longer.
const SILENT: Duration = Duration::from_secs(8);
/// A terminal's line is drawn anew no more often.
const STILL: Duration = Duration::from_millis(200);

/// The line at the foot of the terminal.
pub(crate) struct Line {
    is_terminal: bool,
    said: Option<Instant>,
}

impl Line {
    pub(crate) fn new() -> Self {
        Self {
            is_terminal: stderr().is_terminal(),
            said: None,
        }
    }

    /// A sentence that stays.
    pub(crate) fn say(&mut self, sentence: &str) {
        self.clear();
        // Whoever closed the terminal needs no words.
        let _ = writeln!(stderr(), "{sentence}");
        self.said = Some(Instant::now());
    }

    /// What is being done now.
    pub(crate) fn now(&mut self, words: &str) {
        let since = self.said.map_or(SILENT, |said| said.elapsed());
        if self.is_terminal {
            if since >= STILL {
                let short: String = words.chars().take(78).collect();
                let _ = write!(stderr(), "\r\u{1b}[K{short}");
                let _ = stderr().flush();
                self.said = Some(Instant::now());
            }
        } else if since >= SILENT {
            let _ = writeln!(stderr(), "{words}");
            self.said = Some(Instant::now());
        }
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        if self.is_terminal && self.said.is_some() {
            let _ = write!(stderr(), "\r\u{1b}[K");
            let _ = stderr().flush();
        }
    }
}
