//! The fakes around a machine under test: an evcxr, and a process that runs cells.

use bytes::Bytes;
use protocol::cells::{Panic, Report};
use serde_json::{Value, json};

use super::story::{MARK, Story};
use crate::proxy::machine::event::{Cells, Engine, Event, Stream};
use crate::proxy::machine::message::Message;

/// evcxr, and what prepares it.
impl Story {
    /// From nothing to a kernel that can run cells.
    pub(super) fn start(&mut self) {
        self.build_dir();
        self.connect();
        self.join();
        self.primed();
    }

    pub(super) fn build_dir(&mut self) {
        self.event(Event::BuildDir(Ok("/build".into())));
    }

    pub(super) fn connect(&mut self) {
        self.connected = self.engine;
        self.evcxr(Engine::Connected);
    }

    /// The process joins, and evcxr is done with the statement.
    pub(super) fn join(&mut self) {
        self.joined();
        let id = self.own.clone();
        self.evcxr_replies(&id, "ok");
    }

    pub(super) fn joined(&mut self) {
        self.process = self.cells;
        self.event(Event::Cells(self.cells, Cells::Joined { mark: MARK.into() }));
    }

    pub(super) fn primed(&mut self) {
        let reply = answer(&self.own.clone(), "inspect_reply", json!({ "status": "ok" }));
        self.evcxr(Engine::Shell(reply));
    }

    /// What the shell does once only, in a story whose order is left to chance.
    pub(super) fn build_dir_once(&mut self) {
        if self.engine == 0 {
            self.build_dir();
        }
    }

    pub(super) fn connect_once(&mut self) {
        if self.engine > self.connected {
            self.connect();
        }
    }

    pub(super) fn joined_once(&mut self) {
        if self.cells > self.process {
            self.joined();
        }
    }

    pub(super) fn evcxr_ends_if_started(&mut self) {
        if self.engine > self.ended {
            self.ended = self.engine;
            self.evcxr_ends();
        }
    }

    pub(super) fn evcxr(&mut self, news: Engine) {
        self.event(Event::Engine(self.engine, news));
    }

    pub(super) fn evcxr_publishes(&mut self, id: &str, msg_type: &str, content: Value) {
        self.evcxr(Engine::Iopub(answer(id, msg_type, content)));
    }

    pub(super) fn evcxr_replies(&mut self, id: &str, status: &str) {
        self.evcxr(Engine::Shell(answer(
            id,
            "execute_reply",
            json!({ "status": status }),
        )));
        self.evcxr_publishes(id, "status", json!({ "execution_state": "idle" }));
    }

    /// An error of evcxr's, then its reply.
    pub(super) fn evcxr_fails(&mut self, id: &str, words: &str) {
        self.evcxr_publishes(id, "error", json!({ "evalue": words, "traceback": [words] }));
        self.evcxr_replies(id, "error");
    }

    pub(super) fn evcxr_ends(&mut self) {
        let (how, last_words) = ("evcxr ended, signal: 9".into(), "bye".into());
        self.evcxr(Engine::Ended { how, last_words });
    }
}

/// The process that runs cells.
impl Story {
    pub(super) fn prints(&mut self, text: &str) {
        self.output(Stream::Stdout, text);
    }

    pub(super) fn eprints(&mut self, text: &str) {
        self.output(Stream::Stderr, text);
    }

    pub(super) fn output(&mut self, stream: Stream, text: &str) {
        self.output_bytes(stream, text.as_bytes());
    }

    pub(super) fn output_bytes(&mut self, stream: Stream, bytes: &[u8]) {
        let bytes = Bytes::copy_from_slice(bytes);
        self.event(Event::Cells(self.cells, Cells::Output(stream, bytes)));
    }

    pub(super) fn reports(&mut self, report: &Report) {
        self.prints(&format!("{MARK}{}\n", protocol::line(report)));
    }

    /// The last fence comes back, through both streams.
    pub(super) fn fence(&mut self, ended: bool, interrupt_seen: bool) {
        let number = self.fence;
        let report = Report::Fence {
            number,
            ended,
            interrupt_seen,
        };
        self.reports(&report);
        self.eprints(&format!("{MARK}{}\n", protocol::line(&report)));
    }

    /// The cell ends, as evcxr's code in it says, and evcxr is content.
    pub(super) fn cell_ends(&mut self, id: &str) {
        self.prints("EVCXR_EXECUTION_COMPLETE\n");
        self.fence(true, false);
        self.evcxr_replies(id, "ok");
    }

    pub(super) fn panics(&mut self, thread: Option<&str>, message: &str, line: u32) {
        self.reports(&Report::Panic(Panic {
            message: message.into(),
            file: Some("src/lib.rs".into()),
            line: Some(line),
            column: Some(1),
            thread: thread.map(str::to_owned),
            frames: Vec::new(),
        }));
    }

    /// The process dies: evcxr says so first, its streams end afterwards.
    pub(super) fn dies(&mut self, id: &str, status: &str) {
        self.evcxr_fails(id, &format!("Subprocess terminated with status: {status}"));
    }

    pub(super) fn closes(&mut self) {
        for stream in [Stream::Stdout, Stream::Stderr] {
            self.event(Event::Cells(self.cells, Cells::Closed(stream)));
        }
    }
}

/// A request of the front end's.
pub(super) fn request(id: &str, msg_type: &str, content: Value) -> Message {
    Message {
        identities: vec![Bytes::from_static(b"client")],
        header: json!({ "msg_id": id, "msg_type": msg_type }),
        parent: json!({}),
        content,
        ..Message::default()
    }
}

/// A message of evcxr's that belongs to the request `id`.
pub(super) fn answer(id: &str, msg_type: &str, content: Value) -> Message {
    Message {
        identities: Vec::new(),
        parent: json!({ "msg_id": id }),
        ..request("evcxr's", msg_type, content)
    }
}
