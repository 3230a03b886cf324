//! What evcxr has said of a request, which comes in messages of several kinds over two sockets.

use serde_json::{Value, json};

use super::message::Message;

/// How evcxr says that the process which runs cells has ended under a request.
const TERMINATED: &str = "Subprocess terminated with status: ";

/// What evcxr has said so far.
#[derive(Debug, Default)]
pub(super) struct Heard {
    reply: Option<Value>,
    idle: bool,
    errors: Vec<Value>,
}

impl Heard {
    /// Takes evcxr's reply.
    pub(super) fn reply(&mut self, message: Message) {
        self.reply = Some(message.content);
    }

    /// Takes what evcxr publishes; gives back what is not for us.
    pub(super) fn iopub(&mut self, message: Message) -> Option<Message> {
        match message.msg_type() {
            "status" => self.idle |= message.content["execution_state"] == "idle",
            "error" => self.errors.push(message.content),
            // Ours has the right number.
            "execute_input" => {}
            _ => return Some(message),
        }
        None
    }

    /// evcxr itself has ended, so that the process which runs cells has as well; nothing more will be heard.
    pub(super) fn ended(&mut self, how: &str) {
        self.errors
            .push(json!({ "evalue": format!("{TERMINATED}{how}") }));
        self.reply = Some(json!({ "status": "error" }));
        self.idle = true;
    }

    /// Whether evcxr has replied and has nothing more to say.
    pub(super) fn is_complete(&self) -> bool {
        self.idle && self.reply.is_some()
    }

    /// Whether the reply, if it has come, is a good one.
    pub(super) fn is_ok(&self) -> bool {
        self.reply.as_ref().is_none_or(|reply| reply["status"] == "ok")
    }

    /// The contents of its `error` messages.
    pub(super) fn errors(&self) -> &[Value] {
        &self.errors
    }

    /// Its errors' words, one a line.
    pub(super) fn words(&self) -> String {
        let words: Vec<&str> = self.evalues().collect();
        words.join("\n")
    }

    /// How the process that runs cells has ended under this request, if it has.
    pub(super) fn termination(&self) -> Option<&str> {
        self.evalues()
            .find_map(|text| Some(text.split_once(TERMINATED)?.1))
    }

    fn evalues(&self) -> impl Iterator<Item = &str> {
        self.errors.iter().filter_map(|error| error["evalue"].as_str())
    }
}
