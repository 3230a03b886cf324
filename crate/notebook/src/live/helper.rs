//! The thread that answers the kernel while a cell runs or waits.
//!
//! | request | what is done |
//! | --- | --- |
//! | `fence N` | what was printed without a newline is sent on, then a report in both streams says whether the cell has ended |
//! | `tell TEXT` | TEXT is passed to evcxr, as a line of its own |
//! | `move JSON` | the working directory and the environment become the notebook's, then a report says so |
//! | `interrupt` | [`crate::interrupt::requested`] becomes true until the cell has ended |

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use super::{place, stdio};
use crate::interrupt;

/// How long the thread that runs cells may take from its last line of output to its wait for the next cell.
const END_OF_CELL: Duration = Duration::from_millis(30);

/// Answers until the kernel is gone, and then ends the process: nobody could ever reach it again.
pub(super) fn run(requests: BufReader<UnixStream>, evcxr: OwnedFd) {
    let mut evcxr = File::from(evcxr);
    for request in requests.lines().map_while(Result::ok) {
        let (word, rest) = request.split_once(' ').unwrap_or((&request, ""));
        match word {
            "fence" => fence(rest),
            // Where evcxr is gone, the kernel soon is as well.
            "tell" => drop(writeln!(evcxr, "{rest}")),
            "move" => place::move_to(rest),
            "interrupt" => interrupt::request(),
            _ => {}
        }
    }
    stdio::end();
}

fn fence(number: &str) {
    let start = Instant::now();
    while !waits_for_a_cell() && start.elapsed() < END_OF_CELL {
        std::thread::sleep(Duration::from_micros(100));
    }
    let ended = waits_for_a_cell();
    let seen = interrupt::noticed();
    if ended {
        interrupt::reset();
    }
    super::report_twice(
        &serde_json::json!({ "report": "fence", "number": number, "ended": ended, "interrupt_seen": seen }),
    );
}

/// Whether the thread that runs cells waits for the next one, which evcxr sends to its stdin. Anyone can print the line
/// by which evcxr knows a cell's end, so the line alone is no proof. True where the system does not tell.
fn waits_for_a_cell() -> bool {
    let main = std::process::id();
    let Ok(call) = std::fs::read_to_string(format!("/proc/self/task/{main}/syscall")) else {
        return true;
    };
    let read = if cfg!(target_arch = "x86_64") { "0" } else { "63" };
    let mut words = call.split_whitespace();
    words.next() == Some(read) && words.next() == Some("0x0")
}
