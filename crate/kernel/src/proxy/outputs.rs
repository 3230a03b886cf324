//! What cells print and show, published under the request that it belongs to.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::event::Stream;
use super::message::Message;
use super::sockets::Outbox;

/// How long printed text waits for more, so that a thousand lines are not a thousand messages.
const WAIT: Duration = Duration::from_millis(40);
/// Text that is at least this long is not kept waiting.
const LONG: usize = 32 * 1024;

/// The form of our figures.
const PICTURE: &str = "image/svg+xml";

/// What evcxr's process says on stderr before it ends by one of these signals; frames of the machinery follow.
const CRASHES: [&str; 3] = ["Segmentation fault.\n", "Illegal instruction.\n", "Bus error.\n"];

/// Publishes outputs in the order in which they arise.
#[derive(Debug)]
pub(super) struct Outputs {
    outbox: Outbox,
    /// The request that outputs belong to: the running one, or the last.
    parent: Message,
    stream: Stream,
    text: Vec<u8>,
    since: Instant,
    /// The picture that this cell has shown last.
    picture: Option<Value>,
    /// Forms of one value that have come so far.
    forms: Map<String, Value>,
    /// The process is about to die, by this signal: what follows on stderr are frames.
    crashing: Option<&'static str>,
    /// stderr's last text, for errors that arrive as text alone.
    last_stderr: String,
}

impl Outputs {
    pub(super) fn new(outbox: Outbox) -> Self {
        Self {
            outbox,
            parent: Message::default(),
            stream: Stream::Stdout,
            text: Vec::new(),
            since: Instant::now(),
            picture: None,
            forms: Map::new(),
            crashing: None,
            last_stderr: String::new(),
        }
    }

    /// From now on outputs belong to `request`.
    pub(super) async fn begin(&mut self, request: &Message) {
        self.flush().await;
        self.show_forms().await;
        self.parent = request.clone();
        self.crashing = None;
        self.picture = None;
        self.last_stderr.clear();
    }

    pub(super) async fn publish(&self, msg_type: &str, content: Value) {
        self.outbox.publish(self.parent.child(msg_type, content)).await;
    }

    /// Printed text.
    pub(super) async fn text(&mut self, stream: Stream, text: &[u8]) {
        if stream != self.stream {
            self.flush().await;
            self.stream = stream;
        }
        self.show_forms().await;
        if self.text.is_empty() {
            self.since = Instant::now();
        }
        self.text.extend_from_slice(text);
        if self.text.len() >= LONG {
            self.send_text(false).await;
        }
    }

    /// One form of a value. Forms that follow each other belong to one value, unless a form comes a second time.
    pub(super) async fn content(&mut self, mime: String, body: String) {
        self.flush().await;
        if self.forms.contains_key(&mime) {
            self.show_forms().await;
        }
        let value = if mime.contains("json") {
            serde_json::from_str(&body).unwrap_or_else(|_| Value::from(body))
        } else {
            Value::from(body)
        };
        self.forms.insert(mime, value);
    }

    /// A report of `mlp` that changes what is shown. False if it is of another kind.
    pub(super) async fn report(&mut self, report: &Value) -> bool {
        let shown = |report: &Value| {
            let mut content =
                json!({ "data": with_plain_text(report["data"].clone()), "metadata": {}, "transient": {} });
            if report["metadata"].is_object() {
                content["metadata"] = report["metadata"].clone();
            }
            if report["id"].is_string() {
                content["transient"]["display_id"] = report["id"].clone();
            }
            content
        };
        let (msg_type, content) = match report["report"].as_str() {
            Some("display") => ("display_data", shown(report)),
            Some("update") => ("update_display_data", shown(report)),
            Some("clear") => (
                "clear_output",
                json!({ "wait": report["wait"].as_bool().unwrap_or(false) }),
            ),
            _ => return false,
        };
        self.flush().await;
        self.show_forms().await;
        if let Some(picture) = content["data"].get(PICTURE) {
            self.picture = Some(picture.clone());
        }
        self.publish(msg_type, content).await;
        true
    }

    /// The time at which waiting text is due.
    pub(super) fn due(&self) -> Option<Instant> {
        (!self.text.is_empty()).then(|| self.since + WAIT)
    }

    /// Publishes all text that waits.
    pub(super) async fn flush(&mut self) {
        self.send_text(true).await;
    }

    /// The cell has ended: what it showed last is its result.
    pub(super) async fn finish(&mut self, execution_count: u64, silent: bool) {
        self.flush().await;
        let forms = std::mem::take(&mut self.forms);
        // Training shows its curves while it goes on; the same curves as the cell's result would stand there twice.
        let is_shown = self.picture.is_some() && forms.get(PICTURE) == self.picture.as_ref();
        if !forms.is_empty() && !silent && !is_shown {
            let data = with_plain_text(Value::Object(forms));
            let content = json!({ "execution_count": execution_count, "data": data, "metadata": {} });
            self.publish("execute_result", content).await;
        }
    }

    /// stderr's last text, taken.
    pub(super) fn take_last_stderr(&mut self) -> String {
        std::mem::take(&mut self.last_stderr)
    }

    /// Text that is older than the value which waits to be the result.
    pub(super) async fn late_text(&mut self, text: &str) {
        self.flush().await;
        self.publish("stream", json!({ "name": Stream::Stderr.name(), "text": text }))
            .await;
    }

    /// The signal that ends the process, if it is about to.
    pub(super) fn crashing(&self) -> Option<&'static str> {
        self.crashing
    }

    async fn show_forms(&mut self) {
        let forms = std::mem::take(&mut self.forms);
        if !forms.is_empty() {
            let content =
                json!({ "data": with_plain_text(Value::Object(forms)), "metadata": {}, "transient": {} });
            self.publish("display_data", content).await;
        }
    }

    /// Publishes waiting text; a character that is not complete yet waits on unless `all`.
    async fn send_text(&mut self, all: bool) {
        let complete = if all {
            self.text.len()
        } else {
            complete_characters(&self.text)
        };
        if complete == 0 {
            return;
        }
        let rest = self.text.split_off(complete);
        let mut text = String::from_utf8_lossy(&self.text).into_owned();
        self.text = rest;
        self.since = Instant::now();
        if self.stream == Stream::Stderr {
            if self.crashing.is_some() {
                return;
            }
            if let Some((crash, start)) = CRASHES.iter().find_map(|crash| Some((crash, text.find(crash)?))) {
                self.crashing = Some(crash.trim_end_matches(".\n"));
                text.truncate(start);
            }
            self.last_stderr.clone_from(&text);
        }
        if !text.is_empty() {
            self.publish("stream", json!({ "name": self.stream.name(), "text": text }))
                .await;
        }
    }
}

/// Every output has a plain form, for terminals and screen readers.
fn with_plain_text(mut data: Value) -> Value {
    if let Some(forms) = data.as_object_mut()
        && !forms.contains_key("text/plain")
    {
        let mut names: Vec<&str> = forms.keys().map(String::as_str).collect();
        names.sort_unstable();
        let plain = format!("({})", names.join(", "));
        forms.insert("text/plain".into(), plain.into());
    }
    data
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
