//! Lines between controls on the screen and whoever is behind them: the process that runs cells, or evcxr.

use std::collections::BTreeMap;

use protocol::cells::Request;
use protocol::comms::{CONTROL, Comm, WIDGET};
use serde_json::{Map, Value, json};

use super::Machine;
use super::action::Channel;
use super::message::Message;

/// The version of the widgets' protocol that is spoken.
const WIDGETS: &str = "2.1.0";

/// The open lines to the process that runs cells: what each is for.
#[derive(Debug, Default)]
pub(super) struct Comms(BTreeMap<String, String>);

impl Comms {
    /// The answer to whoever asks which lines there are, of one kind or of all.
    pub(super) fn info(&self, target: &str) -> Value {
        let wanted = |name: &str| target.is_empty() || target == name;
        let lines: Map<String, Value> = self
            .0
            .iter()
            .filter(|(_, name)| wanted(name))
            .map(|(id, name)| (id.clone(), json!({ "target_name": name })))
            .collect();
        json!({ "status": "ok", "comms": lines })
    }
}

impl Machine {
    /// A message of a front end's. Its idle comes at once: until then front ends hold a slider's next value back.
    pub(super) fn comm(&mut self, message: &Message) {
        self.out.status(message, "busy");
        match from_front(message) {
            Some(comm) if self.is_line(&comm) => self.pass_to_cells(comm, message),
            _ if self.starting.connected => self.out.ask(Channel::Shell, message.clone()),
            Some(Comm::Open { id, .. }) => self.say_closed(message, &id),
            _ => {}
        }
        self.idle(message);
    }

    /// Whether the process that runs cells is at the other end, or shall be.
    fn is_line(&self, comm: &Comm) -> bool {
        self.cells.has_joined()
            && match comm {
                Comm::Open { target, .. } => target == WIDGET || target == CONTROL,
                Comm::Message { id, .. } | Comm::Close { id } => self.comms.0.contains_key(id),
            }
    }

    fn pass_to_cells(&mut self, comm: Comm, message: &Message) {
        match &comm {
            Comm::Open { id, target, .. } => drop(self.comms.0.insert(id.clone(), target.clone())),
            Comm::Close { id } => drop(self.comms.0.remove(id)),
            Comm::Message { id, data } => {
                if data["method"] == "update" {
                    // Other pages that show the same control follow.
                    let data = json!({ "method": "echo_update", "state": data["state"], "buffer_paths": [] });
                    let content = json!({ "comm_id": id, "data": data });
                    self.out.publish(message, "comm_msg", content);
                }
            }
        }
        self.out.request(Request::Comm(comm));
    }

    /// A message for the controls on the screen.
    pub(super) fn say_to_controls(&mut self, comm: Comm) {
        // What was printed before is shown before.
        self.outputs.flush(&mut self.out);
        match comm {
            Comm::Open { id, target, data } => {
                self.comms.0.insert(id.clone(), target.clone());
                let content = json!({ "comm_id": id, "target_name": target, "data": data });
                let mut message = self.outputs.message("comm_open", content, &mut self.out);
                message.metadata = json!({ "version": WIDGETS });
                self.out.send(Channel::Iopub, message);
            }
            Comm::Message { id, data } => {
                let content = json!({ "comm_id": id, "data": data });
                self.outputs.publish("comm_msg", content, &mut self.out);
            }
            Comm::Close { id } => {
                self.comms.0.remove(&id);
                self.outputs.publish("comm_close", closed(&id), &mut self.out);
            }
        }
    }

    /// The process that the controls belong to is gone.
    pub(super) fn close_controls(&mut self) {
        for id in std::mem::take(&mut self.comms.0).into_keys() {
            self.outputs.publish("comm_close", closed(&id), &mut self.out);
        }
    }

    fn say_closed(&mut self, message: &Message, id: &str) {
        self.out.publish(message, "comm_close", closed(id));
    }
}

fn closed(id: &str) -> Value {
    json!({ "comm_id": id, "data": {} })
}

fn from_front(message: &Message) -> Option<Comm> {
    let id = message.content["comm_id"].as_str()?.to_owned();
    let data = message.content["data"].clone();
    Some(match message.msg_type() {
        "comm_open" => Comm::Open {
            id,
            target: message.text("target_name").to_owned(),
            data,
        },
        "comm_msg" => Comm::Message { id, data },
        _ => Comm::Close { id },
    })
}
