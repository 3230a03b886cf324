//! Printed text on its way: gathered for a moment, cut between characters, and without the frames that evcxr's process
//! prints while it dies.

use std::time::{Duration, Instant};

use super::event::Stream;

/// How long printed text waits for more, so that a thousand lines are not a thousand messages.
pub(super) const WAIT: Duration = Duration::from_millis(40);
/// Text that is at least this long is not kept waiting.
pub(super) const LONG: usize = 32 * 1024;

/// What evcxr's process says on stderr before it ends by one of these signals; frames of the machinery follow.
const CRASHES: [&str; 4] = [
    "Segmentation fault.\n",
    "Illegal instruction.\n",
    "Bus error.\n",
    STACK_OVERFLOW,
];
/// What the library says there, which tells this case from the first.
const STACK_OVERFLOW: &str = "Stack overflow.\n";

/// Text of one stream that waits to be shown.
#[derive(Debug)]
pub(super) struct Printed {
    stream: Stream,
    text: Vec<u8>,
    /// The beginning of a character whose rest has not been printed yet, of each stream.
    cut: [Vec<u8>; 2],
    /// When the first of it came.
    since: Option<Instant>,
    /// The process is about to die, by this signal: what follows on stderr are frames.
    crashing: Option<&'static str>,
    /// stderr's last text, for errors that arrive as text alone.
    last_stderr: String,
}

impl Printed {
    pub(super) fn new() -> Self {
        Self {
            stream: Stream::Stdout,
            text: Vec::new(),
            cut: [const { Vec::new() }; 2],
            since: None,
            crashing: None,
            last_stderr: String::new(),
        }
    }

    /// Another cell prints from now on.
    pub(super) fn begin(&mut self) {
        self.crashing = None;
        self.last_stderr.clear();
    }

    /// Whether text of this stream has to leave before that of another one comes.
    pub(super) fn is_of(&self, stream: Stream) -> bool {
        self.stream == stream
    }

    /// Adds text, of another stream only where nothing waits; true if so much waits that it shall leave.
    pub(super) fn add(&mut self, stream: Stream, text: &[u8], now: Instant) -> bool {
        self.stream = stream;
        self.text.append(&mut self.cut[stream as usize]);
        self.text.extend_from_slice(text);
        self.since.get_or_insert(now);
        self.text.len() >= LONG
    }

    /// The time at which waiting text is due.
    pub(super) fn due(&self) -> Option<Instant> {
        self.since.map(|since| since + WAIT)
    }

    /// What waits, to be shown, but for a character at the end that is not complete yet: its rest may come at any time.
    pub(super) fn take(&mut self) -> Option<(Stream, String)> {
        self.since = None;
        if !self.text.is_empty() {
            self.cut[self.stream as usize] = self.text.split_off(complete_characters(&self.text));
        }
        let text = std::mem::take(&mut self.text);
        self.shown(&text)
    }

    /// Nothing follows: characters that will never be complete.
    pub(super) fn take_cut(&mut self) -> Vec<(Stream, String)> {
        [Stream::Stdout, Stream::Stderr]
            .into_iter()
            .filter_map(|stream| {
                let cut = std::mem::take(&mut self.cut[stream as usize]);
                self.stream = stream;
                self.shown(&cut)
            })
            .collect()
    }

    /// stderr's last text, taken.
    pub(super) fn take_last_stderr(&mut self) -> String {
        std::mem::take(&mut self.last_stderr)
    }

    /// The signal that ends the process, if it is about to.
    pub(super) fn crashing(&self) -> Option<&'static str> {
        self.crashing
    }

    fn shown(&mut self, text: &[u8]) -> Option<(Stream, String)> {
        if text.is_empty() {
            return None;
        }
        let mut text = String::from_utf8_lossy(text).into_owned();
        if self.stream == Stream::Stderr {
            if self.crashing.is_some() {
                return None;
            }
            if let Some((crash, start)) = CRASHES.iter().find_map(|crash| Some((crash, text.find(crash)?))) {
                self.crashing = Some(crash.trim_end_matches(".\n"));
                text.truncate(start);
            }
            self.last_stderr.clone_from(&text);
        }
        (!text.is_empty()).then_some((self.stream, text))
    }
}

/// How many bytes of `text` are whole characters, an incomplete one at the end left out.
fn complete_characters(text: &[u8]) -> usize {
    match std::str::from_utf8(text) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::complete_characters;

    #[test]
    fn a_character_that_is_cut_waits_and_bytes_that_are_none_do_not() {
        assert_eq!(complete_characters("aµ".as_bytes()), 3);
        assert_eq!(complete_characters(b"a\xc2"), 1);
        assert_eq!(complete_characters(b"a\xff"), 2);
    }
}
