//! Warming up without being in anybody's way.
//!
//! A process without privileges may lower its priority but never raise it again, and a spare shall run a notebook one
//! day. So instead of that its processes pause while others need the processors, most of the time: a spare that never
//! got ready beside a long training would only take memory.

use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use host::processes::Meter;
use rustix::process::{Pid, Signal, kill_process};

use super::room;
use crate::processes;

/// How often to look while something is going on, and while nothing is.
const BUSY: Duration = Duration::from_millis(250);
const QUIET: Duration = Duration::from_secs(4);
/// The share of all processors that others may use beside us.
const OTHERS: f64 = 0.5;
/// While they do, we work in one of so many turns.
const TURNS: usize = 4;

/// A thread that pauses and resumes the processes of a build directory. Dropping it resumes them for good.
#[derive(Debug)]
pub struct Polite {
    thread: Option<(mpsc::Sender<()>, JoinHandle<()>)>,
}

impl Polite {
    /// Begins; `no_room` is called when memory becomes short.
    pub fn begin(build_dir: &Path, no_room: impl Fn() + Send + 'static) -> Self {
        let (end, is_over) = mpsc::channel();
        let folder = build_dir.to_owned();
        let thread = std::thread::spawn(move || watch(&folder, &is_over, no_room));
        Self {
            thread: Some((end, thread)),
        }
    }
}

impl Drop for Polite {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.thread.take() {
            drop(end);
            let _ = thread.join();
        }
    }
}

fn watch(folder: &Path, is_over: &mpsc::Receiver<()>, no_room: impl Fn()) {
    let mut meter = Meter::of(processes::mark(folder));
    let (mut before, mut paused, mut pause) = (meter.read(), false, BUSY);
    let mut turns = (0..TURNS).cycle();
    while is_over.recv_timeout(pause) == Err(mpsc::RecvTimeoutError::Timeout) {
        if room::is_short() {
            no_room();
        }
        let now = meter.read();
        let shall_pause = now.of_others(&before) > OTHERS && turns.next() != Some(0);
        if shall_pause != paused {
            signal(folder, if shall_pause { Signal::STOP } else { Signal::CONT });
            paused = shall_pause;
        }
        let idle = !paused && now.ours == before.ours;
        pause = if idle { (pause * 2).min(QUIET) } else { BUSY };
        before = now;
    }
    if paused {
        signal(folder, Signal::CONT);
    }
}

fn signal(folder: &Path, signal: Signal) {
    for pid in processes::of_build_dir(folder)
        .into_iter()
        .filter_map(Pid::from_raw)
    {
        // Gone already is as good.
        let _ = kill_process(pid, signal);
    }
}
