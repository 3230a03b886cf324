//! A spare's way to a notebook: it starts where nobody has asked for it yet, and moves once somebody has.

use std::time::Instant;

use protocol::cells::Move;
use serde_json::json;

use super::Machine;
use super::action::{Action, Channel, Standing};
use super::outputs::Outputs;

/// Whom this kernel works for.
#[derive(Debug)]
pub(super) enum Spare {
    /// The front end that started it.
    Never,
    /// Nobody yet.
    Waits,
    /// A front end that has taken it, and wants its cells elsewhere than where evcxr was started.
    Taken(Move),
}

impl Spare {
    pub(super) fn new(is_spare: bool) -> Self {
        if is_spare { Self::Waits } else { Self::Never }
    }

    /// Whether nobody has asked for this kernel yet.
    pub(super) fn waits(&self) -> bool {
        matches!(self, Self::Waits)
    }

    /// Whether it had a front end from the start.
    pub(super) fn never_was(&self) -> bool {
        matches!(self, Self::Never)
    }
}

impl Machine {
    /// The kernel's program runs.
    pub(super) fn begun(&mut self) {
        if !self.spare.waits() {
            self.say_starting();
        }
    }

    /// A front end has come.
    pub(super) fn taken(&mut self, way: Move, now: Instant) {
        self.spare = Spare::Taken(way);
        self.starting.since = now;
        // What was printed before is for nobody.
        self.outputs = Outputs::new();
        self.out.push(Action::Spare(Standing::Taken));
        self.say_starting();
        self.move_cells();
    }

    /// Puts the process that runs cells where the notebook wants it, a new one after a crash as well.
    pub(super) fn move_cells(&mut self) {
        if let (Spare::Taken(way), Some(process)) = (&self.spare, self.cells.process()) {
            process.move_to(way, &mut self.out);
        }
    }

    fn say_starting(&mut self) {
        let message = self
            .out
            .message("status", json!({ "execution_state": "starting" }));
        self.out.send(Channel::Iopub, message);
    }
}
