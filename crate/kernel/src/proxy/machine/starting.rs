//! From nothing to a kernel that can run cells: evcxr starts, its process joins us, its analysis reads the library.
//! The same way again after evcxr has ended, and its second half after the process has.

use std::path::PathBuf;
use std::time::Instant;

use serde_json::json;

use super::Machine;
use super::action::{Action, Channel, Standing};
use super::code::Definitions;
use super::event::{Engine, Generation};
use super::heard::Heard;
use crate::proxy::words;

/// How many times in a row evcxr may end before it is ready.
pub(super) const STARTS: u32 = 3;

/// How far the way is.
#[derive(Debug)]
pub(super) struct Starting {
    /// Where evcxr compiles.
    pub(super) build_dir: Option<PathBuf>,
    /// Counts engines.
    generation: Generation,
    /// Engines that ended before they were ready, in a row.
    failed: u32,
    /// evcxr takes messages.
    pub(super) connected: bool,
    /// The statement that joins the process to us, while evcxr works on it.
    join: Option<Join>,
    /// The question by which evcxr's analysis is made to read the library.
    priming: Option<String>,
    /// Why no cell can ever run.
    pub(super) broken: Option<String>,
    /// When somebody began to wait for this kernel.
    pub(super) since: Instant,
}

#[derive(Debug)]
struct Join {
    id: String,
    heard: Heard,
}

impl Starting {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            build_dir: None,
            generation: 0,
            failed: 0,
            connected: false,
            join: None,
            priming: None,
            broken: None,
            since: now,
        }
    }

    pub(super) fn is(&self, generation: Generation) -> bool {
        self.generation == generation
    }

    /// Whether evcxr is free for cells.
    pub(super) fn is_done(&self) -> bool {
        self.connected && self.join.is_none()
    }

    /// What evcxr says of the statement that joins, if `id` is that one's.
    pub(super) fn heard_of(&mut self, id: &str) -> Option<&mut Heard> {
        let join = self.join.as_mut()?;
        (join.id == id).then_some(&mut join.heard)
    }

    /// Whether `id` is the priming question's, which is then done.
    pub(super) fn take_priming(&mut self, id: &str) -> bool {
        self.priming.take_if(|priming| priming == id).is_some()
    }
}

impl Machine {
    pub(super) fn build_dir(&mut self, build_dir: Result<PathBuf, String>) {
        match build_dir {
            Ok(folder) => {
                self.starting.build_dir = Some(folder);
                if self.spare.waits() {
                    self.out.push(Action::Spare(Standing::WarmingUp));
                }
                self.start_engine();
            }
            Err(why) => self.starting.broken = Some(why),
        }
    }

    /// News of the evcxr that runs now.
    pub(super) fn engine_news(&mut self, news: Engine, now: Instant) {
        match news {
            Engine::Failed(why) => self.starting.broken = Some(why),
            Engine::Connected => {
                self.starting.connected = true;
                self.cells.expect(&mut self.out);
            }
            Engine::Shell(message) => self.engine_reply(message),
            Engine::Iopub(message) => self.engine_output(message, now),
            Engine::Stdin(message) => self.ask_the_reader(message),
            Engine::Ended { how, last_words } => self.engine_ended(&how, &last_words),
        }
    }

    /// Starts evcxr, anew if it has ended.
    fn start_engine(&mut self) {
        self.cells.forget();
        self.close_controls();
        self.starting.connected = false;
        self.starting.join = None;
        self.starting.priming = None;
        // A new evcxr knows nothing of what the notebook has defined.
        self.definitions = Definitions::default();
        self.ran.clear();
        self.preparation = None;
        if let Some(cell) = self.execution.cell_mut().filter(|cell| !cell.sent) {
            cell.prepared = None;
        }
        self.answer_all_asked();
        self.starting.generation += 1;
        self.out.push(Action::StartEngine(self.starting.generation));
    }

    fn engine_ended(&mut self, how: &str, last_words: &str) {
        self.starting.connected = false;
        self.cells.forget();
        if let Some(mut cell) = self.execution.take_sent_cell() {
            cell.heard.ended(how);
            self.finish_cell(cell);
        }
        self.starting.failed += 1;
        if self.starting.failed > STARTS {
            self.starting.broken = Some(format!("{}\n{how}\n{last_words}", words::no_start()));
        } else {
            self.start_engine();
        }
    }

    /// Has evcxr run the statement that joins its process to us. evcxr does so when it is ready; cells follow.
    pub(super) fn join_at(&mut self, address: &str) {
        let content = json!({
            "code": (self.statements.join)(address), "silent": true, "store_history": false,
            "user_expressions": {}, "allow_stdin": false, "stop_on_error": false,
        });
        let request = self.out.message("execute_request", content);
        self.starting.join = Some(Join {
            id: request.id().to_owned(),
            heard: Heard::default(),
        });
        self.out.ask(Channel::Shell, request);
    }

    /// Goes on once evcxr is done with that statement and the process has joined us.
    pub(super) fn finish_join(&mut self, now: Instant) {
        let Some(join) = self.starting.join.take_if(|join| join.heard.is_complete()) else {
            return;
        };
        if !join.heard.is_ok() || !join.heard.errors().is_empty() {
            self.starting.broken = Some(format!("{}\n{}", words::no_library(), join.heard.words()));
        } else if self.cells.has_joined() {
            self.starting.failed = 0;
            if self.cells.is_first() && self.spare.never_was() {
                let took = now.saturating_duration_since(self.starting.since);
                self.out.push(Action::RememberStart(took));
            }
            self.prime();
        } else {
            self.starting.join = Some(join);
        }
    }

    /// Has evcxr's analysis read the library now, if nobody waits for a cell: the first cell with a variable would
    /// wait for it.
    fn prime(&mut self) {
        if !self.cells.is_first() || !self.execution.is_free() {
            return;
        }
        let Some(code) = &self.statements.priming else {
            self.primed();
            return;
        };
        let content = json!({ "code": code, "cursor_pos": code.len().saturating_sub(1), "detail_level": 0 });
        let request = self.out.message("inspect_request", content);
        self.starting.priming = Some(request.id().to_owned());
        self.out.ask(Channel::Shell, request);
    }

    /// evcxr's analysis has read the library: a spare can do no more.
    pub(super) fn primed(&mut self) {
        if self.spare.waits() {
            self.out.push(Action::Spare(Standing::Ready));
        }
    }

    /// Whether a cell can be handed to evcxr now.
    pub(super) fn is_ready(&self) -> bool {
        self.starting.is_done() && self.cells.is_in_place() && self.preparation.is_none()
    }
}
