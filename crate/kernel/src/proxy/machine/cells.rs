//! The process that runs cells: what it prints, and how its cells end.
//!
//! evcxr's word for a cell's end is passed on once the thread that runs cells is known to wait for the next one and all
//! of the output is here: a *fence* has come through both streams.

use std::time::{Duration, Instant};

use protocol::cells::{Move, Request};

use super::action::Action;
use super::event::{Generation, Stream};
use super::out::Out;
use super::scan::{Item, Scanner};

/// When to ask again whether a cell has really ended.
pub(super) const ASK_AGAIN: Duration = Duration::from_millis(50);

/// The process that cells run in, once it has joined.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Counts those processes.
    generation: Generation,
    process: Option<Process>,
}

/// What is known of one process.
#[derive(Debug)]
pub(super) struct Process {
    stdout: Scanner,
    stderr: Scanner,
    closed: [bool; 2],
    ending: Option<Ending>,
    fences: u32,
    /// It is on its way to where the notebook wants it.
    moving: bool,
}

/// evcxr's word for a cell's end was printed.
#[derive(Debug)]
struct Ending {
    /// The fence that tells.
    number: u32,
    passed: [bool; 2],
    ask_again: Option<Instant>,
}

/// What a fence that came back means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fence {
    /// The cell is over, and everything it printed is here.
    Over,
    /// A cell's end was printed, and is not known to be true yet.
    Pending,
    /// Nobody has said that the cell is over.
    Free,
}

impl Cells {
    pub(super) fn is(&self, generation: Generation) -> bool {
        self.generation == generation
    }

    /// Whether no process has been replaced yet.
    pub(super) fn is_first(&self) -> bool {
        self.generation <= 1
    }

    /// Has the shell listen for the next process.
    pub(super) fn expect(&mut self, out: &mut Out) {
        self.process = None;
        self.generation += 1;
        out.push(Action::Listen(self.generation));
    }

    /// The process is gone, and evcxr with it.
    pub(super) fn forget(&mut self) {
        self.process = None;
    }

    pub(super) fn joined(&mut self, mark: &str) {
        self.process = Some(Process::new(mark));
    }

    pub(super) fn process(&mut self) -> Option<&mut Process> {
        self.process.as_mut()
    }

    /// Whether the process has joined.
    pub(super) fn has_joined(&self) -> bool {
        self.process.is_some()
    }

    /// Whether the process is where cells shall run.
    pub(super) fn is_in_place(&self) -> bool {
        self.process.as_ref().is_some_and(|process| !process.moving)
    }

    /// Whether nothing more can be heard of the process.
    pub(super) fn is_silent(&self) -> bool {
        self.process
            .as_ref()
            .is_none_or(|process| process.closed == [true; 2])
    }

    /// When to ask again for the end of a cell.
    pub(super) fn due(&self) -> Option<Instant> {
        self.process.as_ref()?.ending.as_ref()?.ask_again
    }

    /// Asks again whether the cell has ended, when it is time to.
    pub(super) fn look(&mut self, now: Instant, out: &mut Out) {
        if self.due().is_some_and(|at| at <= now)
            && let Some(process) = &mut self.process
        {
            process.end(out);
        }
    }
}

impl Process {
    fn new(mark: &str) -> Self {
        Self {
            stdout: Scanner::new(mark),
            stderr: Scanner::new(mark),
            closed: [false; 2],
            ending: None,
            fences: 0,
            moving: false,
        }
    }

    /// Takes a chunk of output apart.
    pub(super) fn printed(&mut self, stream: Stream, bytes: &[u8]) -> Vec<Item> {
        let mut items = Vec::new();
        self.scanner(stream).scan(bytes, &mut items);
        items
    }

    /// A stream has ended; what was kept back of it.
    pub(super) fn close(&mut self, stream: Stream) -> Vec<Item> {
        let mut items = Vec::new();
        self.scanner(stream).finish(&mut items);
        self.closed[stream as usize] = true;
        items
    }

    /// Asks for a report that comes after all output so far.
    pub(super) fn fence(&mut self, out: &mut Out) {
        self.fences += 1;
        out.request(Request::Fence { number: self.fences });
    }

    /// evcxr's word for a cell's end was printed, by evcxr's code or by anybody.
    pub(super) fn end(&mut self, out: &mut Out) {
        self.fence(out);
        self.ending = Some(Ending {
            number: self.fences,
            passed: [false; 2],
            ask_again: None,
        });
    }

    /// A fence has come back through `stream`; `ended` if the thread that runs cells waits for the next one.
    pub(super) fn passed(&mut self, stream: Stream, number: u32, ended: bool, now: Instant) -> Fence {
        let Some(ending) = &mut self.ending else {
            return Fence::Free;
        };
        if ending.number == number && ended {
            ending.passed[stream as usize] = true;
            if ending.passed == [true; 2] {
                self.ending = None;
                return Fence::Over;
            }
        } else if ending.number == number {
            // Somebody printed evcxr's word; the cell goes on.
            ending.ask_again = Some(now + ASK_AGAIN);
        }
        Fence::Pending
    }

    /// Sends the process to where the notebook wants it.
    pub(super) fn move_to(&mut self, way: &Move, out: &mut Out) {
        self.moving = true;
        out.request(Request::Move(way.clone()));
    }

    /// It has got there.
    pub(super) fn moved(&mut self) {
        self.moving = false;
    }

    fn scanner(&mut self, stream: Stream) -> &mut Scanner {
        match stream {
            Stream::Stdout => &mut self.stdout,
            Stream::Stderr => &mut self.stderr,
        }
    }
}
