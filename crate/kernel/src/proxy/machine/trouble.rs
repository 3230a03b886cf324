//! What went wrong in a cell, as its process tells it: by reports, and by the words that evcxr waits for.

use protocol::cells::{Frame, Panic};

use super::locate;
use crate::cell_build;

/// The signs of a panic and of a failing `?`, which come in any order.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    /// Reported when they begin; whether one ended the cell shows later.
    panics: Vec<Panic>,
    /// One of them ended the cell.
    pub(super) panicked: bool,
    /// The error that `?` returned, as the library reported it.
    pub(super) error: Option<(String, Vec<Frame>)>,
    /// An error ended the cell.
    pub(super) errored: bool,
}

impl Trouble {
    /// Some thread has panicked.
    pub(super) fn panic(&mut self, panic: Panic) {
        self.panics.push(panic);
    }

    /// The panic that ended the cell; none if nothing was reported.
    pub(super) fn the_cells_panic(&self) -> Option<&Panic> {
        self.panics.get(self.which()?)
    }

    /// The same, taken.
    pub(super) fn take_the_cells_panic(&mut self) -> Option<Panic> {
        Some(self.panics.remove(self.which()?))
    }

    fn which(&self) -> Option<usize> {
        let of_cell = self.panics.iter().rposition(|panic| panic.thread.is_none());
        of_cell.or(self.panics.len().checked_sub(1))
    }

    /// The other panics, which are text like any other, each as the compiler's own library prints it.
    pub(super) fn take_panics_as_text(&mut self) -> Vec<String> {
        let panics = std::mem::take(&mut self.panics);
        panics.iter().map(as_text).collect()
    }
}

fn as_text(panic: &Panic) -> String {
    let thread = panic.thread.as_deref().unwrap_or("main");
    // A file of evcxr's own making, which holds the cell, says nothing to anybody.
    let file = panic
        .file
        .as_deref()
        .filter(|file| cell_build::source(file).is_none());
    let place = file.zip(panic.line);
    let place = place.map_or_else(String::new, |(file, line)| {
        format!(" at {}", locate::library_place(file, line as usize))
    });
    format!("thread '{thread}' panicked{place}:\n{}\n", panic.message)
}
