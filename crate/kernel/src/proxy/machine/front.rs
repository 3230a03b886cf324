//! What front ends ask for. Nothing here waits: a front end that does not listen holds up nobody.

use std::time::Instant;

use serde_json::{Value, json};

use super::action::{Action, Channel};
use super::message::Message;
use super::{Machine, answers, code};

impl Machine {
    /// A request over the shell socket.
    pub(super) fn shell(&mut self, message: Message, now: Instant) {
        let answer = match message.msg_type() {
            "execute_request" => {
                self.execution.push(message);
                return;
            }
            "complete_request" | "inspect_request" => {
                self.ask(message);
                return;
            }
            "comm_open" | "comm_msg" | "comm_close" => {
                self.comm(&message);
                return;
            }
            "is_complete_request" => code::is_complete(message.text("code")),
            "history_request" => self.history.answer(&message),
            "comm_info_request" => self.comms.info(message.text("target_name")),
            _ => {
                self.control(Channel::Shell, &message, now);
                return;
            }
        };
        self.answer(Channel::Shell, &message, answer);
    }

    /// Requests that have a socket of their own, so that they are heard while a cell runs; older clients send them over
    /// the shell's.
    pub(super) fn control(&mut self, channel: Channel, message: &Message, now: Instant) {
        match message.msg_type() {
            "shutdown_request" => {
                let content = json!({ "status": "ok", "restart": message.flag("restart", false) });
                self.out.reply(channel, message, content.clone());
                self.out.publish(message, "shutdown_reply", content);
                self.out.end();
            }
            "interrupt_request" => {
                self.answer(channel, message, json!({ "status": "ok" }));
                self.interrupt(now);
            }
            "kernel_info_request" => {
                self.answer(channel, message, answers::kernel_info(&self.about));
            }
            other => {
                let text = format!("{other} is not known on the {channel:?} channel");
                self.out.push(Action::Log(text));
            }
        }
    }

    /// Answers between busy and idle, as the protocol wants.
    pub(super) fn answer(&mut self, channel: Channel, request: &Message, content: Value) {
        self.out.status(request, "busy");
        self.out.reply(channel, request, content);
        self.idle(request);
    }

    /// Says that `request` is done; front ends show the last state they hear, so a running cell is busy again.
    pub(super) fn idle(&mut self, request: &Message) {
        self.out.status(request, "idle");
        if let Some(cell) = self.execution.cell() {
            self.out.status(&cell.request, "busy");
        }
    }
}
