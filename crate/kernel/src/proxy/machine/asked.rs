//! Requests that evcxr is asked to answer: completion and inspection. Its replies go back to whoever asked.

use std::time::Instant;

use serde_json::Value;

use super::action::Channel;
use super::code::{MARKER, end_of_word};
use super::message::Message;
use super::{Machine, answers};

/// The requests that evcxr has and has not answered yet, in their order.
#[derive(Debug, Default)]
pub(super) struct Asked(Vec<Message>);

impl Asked {
    fn take(&mut self, id: &str) -> Option<Message> {
        let which = self.0.iter().position(|request| request.id() == id)?;
        Some(self.0.remove(which))
    }
}

impl Machine {
    /// Hands a request to evcxr if evcxr can answer it now. A completion that comes when the cell is over helps nobody.
    pub(super) fn ask(&mut self, mut request: Message) {
        if !(self.is_ready() && self.execution.is_free()) {
            self.answer(Channel::Shell, &request, answers::empty(&request));
            return;
        }
        self.out.status(&request, "busy");
        if request.msg_type() == "inspect_request" {
            let cursor = request.content["cursor_pos"].as_u64().unwrap_or_default() as usize;
            request.content["cursor_pos"] = end_of_word(request.text("code"), cursor).into();
        }
        self.out.ask(Channel::Shell, request.clone());
        self.asked.0.push(request);
    }

    /// evcxr has replied to something.
    pub(super) fn engine_reply(&mut self, message: Message) {
        let id = message.parent_id().to_owned();
        if self.starting.take_priming(&id) {
            self.primed();
        } else if let Some(request) = self.asked.take(&id) {
            let content = if message.content["status"] == "ok" {
                without_our_names(message.content.clone())
            } else {
                answers::empty(&request)
            };
            let identities = request.identities.clone();
            let reply = Message {
                identities,
                content,
                ..message
            };
            self.out.send(Channel::Shell, reply);
            self.idle(&request);
        } else if let Some(heard) = self.starting.heard_of(&id) {
            heard.reply(message);
        } else if let Some(heard) = self.preparation.as_mut().and_then(|it| it.heard_of(&id)) {
            heard.reply(message);
        } else if let Some(cell) = self.execution.cell_of(&id) {
            cell.heard.reply(message);
        }
    }

    /// evcxr has published something.
    pub(super) fn engine_output(&mut self, message: Message, now: Instant) {
        let id = message.parent_id().to_owned();
        if let Some(heard) = self.starting.heard_of(&id) {
            heard.iopub(message);
        } else if let Some(preparation) = self.preparation.as_mut().filter(|it| it.is(&id)) {
            preparation.iopub(message);
        } else if let Some(cell) = self.execution.cell_of(&id) {
            let (count, silent) = (cell.count, cell.silent);
            let Some(mut message) = cell.iopub(message, now) else {
                return;
            };
            let is_result = message.msg_type() == "execute_result";
            if is_result {
                message.content["execution_count"] = count.into();
            }
            if !(is_result && silent) {
                self.outputs.pass_on(message, &mut self.out);
            }
        } else if message.msg_type().starts_with("comm_") {
            self.out.send(Channel::Iopub, message);
        }
    }

    /// Answers what evcxr was asked before it ended.
    pub(super) fn answer_all_asked(&mut self) {
        for request in std::mem::take(&mut self.asked.0) {
            self.out.reply(Channel::Shell, &request, answers::empty(&request));
            self.idle(&request);
        }
    }
}

/// A completion without the names that the kernel gives.
fn without_our_names(mut content: Value) -> Value {
    let is_ours = |name: &Value| name.as_str().is_some_and(|name| name.starts_with(MARKER));
    if let Some(matches) = content["matches"].as_array_mut() {
        matches.retain(|name| !is_ours(name));
    }
    if let Some(types) = content["metadata"]["_jupyter_types_experimental"].as_array_mut() {
        types.retain(|one| !is_ours(&one["text"]));
    }
    content
}
