//! A cell's stdin. Where somebody sits, a cell that waits for a line makes the front end ask for one; elsewhere the
//! input is at its end.

use std::fs::File;
use std::io::{self, PipeWriter, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::cells::Report;

use super::turns;

/// Whether the system tells that somebody waits for a line. Where it does not, nobody could be asked, and the cell would wait for
/// ever: its input is at its end.
const IS_TOLD: bool = cfg!(target_os = "linux");

/// How often to look whether a cell waits for a line. Nothing tells when somebody begins to read.
const LOOK: Duration = Duration::from_millis(40);

static INPUT: Mutex<Input> = Mutex::new(Input {
    line: None,
    attended: false,
    asked: false,
});

#[derive(Debug)]
struct Input {
    /// The other end of what cells read; none where there is nothing to read.
    line: Option<PipeWriter>,
    /// Somebody sits there.
    attended: bool,
    /// They have been asked for a line.
    asked: bool,
}

impl Input {
    /// Gives cells a new stdin; who waits at the old one has come to its end.
    fn renew(&mut self) -> io::Result<()> {
        self.asked = false;
        if self.attended {
            let (reader, line) = io::pipe()?;
            rustix::stdio::dup2_stdin(&reader)?;
            self.line = Some(line);
        } else {
            rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
            self.line = None;
        }
        Ok(())
    }
}

fn input() -> MutexGuard<'static, Input> {
    INPUT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Looks after cells that wait for a line, in a thread. `line` is kept open until the first cell.
pub(super) fn watch(line: PipeWriter) -> io::Result<()> {
    input().line = Some(line);
    std::thread::Builder::new()
        .name("a cell's input".into())
        .spawn(|| {
            loop {
                turns::wait_for_a_cell();
                std::thread::sleep(LOOK);
                look();
            }
        })?;
    Ok(())
}

fn look() {
    let mut input = input();
    if input.attended && !input.asked && turns::is_cell() && somebody_reads() && is_empty() {
        input.asked = true;
        drop(input);
        super::report(&Report::Input);
    }
}

/// A cell is about to run: whether somebody sits there.
pub(super) fn is_for(attended: bool) {
    let attended = attended && IS_TOLD;
    let mut input = input();
    if input.attended != attended || !attended {
        input.attended = attended;
        // Without a new stdin a cell would wait for ever, which the stop button ends.
        let _ = input.renew();
    }
    input.asked = false;
}

/// What was typed, or that there is nothing more.
pub(super) fn answer(text: Option<&str>) {
    let mut input = input();
    match (text, input.asked) {
        (Some(text), _) => {
            if let Some(line) = &mut input.line {
                // A reader's line is shorter than a pipe: nobody waits here.
                let _ = writeln!(line, "{text}");
            }
            input.asked = false;
        }
        (None, true) => drop(input.renew()),
        (None, false) => {}
    }
}

/// Whether some thread waits in a read of stdin. False where the system does not tell: such a cell waits until it is
/// stopped.
fn somebody_reads() -> bool {
    let read = if cfg!(target_arch = "x86_64") { "0" } else { "63" };
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else {
        return false;
    };
    threads.flatten().any(|thread| {
        let call = std::fs::read_to_string(thread.path().join("syscall")).unwrap_or_default();
        let mut words = call.split_whitespace();
        words.next() == Some(read) && words.next() == Some("0x0")
    })
}

/// Whether all that was typed has been read.
fn is_empty() -> bool {
    rustix::io::ioctl_fionread(io::stdin()).is_ok_and(|waiting| waiting == 0)
}
