//! Everything that the kernel can do, as plain data: the shell does it, in the order given.

use std::time::Duration;

use protocol::cells::{Frame, Request};

use super::event::Generation;
use super::message::Message;

/// Something to be done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    /// A message for the front end.
    Send(Channel, Message),
    /// A message for evcxr.
    Ask(Channel, Message),
    /// Ends whatever runs in the build directory and starts evcxr there. News of it carries this number.
    StartEngine(Generation),
    /// Listens for the next process that runs cells: [`Cells::Listening`](super::event::Cells::Listening) says where.
    Listen(Generation),
    /// A request to the process that runs cells.
    Request(Request),
    /// Ends the compilers that evcxr has started: [`CompilersEnded`](super::event::Event::CompilersEnded) if there were
    /// any.
    KillCompilers,
    /// Finds the lines of evcxr's files that a place of the compiler's, and calls of cells, are in:
    /// [`Traced`](super::event::Event::Traced) follows.
    Trace {
        /// A file and a line.
        place: Option<(String, usize)>,
        /// The innermost first.
        frames: Vec<Frame>,
    },
    /// Finds the lines of evcxr's file that the compiler's last errors are about:
    /// [`Traced`](super::event::Event::Traced) follows.
    Diagnose,
    /// How long this start took, for the note to those who wait for the next one.
    RememberStart(Duration),
    /// What this kernel is now, as a spare.
    Spare(Standing),
    /// A line for whoever reads the kernel's own stderr.
    Log(String),
    /// The kernel ends, once what it said has left.
    End,
}

/// The sockets of a kernel that carry messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    Shell,
    Control,
    Stdin,
    Iopub,
}

/// What becomes of a kernel that started without a front end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It keeps out of others' way.
    WarmingUp,
    /// It can do no more before somebody takes it.
    Ready,
    /// It works for a front end, and is tied to that one instead of to its keeper.
    Taken,
}
