//! Why a cell failed, out of all that was heard of it.

use std::path::Path;

use protocol::cells::Panic;

use super::Machine;
use super::failure::Failure;
use super::interrupting::Interrupt;
use super::job::{Job, Source};
use super::locate::{self, Place};

impl Job {
    /// Whether evcxr could run the cell and it panicked.
    pub(super) fn is_panic(&self) -> bool {
        self.trouble.panicked && self.heard.termination().is_none() && self.heard.is_ok()
    }
}

impl Machine {
    /// Why the cell failed, if it did. What it printed late is shown on the way.
    pub(super) fn failure(&mut self, cell: &mut Job) -> Option<Failure> {
        if !cell.sent {
            return Some(match &self.starting.broken {
                Some(broken) => Failure::Kernel(broken.clone()),
                None => Failure::Interrupted { lost: false },
            });
        }
        if let Some(status) = cell.heard.termination() {
            let status = status.to_owned();
            self.print_panics(cell);
            self.outputs.flush(&mut self.out);
            if cell.interrupt == Some(Interrupt::Forced) {
                return Some(Failure::Interrupted { lost: true });
            }
            // evcxr's handler ends the process by another signal than the one that came.
            let signal = self.outputs.crashing().map(str::to_lowercase);
            return Some(Failure::Crash(signal.unwrap_or(status)));
        }
        if !cell.heard.is_ok() {
            return Some(not_run(cell));
        }
        if cell.trouble.panicked {
            let panic = cell.trouble.take_the_cells_panic();
            self.print_panics(cell);
            return Some(self.panicked(cell, panic));
        }
        self.print_panics(cell);
        if cell.trouble.errored {
            self.outputs.flush(&mut self.out);
            let message = cell.trouble.error.take();
            return Some(Failure::Error {
                message: message.unwrap_or_else(|| self.outputs.take_last_stderr().trim_end().to_owned()),
                place: locate::question_mark(cell.request.text("code")),
            });
        }
        None
    }

    fn panicked(&self, cell: &Job, panic: Option<Panic>) -> Failure {
        let Some(panic) = panic else {
            return Failure::Panic {
                message: "the cell panicked".into(),
                place: Place::Elsewhere(None),
            };
        };
        let place = place(cell, &panic, self.starting.build_dir.as_deref());
        Failure::Panic {
            message: panic.message,
            place,
        }
    }

    fn print_panics(&mut self, cell: &mut Job) {
        for text in cell.trouble.take_panics_as_text() {
            self.outputs.late_text(&text, &mut self.out);
        }
    }
}

/// evcxr has not run the cell.
fn not_run(cell: &Job) -> Failure {
    if cell.interrupt == Some(Interrupt::Compiling) {
        Failure::Interrupted { lost: false }
    } else if cell.request.text("code").trim_start().starts_with(':') {
        Failure::Command(cell.heard.words())
    } else {
        Failure::Compile(cell.heard.errors().to_vec())
    }
}

fn place(cell: &Job, panic: &Panic, build_dir: Option<&Path>) -> Place {
    let (Some(build_dir), Some(file), Some(line)) = (build_dir, &panic.file, panic.line) else {
        return Place::Elsewhere(None);
    };
    let source = match &cell.source {
        Source::Read(text) => text.as_deref(),
        Source::NotAsked | Source::Asked => None,
    };
    locate::place(cell.request.text("code"), build_dir, source, file, line as usize)
}
