//! Taking apart what a cells' process prints: text, reports of the library, contents, and the lines that evcxr waits for.
//!
//! evcxr reads lines, so text without a newline before one of its lines would hide it; here its words are found
//! wherever they stand at a line's end.

use bytes::BytesMut;
use memchr::memmem;
use protocol::cells::Report;
use serde::de::IgnoredAny;

/// evcxr's words. All begin alike, which makes the search for them cheap.
const PREFIX: &[u8] = b"EVCXR_";
/// A cell has ended.
pub(super) const COMPLETE: &str = "EVCXR_EXECUTION_COMPLETE";
/// A cell has panicked.
pub(super) const PANIC: &str = "EVCXR_PANIC_NOTIFICATION";
/// A cell's `?` has returned an error.
pub(super) const ERROR: &str = "EVCXR_ERROR_OCCURRED";
const BEGIN: &[u8] = b"EVCXR_BEGIN_CONTENT ";
const END: &[u8] = b"EVCXR_END_CONTENT";
const CHANGED_TYPE: &[u8] = b"EVCXR_VARIABLE_CHANGED_TYPE:";
const INPUT: &[u8] = b"EVCXR_INPUT_REQUEST";

/// Longer lines that begin like one of evcxr's are text.
const LONGEST_WORD: usize = 4096;

/// What was found, in order.
#[derive(Debug, PartialEq)]
pub(super) enum Item {
    Text(Vec<u8>),
    /// A report of the library.
    Report(Report),
    /// A form of a value to show: MIME type and body.
    Content(String, String),
    /// The cell has ended, if its thread agrees.
    Complete,
    Panic,
    Error,
    /// A line that evcxr must get.
    ForEvcxr(String),
}

/// The state between two chunks.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    buffer: BytesMut,
    mark: Vec<u8>,
    /// The content that has begun: its MIME type and what came of its body.
    content: Option<(String, Vec<u8>)>,
}

impl Scanner {
    pub(super) fn new(mark: &str) -> Self {
        Self {
            mark: mark.as_bytes().to_vec(),
            ..Self::default()
        }
    }

    /// Takes a chunk apart; what may be the beginning of something else than text is kept for the next one.
    pub(super) fn scan(&mut self, chunk: &[u8], found: &mut Vec<Item>) {
        self.buffer.extend_from_slice(chunk);
        while self.step(found) {}
    }

    /// The last chunk has come: what is kept is text.
    pub(super) fn finish(&mut self, found: &mut Vec<Item>) {
        if let Some((_, body)) = self.content.take() {
            push_text(found, &body);
        }
        push_text(found, &self.buffer.split());
    }

    /// Finds the next item; false where more has to come first.
    fn step(&mut self, found: &mut Vec<Item>) -> bool {
        let next = [
            memmem::find(&self.buffer, &self.mark),
            memmem::find(&self.buffer, PREFIX),
        ];
        let Some(start) = next.into_iter().flatten().min() else {
            let keep = self.partial();
            let text = self.buffer.split_to(self.buffer.len() - keep);
            self.text(found, &text);
            return false;
        };
        if start > 0 {
            let text = self.buffer.split_to(start);
            self.text(found, &text);
        }
        let Some(end) = memchr::memchr(b'\n', &self.buffer) else {
            if !self.buffer.starts_with(&self.mark) && self.is_text() {
                let text = self.buffer.split_to(PREFIX.len());
                self.text(found, &text);
                return true;
            }
            return false;
        };
        let line = self.buffer.split_to(end + 1);
        self.line(&line, found);
        true
    }

    /// A line that begins with the mark or with evcxr's prefix.
    fn line(&mut self, line: &[u8], found: &mut Vec<Item>) {
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        if let Some(report) = bare.strip_prefix(&self.mark[..]) {
            match std::str::from_utf8(report).ok().and_then(protocol::read) {
                Some(report) => found.push(Item::Report(report)),
                // A newer library's report; what is not even JSON was torn by other text.
                None if serde_json::from_slice::<IgnoredAny>(report).is_ok() => {}
                None => self.text(found, line),
            }
        } else if bare == END && self.content.is_some() {
            if let Some((mime, body)) = self.content.take() {
                let body = body.strip_suffix(b"\n").unwrap_or(&body);
                found.push(Item::Content(mime, String::from_utf8_lossy(body).into_owned()));
            }
        } else if bare == PANIC.as_bytes() {
            // A value that panicked while it was shown.
            self.content = None;
            found.push(Item::Panic);
        } else if self.content.is_some() {
            self.text(found, line);
        } else if bare == COMPLETE.as_bytes() {
            found.push(Item::Complete);
        } else if bare == ERROR.as_bytes() {
            found.push(Item::Error);
        } else if let Some(mime) = bare.strip_prefix(BEGIN) {
            let mime = String::from_utf8_lossy(mime)
                .split(' ')
                .next()
                .unwrap_or_default()
                .to_owned();
            self.content = Some((mime, Vec::new()));
        } else if bare.starts_with(CHANGED_TYPE) || bare.starts_with(INPUT) {
            found.push(Item::ForEvcxr(String::from_utf8_lossy(bare).into_owned()));
        } else {
            // Only the prefix is known to be text: one of evcxr's words may follow in the same line.
            let rest = line[PREFIX.len()..].to_vec();
            let behind = self.buffer.split();
            self.text(found, PREFIX);
            self.buffer.extend_from_slice(&rest);
            self.buffer.unsplit(behind);
        }
    }

