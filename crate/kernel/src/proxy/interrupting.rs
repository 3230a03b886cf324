//! Stopping a cell: first by asking, then by force.

use std::time::Instant;

use super::conductor::Conductor;
use super::job::{GRACE, Interrupt, SEEN_GRACE};

impl Conductor {
    /// The stop button. The first press asks the cell; a second one forces it.
    pub(super) async fn interrupt(&mut self) {
        let Some(cell) = &mut self.cell else {
            return;
        };
        match cell.interrupt {
            None => {
                cell.interrupt = Some(Interrupt::Asked {
                    at: Instant::now(),
                    seen: false,
                });
                if cell.sent
                    && let Some(cells) = &mut self.cells
                {
                    cells.link.request("interrupt").await;
                    // Tells whether the cell runs yet.
                    cells.fence().await;
                }
            }
            Some(Interrupt::Asked { .. }) => self.force().await,
            Some(Interrupt::Compiling | Interrupt::Forced) => {}
        }
    }

    /// evcxr still compiles the cell: ends the compiler, which costs no variable.
    pub(super) fn stop_compiling(&mut self) {
        let (Some(cell), Some(build_dir), Some(engine)) = (&mut self.cell, &self.build_dir, &self.engine)
        else {
            return;
        };
        if build_dir.kill_compilers(engine.id()) {
            cell.interrupt = Some(Interrupt::Compiling);
        }
    }

    pub(super) async fn interrupt_deadlines(&mut self) {
        let Some(Interrupt::Asked { at, seen }) = self.cell.as_ref().and_then(|cell| cell.interrupt) else {
            return;
        };
        let sent = self.cell.as_ref().is_some_and(|cell| cell.sent);
        if sent && at.elapsed() >= if seen { SEEN_GRACE } else { GRACE } {
            self.force().await;
        } else if sent
            && !seen
            && at.elapsed().as_millis() % 500 < 25
            && let Some(cells) = &mut self.cells
        {
            // Has somebody in the cell seen the request by now?
            cells.fence().await;
        }
    }

    async fn force(&mut self) {
        if let (Some(cell), Some(sockets)) = (&mut self.cell, &mut self.sockets)
            && cell.sent
        {
            cell.interrupt = Some(Interrupt::Forced);
            let _ = sockets.interrupt().await;
        }
    }
}
