//! Running closures, on the thread that runs cells and between two of them.
//!
//! The newest values win: a closure whose controls are moved meanwhile sees
//! [`interrupt::requested`](crate::interrupt::requested), and what it made of the old ones is shown only if it was done
//! before it looked. A cell comes first as well; what it has cut short runs once more behind it.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use super::{board, picture};
use crate::display::{Live, Show};
use crate::{interrupt, live};

/// A value's forms, or why there is none.
pub(super) type Drawn = Result<Vec<(String, String)>, String>;

/// A closure that makes something of the states of its controls.
type Draw = dyn FnMut(&[Value]) -> Drawn;
/// Those states in words.
type Words = dyn Fn(&[Value]) -> String;

/// What follows one group of controls.
pub(super) struct Follower {
    pub(super) draw: Box<Draw>,
    /// The settings for people to read.
    pub(super) words: Box<Words>,
    pub(super) still: Still,
}

/// The picture as a saved notebook keeps it, with the settings. A control's own state is not saved. It is hidden while the
/// control is on the screen.
#[derive(Debug)]
pub(super) struct Still {
    pub(super) live: Live,
    /// The class by which it is hidden.
    pub(super) class: String,
    /// The newest, if it is not saved yet.
    pub(super) waiting: Option<(String, Drawn)>,
}

impl Still {
    pub(super) fn flush(&mut self) {
        if let Some((words, drawn)) = self.waiting.take() {
            self.live.show(&Kept {
                class: &self.class,
                words,
                drawn,
            });
            self.live.flush();
        }
    }
}

/// A still's forms.
struct Kept<'a> {
    class: &'a str,
    words: String,
    drawn: Drawn,
}

impl Show for Kept<'_> {
    fn forms(&self) -> Vec<(String, String)> {
        let html = picture::kept(self.class, &self.words, &self.drawn);
        let text = picture::plain(&self.drawn);
        vec![
            ("text/html".into(), html),
            ("text/plain".into(), format!("{}\n{text}", self.words)),
        ]
    }
}

thread_local! {
    static FOLLOWERS: RefCell<BTreeMap<String, Follower>> = const { RefCell::new(BTreeMap::new()) };
    static RUNNING: Cell<Running> = const { Cell::new(Running::Nothing) };
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What of a closure runs on this thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Running {
    Nothing,
    /// Within the cell that made it.
    InCell,
    /// Because a control was moved.
    Moved,
}

/// Whether a closure runs on this thread: its progress is not an output of the cell that ran last.
pub(crate) fn is_following() -> bool {
    RUNNING.get() != Running::Nothing
}

/// Takes a panic that is the closure's, and no cell's; false if it is none.
pub(crate) fn panicked(message: &str) -> bool {
    let is_ours = RUNNING.get() == Running::Moved;
    if is_ours {
        PANIC.set(Some(message.to_owned()));
    }
    is_ours
}

/// Runs something of a closure within its cell.
pub(super) fn in_cell<T>(run: impl FnOnce() -> T) -> T {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            RUNNING.set(Running::Nothing);
        }
    }
    RUNNING.set(Running::InCell);
    let _reset = Reset;
    run()
}

/// From now on this follows the group.
pub(super) fn keep(group: String, follower: Follower) {
    FOLLOWERS.with_borrow_mut(|all| all.insert(group, follower));
}

/// Runs one closure that has something to follow.
pub(crate) fn take_turn() {
    sweep();
    let Some((group, states)) = board::take_due() else {
        return;
    };
    // Taken out: the closure may make further controls.
    let follower = FOLLOWERS.with_borrow_mut(|all| all.remove(&group));
    let Some(mut follower) = follower else {
        board::put_back(&group);
        return;
    };
    RUNNING.set(Running::Moved);
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        ((follower.words)(&states), (follower.draw)(&states))
    }));
    RUNNING.set(Running::Nothing);
    let (words, drawn) = drawn.unwrap_or_else(|panic| (String::new(), Err(words_of(panic.as_ref()))));
    let moved = board::put_back(&group);
    let cell_waits = live::a_cell_waits();
    let cut = interrupt::was_outdated();
    if cut && cell_waits {
        board::due_again(&group);
    }
    if !(cut && (moved || cell_waits)) {
        board::show(&group, &picture::shown(&follower.still.class, &drawn));
        follower.still.waiting = Some((words, drawn));
        live::settle_soon();
    }
    keep(group, follower);
    if board::is_due() {
        live::something_is_due();
    }
}

/// Brings into the notebook what it will be saved with.
pub(crate) fn settle() {
    FOLLOWERS.with_borrow_mut(|all| {
        for follower in all.values_mut() {
            follower.still.flush();
        }
    });
}

/// A cell is about to run: what it has made before goes.
pub(crate) fn make_way(cell: Option<&str>) {
    settle();
    if let Some(cell) = cell {
        board::retire(cell);
    }
    sweep();
}

/// Drops the closures whose controls are gone.
fn sweep() {
    let gone = FOLLOWERS.with_borrow_mut(|all| {
        let names: Vec<String> = all.keys().filter(|name| !board::has(name)).cloned().collect();
        let removed = names.iter().filter_map(|name| all.remove(name));
        removed.collect::<Vec<_>>()
    });
    // Outside: what a closure holds may do anything while it is dropped.
    drop(gone);
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    let reported = PANIC.take();
    format!(
        "panic: {}",
        reported.or(text).unwrap_or_else(|| "without words".into())
    )
}
