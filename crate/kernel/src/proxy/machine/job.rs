//! The cell that runs, or that waits for the kernel to be ready.

use std::time::{Duration, Instant};

use super::code::Prepared;
use super::failure;
use super::heard::Heard;
use super::interrupting::Interrupt;
use super::locate::Spot;
use super::message::Message;
use super::trouble::Trouble;

/// How long a process's last words may take after evcxr has noticed its end. Programs that a cell has started may keep
/// the streams open for ever.
pub(super) const LAST_WORDS: Duration = Duration::from_millis(500);
/// A wait that is shorter than this needs no note.
pub(super) const NOTE_AFTER: Duration = Duration::from_millis(700);

/// An execute_request, from its turn on until its reply.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) request: Message,
    pub(super) count: u64,
    pub(super) silent: bool,
    /// evcxr has got it.
    pub(super) sent: bool,
    /// A note says that the kernel is not ready.
    pub(super) noted: bool,
    pub(super) heard: Heard,
    pub(super) trouble: Trouble,
    pub(super) trace: Trace,
    /// What evcxr gets of it, once that is known.
    pub(super) prepared: Option<Prepared>,
    /// How it was refused the first time, if it is tried once more.
    refused: Option<Box<(Prepared, Heard)>>,
    /// It stops in the middle of something, or waits for a future, so that nobody gets it: what, and the line.
    pub(super) broken_off: Option<(String, usize)>,
    pub(super) interrupt: Option<Interrupt>,
    /// When evcxr said that the process has ended; its last words may still be on their way.
    crashed: Option<Instant>,
    began: Instant,
}

/// The lines that led to a panic or an error. They are looked for when the cell has ended in one.
#[derive(Debug, PartialEq)]
pub(super) enum Trace {
    NotAsked,
    Asked,
    Found(Vec<Spot>),
}

impl Job {
    pub(super) fn new(request: Message, count: u64, now: Instant) -> Self {
        let silent = request.flag("silent", false);
        Self {
            request,
            count,
            silent,
            sent: false,
            noted: false,
            heard: Heard::default(),
            trouble: Trouble::default(),
            trace: Trace::NotAsked,
            prepared: None,
            refused: None,
            broken_off: None,
            interrupt: None,
            crashed: None,
            began: now,
        }
    }

    /// Takes what evcxr publishes about this cell; gives back what is to be shown.
    pub(super) fn iopub(&mut self, message: Message, now: Instant) -> Option<Message> {
        let rest = self.heard.iopub(message);
        if self.crashed.is_none() && self.heard.termination().is_some() {
            self.crashed = Some(now);
        }
        rest
    }

    /// Whether it is to be tried once more, in another form, since it does not compile in this one.
    pub(super) fn tries_again(&mut self) -> bool {
        let is_refused = self.sent
            && !self.heard.is_ok()
            && self.heard.termination().is_none()
            && self.interrupt.is_none();
        let Some(prepared) = self.prepared.as_mut().filter(|_| is_refused) else {
            return false;
        };
        let (errors, plain) = (self.heard.errors(), prepared.plain.take());
        let tells_little = errors
            .first()
            .is_some_and(|error| failure::tells_little(error, self.request.text("code")));
        let next = if let Some(shown) = prepared.shown.take().filter(|_| tells_little) {
            prepared.plain = plain;
            let heard = std::mem::take(&mut self.heard);
            self.refused = self.prepared.take().map(|prepared| Box::new((prepared, heard)));
            shown
        } else {
            let first = self.refused.take();
            let about_showing = errors.iter().any(failure::is_about_showing);
            if let Some(first) = first.filter(|first| first.0.plain.is_some() || about_showing) {
                // Its first form's words are those to go on from.
                let (prepared, heard) = *first;
                (self.prepared, self.heard) = (Some(prepared), heard);
                return self.tries_again();
            }
            let Some(plain) = plain else {
                return false;
            };
            plain
        };
        self.prepared = Some(*next);
        self.heard = Heard::default();
        self.sent = false;
        true
    }

    /// When nobody waits for a dead process's last words any longer.
    pub(super) fn last_words_until(&self) -> Option<Instant> {
        self.crashed.map(|at| at + LAST_WORDS)
    }

    /// When the reader is told why nothing happens.
    pub(super) fn note_at(&self) -> Option<Instant> {
        (!self.sent && !self.noted && !self.silent).then(|| self.began + NOTE_AFTER)
    }

    /// Whether an error in this cell stops those that wait.
    pub(super) fn stops_on_error(&self) -> bool {
        self.request.flag("stop_on_error", true)
    }
}