    fn text(&mut self, found: &mut Vec<Item>, text: &[u8]) {
        match &mut self.content {
            Some((_, body)) => body.extend_from_slice(text),
            None => push_text(found, text),
        }
    }

    /// How many bytes at the buffer's end may begin a mark or one of evcxr's words.
    fn partial(&self) -> usize {
        [&self.mark[..], PREFIX]
            .iter()
            .flat_map(|word| {
                (1..word.len())
                    .rev()
                    .filter(|length| self.buffer.ends_with(&word[..*length]))
                    .take(1)
            })
            .max()
            .unwrap_or(0)
    }

    /// Whether the buffer, which begins with evcxr's prefix and holds no newline, cannot become one of its lines.
    fn is_text(&self) -> bool {
        let start = &self.buffer[..];
        start.len() > LONGEST_WORD
            || ![COMPLETE, PANIC, ERROR]
                .map(str::as_bytes)
                .iter()
                .chain(&[BEGIN, END, CHANGED_TYPE, INPUT])
                .any(|word| word.starts_with(start) || start.starts_with(word))
    }
}

fn push_text(found: &mut Vec<Item>, text: &[u8]) {
    if text.is_empty() {
        return;
    }
    if let Some(Item::Text(last)) = found.last_mut() {
        last.extend_from_slice(text);
    } else {
        found.push(Item::Text(text.to_vec()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &str = "\u{1e}abc";

    fn scan(chunks: &[&[u8]]) -> Vec<Item> {
        let (mut scanner, mut found) = (Scanner::new(MARK), Vec::new());
        for chunk in chunks {
            scanner.scan(chunk, &mut found);
        }
        scanner.finish(&mut found);
        // Text that was cut at a chunk's end is one text.
        found.into_iter().fold(Vec::new(), |mut whole, item| {
            match item {
                Item::Text(text) => push_text(&mut whole, &text),
                other => whole.push(other),
            }
            whole
        })
    }

    fn text(text: &str) -> Item {
        Item::Text(text.into())
    }

    const SAMPLE: &str = "one\ntwo\u{1e}abc{\"report\":\"moved\"}\n\u{1e}abc{\"report\":\"new\"}\nthree EVCXR_ EVCXR_BEGIN_CONTENT text/html\n<b>\nEVCXR_x\n</b>\n\
        EVCXR_END_CONTENT\nfourEVCXR_PANIC_NOTIFICATION\nEVCXR_EXECUTION_COMPLETE\nEVCXR_EXECUTION_COMPLETED\n\u{1e}ab end";

    fn sample_items() -> Vec<Item> {
        vec![
            text("one\ntwo"),
            Item::Report(Report::Moved),
            text("three EVCXR_ "),
            Item::Content("text/html".into(), "<b>\nEVCXR_x\n</b>".into()),
            text("four"),
            Item::Panic,
            Item::Complete,
            text("EVCXR_EXECUTION_COMPLETED\n\u{1e}ab end"),
        ]
    }

    #[test]
    fn reports_contents_and_evcxrs_words_are_told_from_text() {
        assert_eq!(scan(&[SAMPLE.as_bytes()]), sample_items());
    }

    #[test]
    fn where_the_chunks_are_cut_makes_no_difference() {
        for cut in 0..SAMPLE.len() {
            let (first, second) = SAMPLE.as_bytes().split_at(cut);
            assert_eq!(scan(&[first, second]), sample_items(), "cut at {cut}");
        }
        let bytes: Vec<&[u8]> = SAMPLE.as_bytes().chunks(1).collect();
        assert_eq!(scan(&bytes), sample_items());
    }

    #[test]
    fn text_without_a_newline_is_not_held_back() {
        let (mut scanner, mut found) = (Scanner::new(MARK), Vec::new());
        scanner.scan(b"half a li", &mut found);
        assert_eq!(found, [text("half a li")]);
    }
}
