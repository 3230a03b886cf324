//! What the kernel says to people about itself, and which command helps.

/// evcxr's program is not there or cannot run.
pub(crate) const NO_ENGINE: &str = "evcxr_jupyter cannot be started. Run `cargo lab setup`, for another library `kernel install` in its folder";
/// evcxr ends again and again before it is ready.
pub(crate) const NO_START: &str = "evcxr does not start. Run `cargo lab doctor`";
/// The statement that joins the cells' process to the kernel fails.
pub(crate) const NO_LIBRARY: &str = "the notebooks' library cannot be loaded. Run `cargo lab setup`, for another library `kernel install` in its folder, then restart the kernel";
/// A spare was started by hand.
pub(crate) const NO_PLACE_FOR_A_SPARE: &str =
    "the environment names no place for a spare kernel; `cargo lab` does";
