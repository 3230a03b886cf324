//! What evcxr is doing for us: the cell that runs, or the statement that joins its process to us.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::message::Message;

/// How long a cell gets to stop by itself.
pub(super) const GRACE: Duration = Duration::from_secs(4);
/// How long once somebody in the cell has seen the request: an epoch's evaluation may have to end first.
pub(super) const SEEN_GRACE: Duration = Duration::from_secs(20);

/// What happened to a panic: reported by `mlp` when it begins; whether it ended the cell shows later.
#[derive(Debug)]
pub(super) struct Panic {
    pub(super) report: Value,
    /// On the thread that runs the cell.
    pub(super) of_cell: bool,
}

/// An execute_request that evcxr works on.
#[derive(Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts that arrive in any order"
)]
pub(super) struct Job {
    pub(super) request: Message,
    pub(super) count: u64,
    pub(super) silent: bool,
    /// evcxr has got it.
    pub(super) sent: bool,
    /// A note says that the kernel is not ready.
    pub(super) noted: bool,
    /// evcxr's reply.
    pub(super) reply: Option<Value>,
    /// evcxr has said that it has nothing more to say.
    pub(super) idle: bool,
    /// evcxr's `error` messages.
    pub(super) errors: Vec<Value>,
    pub(super) panics: Vec<Panic>,
    pub(super) panicked: bool,
    /// The error that `?` returned, as `mlp` reported it.
    pub(super) error: Option<String>,
    pub(super) errored: bool,
    pub(super) interrupt: Option<Interrupt>,
    /// When evcxr said that the process has ended; its last words may still be on their way.
    pub(super) crashed: Option<Instant>,
    pub(super) began: Instant,
}

/// Where an interrupt stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Interrupt {
    /// The cell has been asked.
    Asked { at: Instant, seen: bool },
    /// The compiler was stopped before the cell ran.
    Compiling,
    /// evcxr was told to end the process.
    Forced,
}

impl Job {
    pub(super) fn new(request: Message, count: u64) -> Self {
        let silent = request.flag("silent", false);
        Self {
            request,
            count,
            silent,
            sent: false,
            noted: false,
            reply: None,
            idle: false,
            errors: Vec::new(),
            panics: Vec::new(),
            panicked: false,
            error: None,
            errored: false,
            interrupt: None,
            crashed: None,
            began: Instant::now(),
        }
    }

    /// evcxr's words if the process that runs cells has ended under this job.
    pub(super) fn termination(&self) -> Option<&str> {
        let text = self.errors.iter().filter_map(|error| error["evalue"].as_str());
        text.into_iter().find_map(|text| {
            text.split_once("Subprocess terminated with status: ")
                .map(|(_, status)| status)
        })
    }
}
