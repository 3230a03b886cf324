//! Whose turn it is on the thread that runs cells: a cell's, then that of what follows a control. One at a time.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use protocol::cells;

use crate::interrupt;

/// How long controls have to rest before their last picture is put where the notebook is saved from.
const REST: Duration = Duration::from_millis(400);

static TURNS: Mutex<Turns> = Mutex::new(Turns::new());
/// Something may have to be done now.
static NEWS: Condvar = Condvar::new();

/// A cell has begun.
static BEGUN: Condvar = Condvar::new();

/// A cell, as evcxr names it: the library that it was compiled to, and a function in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) library: String,
    pub(super) function: String,
}

/// What is to be done next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// A cell runs; who wants it.
    Cell(Command, cells::Cell),
    /// Controls have been moved.
    Follow,
    /// Controls rest.
    Settle,
    /// evcxr is gone.
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Running {
    Nothing,
    Cell,
    Follower,
}

#[derive(Debug)]
struct Turns {
    /// The loop that runs cells is ours.
    ours: bool,
    cells: VecDeque<Command>,
    running: Running,
    due: bool,
    settle_at: Option<Instant>,
    ended: bool,
    /// The cell that was announced last.
    cell: cells::Cell,
}

impl Turns {
    const fn new() -> Self {
        Self {
            ours: false,
            cells: VecDeque::new(),
            running: Running::Nothing,
            due: false,
            settle_at: None,
            ended: false,
            cell: cells::Cell {
                attended: false,
                id: None,
            },
        }
    }

    /// The next turn, or how long to wait for one where that is known.
    fn next(&mut self, now: Instant) -> Result<Turn, Option<Duration>> {
        self.running = Running::Nothing;
        interrupt::is_new();
        if let Some(command) = self.cells.pop_front() {
            self.running = Running::Cell;
            self.settle_at = None;
            Ok(Turn::Cell(command, self.cell.clone()))
        } else if self.ended {
            Ok(Turn::End)
        } else if std::mem::take(&mut self.due) {
            self.running = Running::Follower;
            Ok(Turn::Follow)
        } else if self.settle_at.is_some_and(|at| at <= now) {
            self.settle_at = None;
            Ok(Turn::Settle)
        } else {
            Err(self.settle_at.map(|at| at - now))
        }
    }

    fn cell(&mut self, command: Command) {
        self.cells.push_back(command);
        if self.running == Running::Follower {
            interrupt::outdate();
        }
    }
}

fn turns() -> MutexGuard<'static, Turns> {
    TURNS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for the next turn. What ran before is over.
pub(super) fn next() -> Turn {
    let mut turns = turns();
    loop {
        turns = match turns.next(Instant::now()) {
            Ok(turn) => {
                BEGUN.notify_all();
                return turn;
            }
            Err(None) => NEWS.wait(turns).unwrap_or_else(PoisonError::into_inner),
            Err(Some(rest)) => {
                let waited = NEWS.wait_timeout(turns, rest);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        }
    }
}

/// evcxr wants this cell to be run.
pub(super) fn run(command: Command) {
    turns().cell(command);
    NEWS.notify_one();
}

/// evcxr wants nothing any more.
pub(super) fn ended() {
    turns().ended = true;
    NEWS.notify_one();
}

/// The cell has ended.
pub(super) fn cell_ended() {
    turns().running = Running::Nothing;
}

/// From now on the loop is ours.
pub(super) fn take_over() {
    turns().ours = true;
}

/// Whether the loop is ours.
pub(super) fn are_ours() -> bool {
    turns().ours
}

/// Whether a cell runs.
pub(super) fn is_cell() -> bool {
    turns().running == Running::Cell
}

/// Returns while a cell runs.
pub(super) fn wait_for_a_cell() {
    let mut turns = turns();
    while turns.running != Running::Cell {
        turns = BEGUN.wait(turns).unwrap_or_else(PoisonError::into_inner);
    }
}

/// Whether no cell runs and none waits.
pub(super) fn no_cell() -> bool {
    let turns = turns();
    turns.running != Running::Cell && turns.cells.is_empty()
}

/// Whether a cell waits for what runs now.
pub(crate) fn a_cell_waits() -> bool {
    !turns().cells.is_empty()
}

/// Who wants the next cell.
pub(super) fn announce(cell: cells::Cell) {
    turns().cell = cell;
}

/// Whether somebody sits before the notebook.
pub(super) fn is_attended() -> bool {
    turns().cell.attended
}

/// The running cell's name in the notebook.
pub(crate) fn cell_id() -> Option<String> {
    turns().cell.id.clone()
}

/// What follows a control is asked to end with what it has.
pub(super) fn stop_following() {
    if turns().running == Running::Follower {
        interrupt::outdate();
    }
}

/// Controls have been moved.
pub(crate) fn something_is_due() {
    turns().due = true;
    NEWS.notify_one();
}

/// A picture waits to be saved.
pub(crate) fn settle_soon() {
    turns().settle_at = Some(Instant::now() + REST);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(function: &str) -> Command {
        Command {
            library: "lib.so".into(),
            function: function.into(),
        }
    }

    #[test]
    fn cells_come_first_and_controls_rest_before_they_settle() {
        let _alone = interrupt::ALONE.lock();
        let (mut turns, now) = (Turns::new(), Instant::now());
        assert_eq!(turns.next(now), Err(None));
        turns.due = true;
        turns.settle_at = Some(now + REST);
        turns.cell(command("a"));
        let cell = cells::Cell::default();
        assert_eq!(turns.next(now), Ok(Turn::Cell(command("a"), cell)));
        assert_eq!(turns.next(now), Ok(Turn::Follow));
        turns.settle_at = Some(now + REST);
        assert_eq!(turns.next(now), Err(Some(REST)));
        assert_eq!(turns.next(now + REST), Ok(Turn::Settle));
        turns.ended = true;
        assert_eq!(turns.next(now), Ok(Turn::End));
    }

    #[test]
    fn a_cell_ends_what_follows_a_control_and_is_not_ended_itself() {
        let _alone = interrupt::ALONE.lock();
        let (mut turns, now) = (Turns::new(), Instant::now());
        turns.due = true;
        assert_eq!(turns.next(now), Ok(Turn::Follow));
        assert!(!interrupt::was_outdated());
        turns.cell(command("a"));
        assert!(interrupt::requested() && interrupt::was_outdated());
        assert!(matches!(turns.next(now), Ok(Turn::Cell(..))));
        assert!(!interrupt::was_outdated());
    }
}
