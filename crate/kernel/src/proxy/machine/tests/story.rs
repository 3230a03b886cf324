//! A machine under test, with a fake front end, a fake evcxr and fake cells around it. What the machine does is told in
//! short lines, so that a test reads like a story.

use std::time::{Duration, Instant};

use protocol::cells::{Cell, Request};
use serde_json::{Value, json};

use super::fakes::request;
use super::tell::tell;
use crate::proxy::machine::action::{Action, Channel};
use crate::proxy::machine::event::{Cells, Event, Generation};
use crate::proxy::machine::locate::Spot;
use crate::proxy::machine::message::Message;
use crate::proxy::machine::{About, Machine, Settings, Statements};

/// What stands before the fake library's reports.
pub(super) const MARK: &str = "\u{1e}mark";
/// The session of the machine's own messages.
pub(super) const SESSION: &str = "kernel";

pub(super) struct Story {
    pub(super) machine: Machine,
    pub(super) now: Instant,
    /// Everything done so far, and how much of it has been told.
    pub(super) actions: Vec<Action>,
    told: usize,
    pub(super) engine: Generation,
    pub(super) cells: Generation,
    /// The last engine that was connected, the last that ended, the last process that joined.
    pub(super) connected: Generation,
    pub(super) ended: Generation,
    pub(super) process: Generation,
    /// The number of the last fence.
    pub(super) fence: u32,
    /// The machine's last request to evcxr: of the statement that joins, or of priming.
    pub(super) own: String,
    /// What the file holds into which evcxr copies cells.
    pub(super) source: Option<String>,
    /// What the compiler has said.
    pub(super) diagnostics: Vec<Spot>,
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
                notebook: "mine::notebook".into(),
                library: "mine".into(),
                comes_with: vec!["candle-core".into()],
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
            diagnostics: Vec::new(),
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
                Action::Diagnose => answers.push(Event::Traced(self.diagnostics.clone())),
                Action::Trace { place, .. } => {
                    let spot = |source: &String| {
                        let (_, line) = place.clone()?;
                        let source = source.clone();
                        let words = String::new();
                        Some(Spot { source, line, words })
                    };
                    answers.push(Event::Traced(
                        self.source.as_ref().and_then(spot).into_iter().collect(),
                    ));
                }
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
        // That nobody sits there is said of each cell, and worth no line.
        let unattended = Action::Request(Request::Cell(Cell::default()));
        let actions = self.actions[self.told..].iter();
        let told = actions
            .filter(|action| **action != unattended)
            .map(tell)
            .collect();
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
