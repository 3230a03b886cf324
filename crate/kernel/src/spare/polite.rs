//! Warming up without being in anybody's way.
//!
//! A process without privileges may lower its priority but never raise it again, and a spare shall run a notebook one
//! day. So instead of that its processes pause while others need the processors, most of the time: a spare that never
//! got ready beside a long training would only take memory.

use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

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
    let (mut before, mut paused, mut pause) = (Ticks::now(folder), false, BUSY);
    let mut turns = (0..TURNS).cycle();
    while is_over.recv_timeout(pause) == Err(mpsc::RecvTimeoutError::Timeout) {
        if room::is_short() {
            no_room();
        }
        let now = Ticks::now(folder);
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

/// Processor time so far, in the system's ticks.
#[derive(Debug, Clone, Copy, Default)]
struct Ticks {
    /// Of all processors, idle or not.
    all: u64,
    busy: u64,
    ours: u64,
}

impl Ticks {
    fn now(folder: &Path) -> Self {
        let system = std::fs::read_to_string("/proc/stat").unwrap_or_default();
        let (all, busy) = of_system(&system);
        let ours = processes::of_build_dir(folder)
            .into_iter()
            .filter_map(|pid| of_process(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?))
            .sum();
        Self { all, busy, ours }
    }

    /// The share of all processors that others have used since `before`.
    fn of_others(&self, before: &Self) -> f64 {
        let since = |now: u64, before: u64| now.saturating_sub(before) as f64;
        let others = since(self.busy, before.busy) - since(self.ours, before.ours);
        others / since(self.all, before.all).max(1.0)
    }
}

/// All ticks and those that were not idle, from the first line of /proc/stat.
fn of_system(stat: &str) -> (u64, u64) {
    let first = stat.lines().next().unwrap_or_default();
    // user nice system idle iowait irq softirq steal; what guests use is part of user.
    let numbers: Vec<u64> = first
        .split_whitespace()
        .skip(1)
        .take(8)
        .filter_map(|number| number.parse().ok())
        .collect();
    let all = numbers.iter().sum();
    let idle: u64 = numbers.iter().skip(3).take(2).sum();
    (all, all - idle)
}

/// The ticks of a process and of those that it has waited for, from its /proc/PID/stat.
fn of_process(stat: &str) -> Option<u64> {
    // The second field is the program's name in brackets, which may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let numbers = fields.split_whitespace().skip(11).take(4);
    Some(numbers.filter_map(|number| number.parse::<u64>().ok()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_for_a_disk_is_idle_and_our_own_work_is_not_others() {
        let (all, busy) = of_system("cpu  10 20 30 400 40 5 6 7 0 0\ncpu0 1 2 3\n");
        assert_eq!((all, busy), (518, 78));
        let before = Ticks::default();
        let now = Ticks {
            all: 100,
            busy: 80,
            ours: 20,
        };
        assert!((now.of_others(&before) - 0.6).abs() < 1e-9);
    }

    #[test]
    fn a_process_counts_its_children_whatever_its_name() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194304 1 2 3 4 10 20 30 40 20 0 1 0 100";
        assert_eq!(of_process(stat), Some(100));
    }
}
