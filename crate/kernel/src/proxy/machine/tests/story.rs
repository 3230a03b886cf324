//! A machine under test, with a fake front end, a fake evcxr and fake cells around it. What the machine does is told in
//! short lines, so that a test reads like a story.

use std::time::{Duration, Instant};

use bytes::Bytes;
use protocol::cells::{Panic, Report, Request};
use serde_json::{Value, json};

use crate::proxy::machine::action::{Action, Channel};
use crate::proxy::machine::event::{Cells, Engine, Event, Generation, Stream};
use crate::proxy::machine::message::Message;
use crate::proxy::machine::{About, Machine, Settings, Statements};

/// What stands before the fake library's reports.
const MARK: &str = "\u{1e}mark";
/// The session of the machine's own messages.
const SESSION: &str = "kernel";

pub(super) struct Story {
    pub(super) machine: Machine,
    pub(super) now: Instant,
    /// Everything done so far, and how much of it has been told.
    pub(super) actions: Vec<Action>,
    told: usize,
    pub(super) engine: Generation,
    pub(super) cells: Generation,
    /// The last engine that was connected, the last that ended, the last process that joined.
    connected: Generation,
    ended: Generation,
    process: Generation,
    /// The number of the last fence.
    pub(super) fence: u32,
    /// The machine's last request to evcxr: of the statement that joins, or of priming.
    pub(super) own: String,
    /// What the file holds into which evcxr copies cells.
    pub(super) source: Option<String>,
}

impl Story {
    /// A kernel whose program has just begun.
    pub(super) fn begun() -> Self {
        Self::new(false)
    }

    pub(super) fn spare() -> Self {
        Self::new(true)
    }

    /// A kernel that can run cells; nothing of its start is told.
    pub(super) fn ready() -> Self {
        let mut story = Self::begun();
        story.start();
        story.told();
        story
    }

    fn new(is_spare: bool) -> Self {
        let settings = Settings {
            session: SESSION.into(),
            about: About {
                implementation: "test".into(),
                banner: String::new(),
                rust: "1.95.0".into(),
                links: Vec::new(),
            },
            statements: Statements {
                join: Box::new(|address| format!("join({address:?});")),
                priming: Some("primed".into()),
            },
            usual_start: Some(7.0),
            is_spare,
        };
        let now = Instant::now();
        let mut story = Self {
            machine: Machine::new(settings, now),
            now,
            actions: Vec::new(),
            told: 0,
            engine: 0,
            cells: 0,
            connected: 0,
            ended: 0,
            process: 0,
            fence: 0,
            own: String::new(),
            source: None,
        };
        story.event(Event::Begun);
        story
    }

    /// Something happens. What the shell would answer at once is answered.
    pub(super) fn event(&mut self, event: Event) {
        let mut answers = Vec::new();
        for action in self.machine.handle(event, self.now) {
            match &action {
                Action::StartEngine(generation) => self.engine = *generation,
                Action::Listen(generation) => {
                    self.cells = *generation;
                    answers.push(Event::Cells(*generation, Cells::Listening("@here".into())));
                }
                Action::ReadSource => answers.push(Event::Source(self.source.clone())),
                Action::Request(Request::Fence { number }) => self.fence = *number,
                Action::Ask(Channel::Shell, message) if message.id().starts_with(SESSION) => {
                    message.id().clone_into(&mut self.own);
                }
                _ => {}
            }
            self.actions.push(action);
        }
        for answer in answers {
            self.event(answer);
        }
    }

