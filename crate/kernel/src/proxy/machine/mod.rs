//! The kernel's core: something happens, and what is to be done follows. No socket, process, file or clock is in here,
//! so that a test tells a whole story in a millisecond.
//!
//! | part | its state |
//! | --- | --- |
//! | [`starting`] | how far evcxr is on its way to a kernel that can run cells |
//! | [`cells`] | the process that runs cells: its streams, fences and ends |
//! | [`execution`] | the cell that runs, those that wait, their number; [`job`] is one cell |
//! | [`interrupting`] | where an interrupt of that cell stands |
//! | [`outputs`] | text that waits and values that may become a result |
//! | [`asked`] | requests that evcxr has to answer |
//! | [`preparing`] | what a cell waits for before evcxr gets it; [`code`] reads it |
//! | [`comms`] | lines to the controls on the screen |
//! | [`input`] | who waits for what the reader types |
//! | [`history`] | the code of past cells |
//! | [`spare`] | whom the kernel works for |

pub(crate) mod action;
mod answers;
mod asked;
mod cells;
mod code;
mod color;
mod comms;
pub(crate) mod event;
mod execution;
mod failure;
mod front;
mod heard;
mod hearing;
mod history;
mod input;
mod interrupting;
mod job;
pub(crate) mod locate;
pub(crate) mod message;
mod out;
mod outputs;
mod preparing;
mod printed;
mod running;
mod scan;
mod spare;
mod starting;
mod trouble;
mod verdict;

#[cfg(test)]
mod tests;

use std::time::Instant;

use self::action::{Action, Channel};
pub(crate) use self::answers::About;
use self::asked::Asked;
use self::cells::Cells;
use self::code::Definitions;
use self::comms::Comms;
use self::event::Event;
use self::execution::Execution;
use self::history::History;
use self::input::Input;
use self::interrupting::Interrupt;
use self::locate::Ran;
use self::out::Out;
use self::outputs::Outputs;
use self::preparing::Preparation;
use self::spare::Spare;
use self::starting::Starting;

/// What the kernel has evcxr run for the library that its cells use.
pub(crate) struct Statements {
    /// Joins the process that runs cells to a kernel which listens at this address.
    pub(crate) join: Box<dyn Fn(&str) -> String + Send>,
    /// Code whose last name has a type that only the whole library's sources tell. It is asked about, never run.
    pub(crate) priming: Option<String>,
    /// The path of the crate `notebook` in cells.
    pub(crate) notebook: String,
    /// The name of the library, and the crates that come with it.
    pub(crate) library: String,
    pub(crate) comes_with: Vec<String>,
}

impl std::fmt::Debug for Statements {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter
            .debug_struct("Statements")
            .field("join", &(self.join)("ADDRESS"))
            .field("priming", &self.priming)
            .finish_non_exhaustive()
    }
}

/// What a kernel is made with.
#[derive(Debug)]
pub(crate) struct Settings {
    /// A random word, the session of all messages that the kernel makes.
    pub(crate) session: String,
    pub(crate) about: About,
    pub(crate) statements: Statements,
    /// How many seconds the last start took.
    pub(crate) usual_start: Option<f64>,
    /// Nobody has asked for this kernel yet.
    pub(crate) is_spare: bool,
}

/// The kernel's state.
#[derive(Debug)]
pub(crate) struct Machine {
    about: About,
    statements: Statements,
    usual_start: Option<f64>,
    out: Out,
    starting: Starting,
    cells: Cells,
    execution: Execution,
    outputs: Outputs,
    asked: Asked,
    /// What the notebook has defined in evcxr's process of now, the cells that did, and what the next one waits for.
    definitions: Definitions,
    ran: Vec<Ran>,
    preparation: Option<Preparation>,
    comms: Comms,
    input: Input,
    history: History,
    spare: Spare,
}

impl Machine {
    pub(crate) fn new(settings: Settings, now: Instant) -> Self {
        Self {
            about: settings.about,
            statements: settings.statements,
            usual_start: settings.usual_start,
            out: Out::new(settings.session),
            starting: Starting::new(now),
            cells: Cells::default(),
            execution: Execution::default(),
            outputs: Outputs::new(),
            asked: Asked::default(),
            definitions: Definitions::default(),
            ran: Vec::new(),
            preparation: None,
            comms: Comms::default(),
            input: Input::default(),
            history: History::default(),
            spare: Spare::new(settings.is_spare),
        }
    }

    /// Takes what has happened; gives what is to be done, in this order.
    pub(crate) fn handle(&mut self, event: Event, now: Instant) -> Vec<Action> {
        if !self.out.has_ended() {
            self.happened(event, now);
        }
        if self.spare.waits() && self.starting.broken.is_some() && !self.out.has_ended() {
            // Nobody could be told.
            self.out.end();
        }
        if !self.out.has_ended() {
            self.look_at_clocks(now);
            self.advance(now);
        }
        self.out.take()
    }

    /// When [`Event::Time`] is due if nothing else happens before.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        let cell = self.execution.cell();
        let sent = cell.filter(|cell| cell.sent);
        [
            self.outputs.due(),
            self.cells.due(),
            sent.and_then(|cell| cell.interrupt.as_ref())
                .and_then(Interrupt::due),
            sent.filter(|cell| cell.heard.is_complete() && !self.cells.is_silent())
                .and_then(job::Job::last_words_until),
            self.note_at(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn happened(&mut self, event: Event, now: Instant) {
        match event {
            Event::Begun => self.begun(),
            Event::Shell(message) => self.shell(message, now),
            Event::Control(message) => self.control(Channel::Control, &message, now),
            Event::Stdin(message) => self.stdin(message),
            Event::BuildDir(build_dir) => self.build_dir(build_dir),
            Event::Engine(generation, news) if self.starting.is(generation) => self.engine_news(news, now),
            Event::Cells(generation, news) if self.cells.is(generation) => self.cells_news(news, now),
            // News of an engine or a process that has been replaced.
            Event::Engine(..) | Event::Cells(..) | Event::Time => {}
            Event::CompilersEnded => self.compilers_ended(),
            Event::Traced(spots) => self.traced(spots),
            Event::Taken(way) => self.taken(way, now),
            Event::Stop => self.out.end(),
            Event::Interrupt => self.interrupt(now),
        }
    }

    /// What time brings.
    fn look_at_clocks(&mut self, now: Instant) {
        if self.outputs.due().is_some_and(|due| due <= now) {
            self.outputs.flush(&mut self.out);
        }
        self.cells.look(now, &mut self.out);
        self.interrupt_deadlines(now);
        self.note_the_wait(now);
    }
}
