//! Why a cell failed, out of all that was heard of it.

use protocol::cells::Panic;

use super::Machine;
use super::action::Action;
use super::code::line_meant;
use super::failure::{self, Failure};
use super::interrupting::Interrupt;
use super::job::{Job, Trace};
use super::locate::{self, Place, Ran};

impl Job {
    /// Whether evcxr could run the cell and it panicked.
    pub(super) fn is_panic(&self) -> bool {
        self.trouble.panicked && self.heard.termination().is_none() && self.heard.is_ok()
    }

    /// What to look for, if the place of its failure is not known yet.
    pub(super) fn traces(&self) -> Option<Action> {
        if !self.sent || self.heard.termination().is_some() || self.interrupt == Some(Interrupt::Compiling) {
            None
        } else if !self.heard.is_ok() {
            let first = self.heard.errors().first();
            first
                .is_some_and(|error| !failure::is_placed(error))
                .then_some(Action::Diagnose)
        } else if self.is_panic() {
            let panic = self.trouble.the_cells_panic()?;
            let place = panic.file.clone().zip(panic.line.map(|line| line as usize));
            let frames = panic.frames.clone();
            Some(Action::Trace { place, frames })
        } else {
            let (_, frames) = self.trouble.error.as_ref().filter(|_| self.trouble.errored)?;
            let frames = frames.clone();
            (!frames.is_empty()).then_some(Action::Trace { place: None, frames })
        }
    }
}

impl Machine {
    /// Why the cell failed, if it did. What it printed late is shown on the way.
    pub(super) fn failure(&mut self, cell: &mut Job) -> Option<Failure> {
        if let Some((words, line)) = &cell.broken_off {
            return Some(Failure::BrokenOff {
                words: words.clone(),
                place: Place::of_line(*line, cell.request.text("code")),
            });
        }
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
            return Some(self.not_run(cell));
        }
        if cell.trouble.panicked {
            let panic = cell.trouble.take_the_cells_panic();
            self.print_panics(cell);
            return Some(self.panicked(cell, panic));
        }
        self.print_panics(cell);
        if cell.trouble.errored {
            self.outputs.flush(&mut self.out);
            let place = self
                .place(cell)
                .unwrap_or_else(|| locate::question_mark(cell.request.text("code")));
            let message = cell.trouble.error.take().map(|(message, _)| message);
            return Some(Failure::Error {
                message: message.unwrap_or_else(|| self.outputs.take_last_stderr().trim_end().to_owned()),
                place,
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
        let place = self.place(cell).unwrap_or_else(|| {
            let place = panic.file.as_deref().zip(panic.line);
            // A file of evcxr's own making says nothing to anybody.
            let place = place.filter(|(file, _)| !file.ends_with("src/lib.rs") || file.contains("/vendor/"));
            Place::Elsewhere(place.map(|(file, line)| locate::library_place(file, line as usize)))
        });
        Failure::Panic {
            message: panic.message,
            place,
        }
    }

    /// The learner's line that led to the cell's panic or error.
    fn place(&self, cell: &Job) -> Option<Place> {
        let (Trace::Found(spots), Some(prepared)) = (&cell.trace, &cell.prepared) else {
            return None;
        };
        let now = Ran::new(cell.count, cell.request.text("code"), prepared);
        locate::place(spots, &now, &self.ran)
    }

    fn print_panics(&mut self, cell: &mut Job) {
        for text in cell.trouble.take_panics_as_text() {
            self.outputs.late_text(&text, &mut self.out);
        }
    }

    /// evcxr has not run the cell.
    fn not_run(&self, cell: &Job) -> Failure {
        if cell.interrupt == Some(Interrupt::Compiling) {
            Failure::Interrupted { lost: false }
        } else if cell.request.text("code").trim_start().starts_with(':') {
            Failure::Command(cell.heard.words())
        } else {
            Failure::Compile {
                errors: cell.heard.errors().to_vec(),
                lines: cell.prepared.as_ref().map(|prepared| prepared.lines.clone()),
                places: self.places(cell),
            }
        }
    }

    /// Where the errors are whose words come without a place: in code of earlier cells, which no longer fits, or in a line
    /// that they mean.
    fn places(&self, cell: &Job) -> Vec<(String, Place)> {
        let Some(prepared) = &cell.prepared else {
            return Vec::new();
        };
        let code = cell.request.text("code");
        let now = Ran::new(cell.count, code, prepared);
        let spots = match &cell.trace {
            Trace::Found(spots) => spots.as_slice(),
            _ => &[],
        };
        let found = spots.iter().filter_map(|spot| {
            let place = locate::place(std::slice::from_ref(spot), &now, &self.ran)?;
            Some((spot.words.clone(), place))
        });
        let meant = cell.heard.errors().iter().filter_map(|error| {
            let words = failure::words_of(error);
            let line = line_meant(words, code)?;
            Some((words.to_owned(), Place::of_line(line, code)))
        });
        found.chain(meant).collect()
    }
}
