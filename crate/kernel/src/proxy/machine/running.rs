//! A cell's way: its turn comes, evcxr gets it, it ends, it is answered.

use std::time::Instant;

use protocol::cells::{Cell, Request};
use serde_json::{Value, json};

use super::Machine;
use super::action::Channel;
use super::job::{Job, Trace};
use super::locate::{Ran, Spot};
use super::message::Message;

/// What a start usually takes, in seconds, where none has been measured yet.
const USUAL_START: f64 = 15.0;

impl Machine {
    /// Does whatever can be done now.
    pub(super) fn advance(&mut self, now: Instant) {
        self.finish_join(now);
        self.finish_preparation();
        loop {
            if self.is_finished(now) {
                if self.execution.cell_mut().is_some_and(Job::tries_again) {
                    continue;
                }
                if self.waits_for_trace() {
                    return;
                }
                if let Some(cell) = self.execution.take_cell() {
                    self.finish_cell(cell);
                }
            } else if let Some(request) = self.execution.next() {
                self.begin_cell(request, now);
            } else {
                self.send_cell();
                // A cell that nobody gets has its answer at once.
                if self
                    .execution
                    .cell()
                    .is_none_or(|cell| cell.sent || cell.broken_off.is_none())
                {
                    return;
                }
            }
        }
    }

    fn begin_cell(&mut self, request: Message, now: Instant) {
        self.out.status(&request, "busy");
        self.outputs.begin(&request, &mut self.out);
        let silent = request.flag("silent", false);
        let code = request.text("code");
        if !silent && request.flag("store_history", true) {
            self.execution.count_one();
            self.history.push(self.execution.count(), code);
        }
        let count = self.execution.count();
        if !silent {
            let content = json!({ "code": code, "execution_count": count });
            self.outputs.publish("execute_input", content, &mut self.out);
        }
        self.execution.begin(Job::new(request, count, now));
    }

    /// Hands the cell to evcxr, as soon as evcxr can run it.
    fn send_cell(&mut self) {
        if !self.is_ready() || self.execution.cell().is_none_or(|cell| cell.sent) || !self.is_prepared() {
            return;
        }
        let Some(cell) = self.execution.cell_mut() else {
            return;
        };
        let Some(prepared) = cell.prepared.clone() else {
            return;
        };
        cell.sent = true;
        let mut request = cell.request.clone();
        let code = request.text("code").to_owned();
        request.content["code"] = prepared.code.as_str().into();
        self.out.request(Request::Cell(announced(&request)));
        if std::mem::take(&mut cell.noted) {
            self.outputs.clear(false, &mut self.out);
        }
        self.tell_notes(&code, &prepared);
        self.out.ask(Channel::Shell, request);
    }

    fn is_finished(&self, now: Instant) -> bool {
        let Some(cell) = self.execution.cell() else {
            return false;
        };
        if !cell.sent {
            return self.starting.broken.is_some() || cell.interrupt.is_some() || cell.broken_off.is_some();
        }
        let all_heard = cell
            .last_words_until()
            .is_none_or(|until| self.cells.is_silent() || until <= now);
        cell.heard.is_complete() && all_heard
    }

    /// Whether the lines that led to the cell's panic or error have still to be found; asks once.
    fn waits_for_trace(&mut self) -> bool {
        let Some(cell) = self.execution.cell_mut() else {
            return false;
        };
        if cell.trace == Trace::NotAsked
            && let Some(question) = cell.traces()
        {
            cell.trace = Trace::Asked;
            self.out.push(question);
        }
        cell.trace == Trace::Asked
    }

    /// They are found.
    pub(super) fn traced(&mut self, spots: Vec<Spot>) {
        if let Some(cell) = self.execution.cell_mut()
            && cell.trace == Trace::Asked
        {
            cell.trace = Trace::Found(spots);
        }
    }

    /// Says how the cell ended.
    pub(super) fn finish_cell(&mut self, mut cell: Job) {
        self.input.nobody_waits();
        let failure = self.failure(&mut cell);
        self.remember(&cell);
        if cell.noted {
            self.outputs.clear(false, &mut self.out);
        }
        self.outputs.finish(cell.count, cell.silent, &mut self.out);
        let reply = match &failure {
            None => {
                json!({ "status": "ok", "execution_count": cell.count, "user_expressions": {}, "payload": [] })
            }
            Some(failure) => {
                let error = failure.content(cell.count);
                self.outputs.publish("error", error.clone(), &mut self.out);
                merge(json!({ "status": "error", "execution_count": cell.count }), error)
            }
        };
        self.out.reply(Channel::Shell, &cell.request, reply);
        self.out.status(&cell.request, "idle");
        let stopped = failure.is_some() && cell.stops_on_error();
        if stopped || cell.interrupt.is_some() {
            self.abort_queue();
        }
        if self.starting.connected && cell.heard.termination().is_some() {
            // evcxr runs the next cells in a new process.
            self.close_controls();
            self.cells.expect(&mut self.out);
        }
    }

    /// What evcxr keeps of the cell, if it could run it.
    fn remember(&mut self, cell: &Job) {
        if let Some(prepared) = &cell.prepared
            && cell.sent
            && cell.heard.is_ok()
            && cell.heard.termination().is_none()
        {
            self.ran
                .push(Ran::new(cell.count, cell.request.text("code"), prepared));
            self.definitions = prepared.after.clone();
            for note in &prepared.late_notes {
                self.outputs.late_text(&format!("{note}\n"), &mut self.out);
            }
        }
    }

    /// Answers the cells that wait: they shall not run after an error.
    fn abort_queue(&mut self) {
        for request in self.execution.take_queue() {
            let content = json!({ "status": "aborted", "execution_count": self.execution.count() });
            self.answer(Channel::Shell, &request, content);
        }
    }

    /// When those who wait for the kernel are told what it is doing.
    pub(super) fn note_at(&self) -> Option<Instant> {
        let note_at = self.execution.cell().and_then(Job::note_at);
        note_at.filter(|_| !self.is_ready())
    }

    pub(super) fn note_the_wait(&mut self, now: Instant) {
        if self.note_at().is_none_or(|at| at > now) {
            return;
        }
        if let Some(cell) = self.execution.cell_mut() {
            cell.noted = true;
        }
        let text = format!(
            "Rust is getting ready; this usually takes about {:.0} s …",
            self.usual_start.unwrap_or(USUAL_START)
        );
        let content = json!({ "data": { "text/plain": text }, "metadata": {}, "transient": {} });
        self.outputs.publish("display_data", content, &mut self.out);
    }
}

/// What the process that runs cells is told of the next one.
fn announced(request: &Message) -> Cell {
    Cell {
        attended: request.flag("allow_stdin", false),
        id: request.metadata["cellId"].as_str().map(str::to_owned),
    }
}

fn merge(mut into: Value, from: Value) -> Value {
    if let (Some(into), Value::Object(from)) = (into.as_object_mut(), from) {
        into.extend(from);
    }
    into
}
