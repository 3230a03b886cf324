//! Everything that can happen to the kernel, in one type: one task takes events in turn and decides.

use bytes::Bytes;

use super::engine::Sockets;
use super::link::Link;
use super::message::Message;

/// Counts the engines and the processes that ran cells, so that late news of an old one is known as such.
pub(super) type Generation = u32;

#[derive(Debug)]
pub(super) enum Event {
    /// From the front end.
    Shell(Message),
    Control(Message),
    Stdin(Message),
    /// The private build directory is there, or could not be made.
    BuildDir(anyhow::Result<crate::BuildDir>),
    /// evcxr's sockets are connected.
    Connected(Generation, Box<Sockets>),
    /// From evcxr.
    EngineShell(Generation, Message),
    EngineIopub(Generation, Message),
    EngineStdin(Generation, Message),
    /// The process that runs cells has joined.
    Linked(Generation, Box<Link>),
    /// It printed something.
    Output(Generation, Stream, Bytes),
    /// It will print nothing any more.
    Closed(Generation, Stream),
    /// This spare kernel has got a front end.
    Taken(Box<super::spare::Taken>),
    /// SIGTERM or its like, or the program that started us has gone.
    Stop,
    /// SIGINT, which front ends send that do not know of interrupt messages.
    Interrupt,
}

/// stdout and stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
}

impl Stream {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
        }
    }
}
