//! Everything that can happen to the kernel, as plain data: what arrives here was a socket, a process or a clock
//! outside.

use std::path::PathBuf;

use bytes::Bytes;
use protocol::cells::Move;

use super::locate::Spot;
use super::message::Message;

/// Counts the engines and the processes that ran cells, so that late news of an old one is known as such.
pub(crate) type Generation = u32;

/// Something that has happened.
#[derive(Debug)]
pub(crate) enum Event {
    /// The kernel's program runs.
    Begun,
    /// From the front end.
    Shell(Message),
    Control(Message),
    Stdin(Message),
    /// The private build directory is there, or why it could not be made.
    BuildDir(Result<PathBuf, String>),
    Engine(Generation, Engine),
    Cells(Generation, Cells),
    /// [`KillCompilers`](super::action::Action::KillCompilers) has met some.
    CompilersEnded,
    /// The answer to [`Trace`](super::action::Action::Trace) or [`Diagnose`](super::action::Action::Diagnose), in its order, without what is no line of such a file.
    Traced(Vec<Spot>),
    /// This spare kernel has got a front end, whose notebook wants the cells elsewhere.
    Taken(Move),
    /// SIGTERM or its like, or the program that started us has gone.
    Stop,
    /// SIGINT, which front ends send that do not know of interrupt messages.
    Interrupt,
    /// Nothing but that time has passed.
    Time,
}

/// News of an evcxr.
#[derive(Debug)]
pub(crate) enum Engine {
    /// It could not be started: why.
    Failed(String),
    /// It takes messages.
    Connected,
    /// What it sent.
    Shell(Message),
    Iopub(Message),
    Stdin(Message),
    /// It has ended: how, and what it said last.
    Ended {
        how: String,
        last_words: String,
    },
}

/// News of a process that runs cells.
#[derive(Debug)]
pub(crate) enum Cells {
    /// Where the kernel listens for it.
    Listening(String),
    /// It cannot join: why.
    Failed(String),
    /// It has joined, and puts this mark before its reports.
    Joined { mark: String },
    /// It printed something.
    Output(Stream, Bytes),
    /// It will print nothing any more.
    Closed(Stream),
}

/// stdout and stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

impl Stream {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
        }
    }
}
