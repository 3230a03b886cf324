//! What the kernel says to people about itself, and which command helps.

use crate::SET_UP;

/// evcxr's program is not there or cannot run.
pub(crate) fn no_engine() -> String {
    format!("evcxr_jupyter cannot be started. {SET_UP}")
}

/// evcxr ends again and again before it is ready.
pub(crate) fn no_start() -> String {
    format!("evcxr does not start. {SET_UP}")
}

/// The statement that joins the cells' process to the kernel fails.
pub(crate) fn no_library() -> String {
    format!("the notebooks' library cannot be loaded. {SET_UP}, then restart the kernel")
}

/// A spare was started by hand.
pub(crate) const NO_PLACE_FOR_A_SPARE: &str =
    "the environment names no place for a spare kernel; the program that starts JupyterLab does";
