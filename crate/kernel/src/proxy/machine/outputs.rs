//! What cells print and show, published under the request that it belongs to.

use std::collections::BTreeMap;
use std::time::Instant;

use protocol::cells::Shown;
use serde_json::{Map, Value, json};

use super::action::Channel;
use super::event::Stream;
use super::message::Message;
use super::out::Out;
use super::printed::Printed;

/// The form of our figures.
const PICTURE: &str = "image/svg+xml";

/// Publishes outputs in the order in which they arise.
#[derive(Debug)]
pub(super) struct Outputs {
    /// The request that outputs belong to: the running one, or the last.
    parent: Message,
    printed: Printed,
    /// The picture that this cell has shown last.
    picture: Option<String>,
    /// Forms of one value that have come so far.
    forms: Map<String, Value>,
}

impl Outputs {
    pub(super) fn new() -> Self {
        Self {
            // Clients expect an object, also where no cell has run yet.
            parent: Message {
                header: json!({}),
                ..Message::default()
            },
            printed: Printed::new(),
            picture: None,
            forms: Map::new(),
        }
    }

    /// From now on outputs belong to `request`.
    pub(super) fn begin(&mut self, request: &Message, out: &mut Out) {
        self.flush(out);
        self.show_forms(out);
        self.parent = request.clone();
        self.printed.begin();
        self.picture = None;
    }

    pub(super) fn publish(&self, msg_type: &str, content: Value, out: &mut Out) {
        out.publish(&self.parent, msg_type, content);
    }

    /// A message that belongs where outputs do.
    pub(super) fn message(&self, msg_type: &str, content: Value, out: &mut Out) -> Message {
        out.child(&self.parent, msg_type, content)
    }

    /// Takes every output of the cell away.
    pub(super) fn clear(&mut self, wait: bool, out: &mut Out) {
        self.flush(out);
        self.show_forms(out);
        self.publish("clear_output", json!({ "wait": wait }), out);
    }

    /// Printed text.
    pub(super) fn text(&mut self, stream: Stream, text: &[u8], now: Instant, out: &mut Out) {
        if !self.printed.is_of(stream) {
            self.flush(out);
        }
        self.show_forms(out);
        if self.printed.add(stream, text, now) {
            let text = self.printed.take();
            self.stream(text, out);
        }
    }

    /// One form of a value. Forms that follow each other belong to one value, unless a form comes a second time.
    pub(super) fn content(&mut self, mime: String, body: String, out: &mut Out) {
        // A loop's value, which nobody asks for.
        if mime == "text/plain" && body == "()" {
            return;
        }
        self.flush(out);
        if self.forms.contains_key(&mime) {
            self.show_forms(out);
        }
        let value = body_of(&mime, body);
        self.forms.insert(mime, value);
    }

    /// A new output.
    pub(super) fn display(&mut self, shown: Shown, out: &mut Out) {
        self.show("display_data", shown, out);
    }

    /// Replaces the outputs of the same name.
    pub(super) fn update(&mut self, shown: Shown, out: &mut Out) {
        self.show("update_display_data", shown, out);
    }

    /// Passes on what evcxr publishes about the cell.
    pub(super) fn pass_on(&mut self, message: Message, out: &mut Out) {
        self.flush(out);
        out.send(Channel::Iopub, message);
    }

    /// The time at which waiting text is due.
    pub(super) fn due(&self) -> Option<Instant> {
        self.printed.due()
    }

    /// Publishes all text that waits.
    pub(super) fn flush(&mut self, out: &mut Out) {
        let text = self.printed.take();
        self.stream(text, out);
    }

    /// The cell has ended: what it showed last is its result.
    pub(super) fn finish(&mut self, execution_count: u64, silent: bool, out: &mut Out) {
        self.flush(out);
        for text in self.printed.take_cut() {
            self.stream(Some(text), out);
        }
        let forms = std::mem::take(&mut self.forms);
        // Training shows its curves while it goes on; the same curves as the cell's result would stand there twice.
        let result = forms.get(PICTURE).and_then(Value::as_str);
        let is_shown = self.picture.is_some() && result == self.picture.as_deref();
        if !forms.is_empty() && !silent && !is_shown {
            let content =
                json!({ "execution_count": execution_count, "data": with_plain_text(forms), "metadata": {} });
            self.publish("execute_result", content, out);
        }
    }

    /// stderr's last text, taken.
    pub(super) fn take_last_stderr(&mut self) -> String {
        self.printed.take_last_stderr()
    }

    /// Text that is older than the value which waits to be the result.
    pub(super) fn late_text(&mut self, text: &str, out: &mut Out) {
        self.flush(out);
        self.stream(Some((Stream::Stderr, text.to_owned())), out);
    }

    /// The signal that ends the process, if it is about to.
    pub(super) fn crashing(&self) -> Option<&'static str> {
        self.printed.crashing()
    }

    fn show(&mut self, msg_type: &str, shown: Shown, out: &mut Out) {
        self.flush(out);
        self.show_forms(out);
        if let Some(picture) = shown.data.get(PICTURE) {
            self.picture = Some(picture.clone());
        }
        self.publish(msg_type, displayed(forms(shown.data), shown.id), out);
    }

    fn show_forms(&mut self, out: &mut Out) {
        let forms = std::mem::take(&mut self.forms);
        if !forms.is_empty() {
            self.publish("display_data", displayed(forms, None), out);
        }
    }

    fn stream(&self, text: Option<(Stream, String)>, out: &mut Out) {
        if let Some((stream, text)) = text {
            self.publish("stream", json!({ "name": stream.name(), "text": text }), out);
        }
    }
}

/// The content of a `display_data` or `update_display_data` message.
fn displayed(forms: Map<String, Value>, id: Option<String>) -> Value {
    let mut content = json!({ "data": with_plain_text(forms), "metadata": {}, "transient": {} });
    if let Some(id) = id {
        content["transient"]["display_id"] = id.into();
    }
    content
}

fn forms(data: BTreeMap<String, String>) -> Map<String, Value> {
    let forms = data.into_iter();
    forms
        .map(|(mime, body)| {
            let value = body_of(&mime, body);
            (mime, value)
        })
        .collect()
}

/// A form's body as front ends want it.
fn body_of(mime: &str, body: String) -> Value {
    if mime.contains("json") {
        serde_json::from_str(&body).unwrap_or_else(|_| Value::from(body))
    } else {
        Value::from(body)
    }
}

/// Every output has a plain form, for terminals and screen readers.
fn with_plain_text(mut forms: Map<String, Value>) -> Map<String, Value> {
    if !forms.contains_key("text/plain") {
        let mut names: Vec<&str> = forms.keys().map(String::as_str).collect();
        names.sort_unstable();
        let plain = format!("({})", names.join(", "));
        forms.insert("text/plain".into(), plain.into());
    }
    forms
}
