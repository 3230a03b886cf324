//! The line between a notebook's cells and its kernel.
//!
//! Cells run in a process that evcxr starts. Our kernel runs one statement there before the first
//! cell, [`attach`]: from then on the process's stdout and stderr are sockets that end in the kernel, and whatever
//! needs more than text (figures that change, a panic's place, the end of an output) is sent as a [`Report`]: one line of
//! JSON on stdout behind a mark. The mark is a random word that the kernel invents for each process and sends over the
//! socket, so that it stands in no file, variable or source, and a cell that prints what looks like a report prints
//! text.
//!
//! In any other program, a stock evcxr kernel or the command line included, nobody calls [`attach`] and everything here
//! does nothing. Systems that are no Unix have no kernel of ours, and no [`attach`].

#[cfg(unix)]
mod attach;
mod errors;
#[cfg(unix)]
mod helper;
#[cfg(unix)]
mod idle;
#[cfg(unix)]
mod input;
#[cfg(unix)]
mod library;
#[cfg(unix)]
mod overflow;
#[cfg(unix)]
mod place;
#[cfg(unix)]
mod takeover;
#[cfg(unix)]
mod trace;
mod turns;

use std::io::Write;
use std::sync::OnceLock;

use protocol::cells::Report;

#[cfg(unix)]
pub use attach::attach;
pub use errors::{eprintln, report_or_print};
pub(crate) use turns::{a_cell_waits, cell_id, settle_soon, something_is_due};

/// What stands before every report; unset until [`attach`] has succeeded.
static MARK: OnceLock<String> = OnceLock::new();

/// Whether our kernel listens.
pub fn attached() -> bool {
    MARK.get().is_some()
}

/// Whether somebody sits before the notebook who can move controls of this thread's.
pub(crate) fn is_attended() -> bool {
    errors::is_the_cells_thread() && turns::are_ours() && turns::is_attended()
}

/// Sends a report to the kernel, in order with what was printed. False where no kernel of ours listens.
pub(crate) fn report(report: &Report) -> bool {
    let Some(mark) = MARK.get() else {
        return false;
    };
    let is_output = matches!(
        report,
        Report::Display(_) | Report::Update(_) | Report::Clear { .. }
    );
    if is_output && crate::controls::is_following() {
        return true;
    }
    // One lock for the whole line: other threads print as well.
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{mark}{}", protocol::line(report))
        .and_then(|()| stdout.flush())
        .is_ok()
}

/// Sends a report through both streams, so that it marks how far each of them is.
fn report_twice(report: &Report) {
    self::report(report);
    if let Some(mark) = MARK.get() {
        // In one piece: stderr is not buffered. A kernel that is gone needs no fence.
        let _ = std::io::stderr().write_all(format!("{mark}{}\n", protocol::line(report)).as_bytes());
    }
}
