//! Where actions are collected, and where our own messages get their numbers: the same events make the same messages.

use protocol::cells::Request;
use serde_json::{Value, json};

use super::action::{Action, Channel};
use super::message::Message;

/// The actions of one event, in their order.
#[derive(Debug)]
pub(super) struct Out {
    /// One random word for each kernel, as the protocol asks.
    session: String,
    /// Counts our messages.
    messages: u64,
    actions: Vec<Action>,
    ended: bool,
}

impl Out {
    pub(super) fn new(session: String) -> Self {
        Self {
            session,
            messages: 0,
            actions: Vec::new(),
            ended: false,
        }
    }

    /// What has been collected since the last call.
    pub(super) fn take(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.actions)
    }

    pub(super) fn push(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Nothing follows.
    pub(super) fn end(&mut self) {
        self.ended = true;
        self.push(Action::End);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// A message of our own, without a parent.
    pub(super) fn message(&mut self, msg_type: &str, content: Value) -> Message {
        self.messages += 1;
        Message::new(&self.session, self.messages, msg_type, content)
    }

    /// A message that belongs to `parent`.
    pub(super) fn child(&mut self, parent: &Message, msg_type: &str, content: Value) -> Message {
        Message {
            parent: parent.header.clone(),
            ..self.message(msg_type, content)
        }
    }

    pub(super) fn send(&mut self, channel: Channel, message: Message) {
        self.push(Action::Send(channel, message));
    }

    /// Says something that belongs to `parent` to everybody who listens.
    pub(super) fn publish(&mut self, parent: &Message, msg_type: &str, content: Value) {
        let message = self.child(parent, msg_type, content);
        self.send(Channel::Iopub, message);
    }

    pub(super) fn status(&mut self, request: &Message, state: &str) {
        self.publish(request, "status", json!({ "execution_state": state }));
    }

    /// The reply to `request`, addressed to whoever sent it.
    pub(super) fn reply(&mut self, channel: Channel, request: &Message, content: Value) {
        let msg_type = request.msg_type().replace("_request", "_reply");
        let message = Message {
            identities: request.identities.clone(),
            ..self.child(request, &msg_type, content)
        };
        self.send(channel, message);
    }

    /// A message for evcxr.
    pub(super) fn ask(&mut self, channel: Channel, message: Message) {
        self.push(Action::Ask(channel, message));
    }

    /// A request to the process that runs cells.
    pub(super) fn request(&mut self, request: Request) {
        self.push(Action::Request(request));
    }

    /// Has the process that runs cells pass one of evcxr's own words on to evcxr.
    pub(super) fn tell(&mut self, word: impl Into<String>) {
        self.request(Request::Tell { line: word.into() });
    }
}
