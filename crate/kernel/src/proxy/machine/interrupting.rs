//! Stopping a cell: first by asking, then by force.

use std::time::{Duration, Instant};

use protocol::cells::Request;
use serde_json::json;

use super::Machine;
use super::action::{Action, Channel};

/// How long a cell gets to stop by itself.
pub(super) const GRACE: Duration = Duration::from_secs(4);
/// How long once somebody in the cell has seen the request: an epoch's evaluation may have to end first.
pub(super) const SEEN_GRACE: Duration = Duration::from_secs(20);
/// How often to ask whether somebody has.
pub(super) const LOOK: Duration = Duration::from_millis(500);

/// Where an interrupt stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Interrupt {
    /// The cell has been asked.
    Asked {
        at: Instant,
        seen: bool,
        /// When to ask next whether somebody has seen the request.
        look: Instant,
    },
    /// The compiler was stopped before the cell ran.
    Compiling,
    /// evcxr was told to end the process.
    Forced,
}

impl Interrupt {
    fn asked(now: Instant) -> Self {
        Self::Asked {
            at: now,
            seen: false,
            look: now + LOOK,
        }
    }

    /// When force is due.
    fn force_at(&self) -> Option<Instant> {
        match self {
            Self::Asked { at, seen, .. } => Some(*at + if *seen { SEEN_GRACE } else { GRACE }),
            Self::Compiling | Self::Forced => None,
        }
    }

    /// When something is due.
    pub(super) fn due(&self) -> Option<Instant> {
        match self {
            Self::Asked {
                seen: false, look, ..
            } => self.force_at().map(|at| at.min(*look)),
            _ => self.force_at(),
        }
    }

    /// A fence says whether somebody in the cell has seen the request.
    pub(super) fn saw(&mut self, has_seen: bool) {
        if let Self::Asked { seen, .. } = self {
            *seen |= has_seen;
        }
    }

    pub(super) fn is_asked(&self) -> bool {
        matches!(self, Self::Asked { .. })
    }
}

impl Machine {
    /// The stop button. The first press asks the cell; a second one forces it.
    pub(super) fn interrupt(&mut self, now: Instant) {
        let Some(cell) = self.execution.cell_mut() else {
            if self.cells.has_joined() {
                self.out.request(Request::StopFollowing);
            }
            return;
        };
        match cell.interrupt {
            None => {
                cell.interrupt = Some(Interrupt::asked(now));
                if cell.sent
                    && let Some(process) = self.cells.process()
                {
                    self.out.request(Request::Interrupt);
                    // Tells whether the cell runs yet.
                    process.fence(&mut self.out);
                }
                self.input.nobody_waits();
            }
            Some(Interrupt::Asked { .. }) => self.force(),
            Some(Interrupt::Compiling | Interrupt::Forced) => {}
        }
    }

    /// The compilers that worked on the cell have been ended, which costs no variable.
    pub(super) fn compilers_ended(&mut self) {
        if let Some(cell) = self.execution.cell_mut()
            && cell.interrupt.is_some_and(|interrupt| interrupt.is_asked())
        {
            cell.interrupt = Some(Interrupt::Compiling);
        }
    }

    /// A fence came back while a cell has been asked to stop.
    pub(super) fn fence_of_interrupt(&mut self, has_seen: bool, waits_for_a_cell: bool) {
        let Some(interrupt) = self.execution.interrupt_mut().filter(|it| it.is_asked()) else {
            return;
        };
        interrupt.saw(has_seen);
        if waits_for_a_cell {
            // evcxr still compiles the cell.
            self.out.push(Action::KillCompilers);
        }
    }

    pub(super) fn interrupt_deadlines(&mut self, now: Instant) {
        if !self.execution.cell().is_some_and(|cell| cell.sent) {
            return;
        }
        let Some(interrupt) = self.execution.interrupt_mut() else {
            return;
        };
        if interrupt.force_at().is_some_and(|at| at <= now) {
            self.force();
        } else if let Interrupt::Asked {
            seen: false, look, ..
        } = interrupt
            && *look <= now
        {
            *look = now + LOOK;
            if let Some(process) = self.cells.process() {
                process.fence(&mut self.out);
            }
        }
    }

    fn force(&mut self) {
        if let Some(cell) = self.execution.cell_mut()
            && cell.sent
        {
            cell.interrupt = Some(Interrupt::Forced);
            // It ends the process that runs the cells and starts an empty one.
            let request = self.out.message("interrupt_request", json!({}));
            self.out.ask(Channel::Control, request);
        }
    }
}
