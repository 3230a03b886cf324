//! What the reader types for a cell that asks.

use protocol::cells::Request;
use serde_json::json;

use super::Machine;
use super::action::Channel;
use super::message::Message;

/// How evcxr is told to ask.
const ASK_EVCXR: &str = "EVCXR_INPUT_REQUEST";

/// Who waits for a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Input {
    #[default]
    Nobody,
    /// The cell, which reads its stdin.
    Cell,
    /// evcxr, which the cell has told to ask.
    Evcxr,
}

impl Input {
    /// The cell has told evcxr something.
    pub(super) fn of_evcxr(&mut self, line: &str) {
        if line.starts_with(ASK_EVCXR) {
            *self = Self::Evcxr;
        }
    }

    /// The cell is over, or shall be.
    pub(super) fn nobody_waits(&mut self) {
        *self = Self::Nobody;
    }
}

impl Machine {
    /// The running cell waits for a line on its stdin.
    pub(super) fn cell_reads(&mut self) {
        if self.input == Input::Evcxr {
            // The same line: evcxr is about to ask for it.
            return;
        }
        let asked = self.execution.cell().map(|cell| cell.request.clone());
        let Some(request) = asked.filter(|request| request.flag("allow_stdin", false)) else {
            self.out.request(Request::Input { text: None });
            return;
        };
        self.outputs.flush(&mut self.out);
        let content = json!({ "prompt": "", "password": false });
        let message = Message {
            identities: request.identities.clone(),
            ..self.out.child(&request, "input_request", content)
        };
        self.input = Input::Cell;
        self.out.send(Channel::Stdin, message);
    }

    /// evcxr asks for input, which the client of the running cell gives.
    pub(super) fn ask_the_reader(&mut self, message: Message) {
        if let Some(cell) = self.execution.cell() {
            let identities = cell.request.identities.clone();
            self.outputs.flush(&mut self.out);
            self.input = Input::Evcxr;
            self.out.send(
                Channel::Stdin,
                Message {
                    identities,
                    ..message
                },
            );
        }
    }

    /// What the reader has typed. Too late for a cell that has ended.
    pub(super) fn stdin(&mut self, message: Message) {
        match std::mem::take(&mut self.input) {
            Input::Cell => {
                let text = Some(message.text("value").to_owned());
                self.out.request(Request::Input { text });
            }
            Input::Evcxr if self.starting.connected => self.out.ask(Channel::Stdin, message),
            Input::Evcxr | Input::Nobody => {}
        }
    }
}
