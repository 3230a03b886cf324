//! Putting other files in the place of stdout and stderr. The only module of the crate that calls the system directly:
//! the standard library has no safe way to do it.
#![allow(unsafe_code)]

use std::ffi::c_int;
use std::io;
use std::os::fd::{AsRawFd, RawFd};

unsafe extern "C" {
    fn dup2(from: c_int, to: c_int) -> c_int;
    fn _exit(status: c_int) -> !;
}

/// From now on, what any part of this process writes to stdout goes to `file`.
pub(super) fn replace_stdout(file: &impl AsRawFd) -> io::Result<()> {
    replace(file.as_raw_fd(), 1)
}

/// From now on, what any part of this process writes to stderr goes to `file`.
pub(super) fn replace_stderr(file: &impl AsRawFd) -> io::Result<()> {
    replace(file.as_raw_fd(), 2)
}

fn replace(from: RawFd, to: RawFd) -> io::Result<()> {
    // SAFETY: dup2 reads no memory of ours; `from` is open, since its owner is borrowed by the caller.
    if unsafe { dup2(from, to) } < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

/// Ends this process at once, without running destructors that may wait for a cell which never ends.
pub(super) fn end() -> ! {
    // SAFETY: _exit takes no pointer and does not return.
    unsafe { _exit(0) }
}
