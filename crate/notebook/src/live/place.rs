//! Where cells run: in the notebook's folder, with its environment. A process that was started before anybody had asked
//! for it gets there later.
#![allow(unsafe_code)]

use protocol::cells::{Move, Report};

/// Goes there. The kernel asks for it while no cell runs.
pub(super) fn move_to(way: Move) {
    // A folder that is gone by now leaves the process where it was, as a shell would.
    let _ = std::env::set_current_dir(way.folder);
    for (name, value) in way.environment {
        // SAFETY: the thread that runs cells waits in a read for the next one, and no other thread of ours reads the
        // environment on its own. The names come out of an environment, so they hold neither `=` nor NUL.
        unsafe {
            match value {
                Some(value) => std::env::set_var(name, value),
                None => std::env::remove_var(name),
            }
        }
    }
    super::report(&Report::Moved);
}
