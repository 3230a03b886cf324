//! What ends a cell early: a panic, and an error that `?` returned. Both are reported whole, instead of as text on
//! stderr among other text.

use std::fmt::Arguments;
use std::sync::OnceLock;
use std::thread::ThreadId;

use protocol::cells::{Panic, Report};

#[cfg(unix)]
use super::trace::frames;

/// Only a kernel asks.
#[cfg(not(unix))]
fn frames() -> Vec<protocol::cells::Frame> {
    Vec::new()
}

/// The thread that runs cells.
static CELLS: OnceLock<ThreadId> = OnceLock::new();

/// Reports panics to the kernel. To be called on the thread that runs cells.
pub(super) fn install_panic_hook() {
    let _ = CELLS.set(std::thread::current().id());
    std::panic::set_hook(Box::new(|info| {
        if crate::controls::panicked(info.payload_as_str().unwrap_or("(the panic carries no text)")) {
            return;
        }
        let thread = std::thread::current();
        let place = info.location();
        let other = CELLS.get() != Some(&thread.id());
        super::report(&Report::Panic(Panic {
            message: info
                .payload_as_str()
                .unwrap_or("(the panic carries no text)")
                .into(),
            file: place.map(|place| place.file().into()),
            line: place.map(std::panic::Location::line),
            column: place.map(std::panic::Location::column),
            thread: other.then(|| thread.name().unwrap_or("unnamed").into()),
            frames: frames(),
        }));
    }));
}

/// Whether this is the thread that runs cells.
pub(super) fn is_the_cells_thread() -> bool {
    CELLS.get() == Some(&std::thread::current().id())
}

/// `eprintln!` for cells. evcxr turns an error that `?` returns at a cell's top level into `eprintln!("{}", error)`
/// in a conversion that it adds to each cell; under this name the error reaches the kernel as an error.
#[doc(hidden)]
#[macro_export]
macro_rules! __cell_eprintln {
    () => { ::std::eprintln!() };
    ($($argument:tt)*) => {{
        fn here() {}
        $crate::live::report_or_print(::std::any::type_name_of_val(&here), ::std::format_args!($($argument)*))
    }};
}

#[doc(hidden)]
pub use __cell_eprintln as eprintln;

/// Reports `text` as the error that ended the cell if it is printed inside evcxr's conversion, prints it otherwise.
#[doc(hidden)]
pub fn report_or_print(place: &str, text: Arguments) {
    let is_question_mark = place.contains("EvcxrUserCodeError");
    let reported = is_question_mark
        && super::report(&Report::Error {
            message: text.to_string(),
            frames: frames(),
        });
    if !reported {
        std::eprintln!("{text}");
    }
}
