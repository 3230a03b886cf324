//! Other processes: which there are, what they take, their end.
//!
//! Linux tells all of it in /proc. Elsewhere a library asks the system; the tests ask it on Linux as well, where both have to
//! answer alike.

#[cfg(any(test, not(target_os = "linux")))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[cfg(not(target_os = "linux"))]
use elsewhere as system;
#[cfg(target_os = "linux")]
use linux as system;
use rustix::process::{Pid, Signal, kill_process};

/// A variable of the environment, by which processes that belong together are known: what they start inherits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable(Vec<u8>);

impl Variable {
    /// The variable `name` with this value.
    pub fn new(name: &str, value: &Path) -> Self {
        Self([name.as_bytes(), b"=", value.as_os_str().as_encoded_bytes()].concat())
    }
}

/// The processes with this variable, ourselves left out.
pub fn with(variable: &Variable) -> Vec<i32> {
    others(system::with(variable))
}

/// Ends those of them at once that are meant; whether there were any.
pub fn end_with(variable: &Variable, is_meant: impl Fn(i32) -> bool) -> bool {
    let mut held = Vec::new();
    for process in with(variable) {
        // A process number may be another process's by the time a signal is sent to it: so it is held, then looked at again.
        if let Some(process) = system::Held::of(process)
            && process.has(variable)
        {
            held.push(process);
        }
    }
    let mut found = false;
    for process in held.iter().filter(|process| is_meant(process.id())) {
        found |= process.end();
    }
    found
}

/// Ends the processes whose command line names `path`, ourselves left out.
pub fn end_those_that_name(path: &Path) {
    for process in others(system::naming(path.as_os_str())) {
        if let Some(process) = Pid::from_raw(process) {
            // Gone already is as good.
            let _ = kill_process(process, Signal::KILL);
        }
    }
}

fn others(processes: Vec<i32>) -> Vec<i32> {
    let is_other = |process: &i32| u32::try_from(*process).is_ok_and(|process| process != std::process::id());
    processes.into_iter().filter(is_other).collect()
}

/// The program that a process runs.
pub fn program(process: i32) -> Option<PathBuf> {
    system::program(process)
}

/// Memory that a process holds (resident), in bytes.
pub fn memory(process: i32) -> Option<u64> {
    system::memory(process)
}

/// What a process and all that it started do, those that ended left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Processor time so far.
    pub computed: Duration,
    /// How many threads there are; 0 where the system does not tell.
    pub threads: u64,
    /// Memory that they hold, in bytes; 0 on Linux, where memory has a limit of its own.
    pub memory: u64,
}

/// The work of `root` and of all that it started.
pub fn work(root: u32) -> Work {
    let mut work = Work::default();
    for (_, one) in descent(root, system::family()) {
        work.computed += one.computed;
        work.threads += one.threads;
        work.memory += one.memory;
    }
    work
}

/// A process, its parent and what it does itself.
#[derive(Debug, Clone, Copy)]
struct Member {
    process: u32,
    parent: u32,
    work: Work,
}

/// `root` and what descends from it.
fn descent(root: u32, mut family: Vec<Member>) -> Vec<(u32, Work)> {
    let (mut found, mut todo) = (Vec::new(), vec![root]);
    while let Some(process) = todo.pop() {
        family.retain(|member| {
            let is_it = member.process == process;
            if is_it {
                found.push((process, member.work));
            } else if member.parent == process {
                todo.push(member.process);
            }
            !is_it
        });
    }
    found
}

/// Measures what the machine and the processes with one variable compute.
#[derive(Debug)]
pub struct Meter(system::Meter);

impl Meter {
    /// One for the processes with this variable.
    pub fn of(variable: Variable) -> Self {
        Self(system::Meter::of(variable))
    }

    /// What has been computed so far.
    pub fn read(&mut self) -> Used {
        self.0.read()
    }
}

/// Processor time so far, in a unit of the system's.
#[derive(Debug, Clone, Copy, Default)]
pub struct Used {
    /// Of all processors, idle or not.
    pub all: u64,
    /// Of all processors, idle time left out.
    pub busy: u64,
    /// Of the processes in question.
    pub ours: u64,
}

impl Used {
    /// The share of all processors that others have used since `before`.
    pub fn of_others(&self, before: &Self) -> f64 {
        let since = |now: u64, before: u64| now.saturating_sub(before) as f64;
        let others = since(self.busy, before.busy) - since(self.ours, before.ours);
        others / since(self.all, before.all).max(1.0)
    }
}

/// Whether `words` hold `name`.
fn holds(words: &[u8], name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    !name.is_empty() && words.windows(name.len()).any(|window| window == name)
}