    /// Time passes, and the machine is woken when it wants to be.
    pub(super) fn wait(&mut self, duration: Duration) {
        let end = self.now + duration;
        while let Some(due) = self.machine.next_deadline().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.event(Event::Time);
            let next = self.machine.next_deadline();
            assert!(next.is_none_or(|next| next > self.now), "the machine would spin");
        }
        self.now = end;
        self.event(Event::Time);
    }

    /// What has been done since the last call, a line for each action.
    pub(super) fn told(&mut self) -> Vec<String> {
        let told = self.actions[self.told..].iter().map(tell).collect();
        self.told = self.actions.len();
        told
    }

    /// The messages for the front end that belong to `id`, so far.
    pub(super) fn messages(&self, id: &str) -> Vec<(Channel, &Message)> {
        let of = |action| match action {
            &Action::Send(channel, ref message) if message.parent_id() == id => Some((channel, message)),
            _ => None,
        };
        self.actions.iter().filter_map(of).collect()
    }

    /// The content of the reply to `id`.
    pub(super) fn reply(&self, id: &str) -> &Value {
        let messages = self.messages(id);
        let replies: Vec<_> = messages
            .iter()
            .filter(|(channel, _)| *channel != Channel::Iopub)
            .collect();
        assert_eq!(replies.len(), 1, "{id}: {replies:?}");
        &replies[0].1.content
    }
}

/// The front end.
impl Story {
    pub(super) fn execute(&mut self, id: &str, code: &str) {
        self.execute_with(id, json!({ "code": code }));
    }

    pub(super) fn execute_with(&mut self, id: &str, content: Value) {
        self.event(Event::Shell(request(id, "execute_request", content)));
    }

    pub(super) fn shell(&mut self, id: &str, msg_type: &str, content: Value) {
        self.event(Event::Shell(request(id, msg_type, content)));
    }

    pub(super) fn control(&mut self, id: &str, msg_type: &str, content: Value) {
        self.event(Event::Control(request(id, msg_type, content)));
    }
}

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
        let bytes = Bytes::copy_from_slice(text.as_bytes());
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

fn tell(action: &Action) -> String {
    match action {
        Action::Send(channel, message) => tell_message(*channel, message),
        Action::Ask(Channel::Shell, message) if !message.id().starts_with(SESSION) => {
            format!("evcxr gets {}", message.id())
        }
        Action::Ask(_, message) => format!("evcxr gets {}", message.msg_type()),
        Action::StartEngine(generation) => format!("start evcxr {generation}"),
        Action::Listen(generation) => format!("listen {generation}"),
        Action::Request(Request::Fence { number }) => format!("cells: fence {number}"),
        Action::Request(Request::Tell { line }) => format!("cells: tell {line}"),
        Action::Request(Request::Move(way)) => format!("cells: move to {}", way.folder.display()),
        Action::Request(Request::Interrupt) => "cells: interrupt".into(),
        Action::KillCompilers => "kill compilers".into(),
        Action::ReadSource => "read source".into(),
        Action::RememberStart(took) => format!("remember {} s", took.as_secs()),
        Action::Spare(standing) => format!("spare {standing:?}"),
        Action::Log(line) => line.clone(),
        Action::End => "end".into(),
    }
}

fn tell_message(channel: Channel, message: &Message) -> String {
    let content = &message.content;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let plain = || text(&content["data"]["text/plain"]);
    let what = match (channel, message.msg_type()) {
        (Channel::Stdin, _) => format!("asks {}", text(&content["prompt"])),
        (Channel::Shell | Channel::Control, _) => {
            let name = content["ename"].as_str().unwrap_or_default();
            format!("reply {} {name}", text(&content["status"]))
                .trim_end()
                .to_owned()
        }
        (_, "status") => text(&content["execution_state"]),
        (_, "execute_input") => format!("In [{}]", content["execution_count"]),
        (_, "execute_result") => format!("Out [{}] {}", content["execution_count"], plain()),
        (_, "stream") => format!("{} {:?}", text(&content["name"]), text(&content["text"])),
        (_, "display_data") => format!("display {}", plain()),
        (_, "update_display_data") => format!("update {}", plain()),
        (_, "clear_output") => "clear".into(),
        (_, "error") => format!("error {}", text(&content["ename"])),
        (_, other) => other.to_owned(),
    };
    format!("{}: {what}", message.parent_id())
        .trim_start_matches(": ")
        .to_owned()
}
