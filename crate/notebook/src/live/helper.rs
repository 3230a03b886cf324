//! The thread that answers the kernel while a cell runs or waits.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use protocol::cells::{Report, Request};

use super::{input, place, turns};
use crate::{controls, interrupt};

/// How long the thread that runs cells may take from its last line of output to its wait for the next cell.
const END_OF_CELL: Duration = Duration::from_millis(30);

/// Answers until the kernel is gone, and then ends the process: nobody could ever reach it again.
pub(super) fn run(requests: BufReader<UnixStream>, evcxr: OwnedFd) {
    let mut evcxr = File::from(evcxr);
    for line in requests.lines().map_while(Result::ok) {
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
