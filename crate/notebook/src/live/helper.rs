//! The thread that answers the kernel while a cell runs or waits.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use protocol::cells::{Report, Request};

use super::{idle, input, place, turns};
use crate::{controls, interrupt};

/// How long the thread that runs cells may take from its last line of output to its wait for the next cell.
const END_OF_CELL: Duration = Duration::from_millis(30);

/// Answers until the kernel is gone, and then ends the process: nobody could ever reach it again.
pub(super) fn run(mut requests: BufReader<UnixStream>, evcxr: OwnedFd) {
    let mut evcxr = File::from(evcxr);
    // Where it cannot be noticed, nothing is given back.
    let _ = idle::notice(requests.get_ref());
    while let Some(line) = next(&mut requests) {
        match protocol::read(&line) {
            Some(Request::Fence { number }) => fence(number),
            // Where evcxr is gone, the kernel soon is as well.
            Some(Request::Tell { line }) => drop(writeln!(evcxr, "{line}")),
            Some(Request::Move(way)) => place::move_to(way),
            Some(Request::Interrupt) => {
                interrupt::request();
                // A cell that waits for its reader waits no longer.
                input::answer(None);
            }
            Some(Request::StopFollowing) => turns::stop_following(),
            Some(Request::Cell(cell)) => turns::announce(cell),
            Some(Request::Input { text }) => input::answer(text.as_deref()),
            Some(Request::Comm(comm)) => controls::received(comm),
            // A newer kernel's.
            None => {}
        }
    }
    end();
}

/// The next request, nothing once the kernel is gone. While it waits, what a cell left is given back.
fn next(requests: &mut BufReader<UnixStream>) -> Option<String> {
    let mut line = Vec::new();
    let mut is_due = true;
    loop {
        match requests.read_until(b'\n', &mut line) {
            Ok(0) => return None,
            Ok(_) => return String::from_utf8(line).ok(),
            Err(error) if idle::is(&error) => {
                if is_due && waits_for_a_cell() {
                    idle::give_back();
                    is_due = false;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}

/// Says through both streams how far each of them is, and whether the cell has ended.
fn fence(number: u32) {
    let start = Instant::now();
    while !waits_for_a_cell() && start.elapsed() < END_OF_CELL {
        std::thread::sleep(Duration::from_micros(100));
    }
    let ended = waits_for_a_cell();
    let interrupt_seen = interrupt::noticed();
    if ended {
        interrupt::reset();
    }
    super::report_twice(&Report::Fence {
        number,
        ended,
        interrupt_seen,
    });
}

/// Whether the thread that runs cells waits for the next one. Anyone can print the line by which evcxr knows a cell's end,
/// so the line alone is no proof.
fn waits_for_a_cell() -> bool {
    if turns::are_ours() {
        turns::no_cell()
    } else {
        reads_commands()
    }
}

/// Whether evcxr's own loop reads its stdin. True where the system does not tell.
fn reads_commands() -> bool {
    let main = std::process::id();
    let Ok(call) = std::fs::read_to_string(format!("/proc/self/task/{main}/syscall")) else {
        return true;
    };
    let read = if cfg!(target_arch = "x86_64") { "0" } else { "63" };
    let mut words = call.split_whitespace();
    words.next() == Some(read) && words.next() == Some("0x0")
}

/// Ends this process at once. `std::process::exit` would run destructors first, which may wait for a cell that never ends.
#[allow(unsafe_code)]
pub(super) fn end() -> ! {
    unsafe extern "C" {
        safe fn _exit(status: std::ffi::c_int) -> !;
    }
    _exit(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_arrives_whole_though_nothing_came_for_a_while_in_its_middle() {
        let (mut kernel, cells) = UnixStream::pair().unwrap();
        cells.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
        let mut requests = BufReader::new(cells);
        kernel.write_all(b"one\ntw").unwrap();
        assert_eq!(next(&mut requests).as_deref(), Some("one\n"));
        let slow = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            kernel.write_all(b"o\n").unwrap();
        });
        assert_eq!(next(&mut requests).as_deref(), Some("two\n"));
        slow.join().unwrap();
        assert_eq!(next(&mut requests), None);
    }
}
