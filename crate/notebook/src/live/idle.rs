//! What an idle notebook gives back.
//!
//! Freed memory stays with a process, because the next cell needs the same again. While nobody runs cells, it is other
//! people's: on a hub, many kernels stay open all day.

use std::io;
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// How long nothing has to happen.
const IDLE: Duration = Duration::from_mins(1);

/// From now on reading from `requests` ends when nothing comes for a while, with an error that [`is`] knows.
pub(super) fn notice(requests: &UnixStream) -> io::Result<()> {
    requests.set_read_timeout(Some(IDLE))
}

/// Whether reading ended for want of requests alone.
pub(super) fn is(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// Gives back what was freed. Where the C library is not glibc it does nothing.
#[allow(unsafe_code)]
pub(super) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: takes the allocator's own locks, and touches nothing that is in use.
    unsafe {
        libc::malloc_trim(0);
    }
}
