//! Other programs while they run: what they compute, and their end.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// How often to look whether a program has ended.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// Waits for the program's end, at most until `until`.
pub(crate) fn wait(child: &mut Child, until: Instant) -> Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait().context("a program's state")? {
            return Ok(Some(status));
        }
        if Instant::now() >= until {
            return Ok(None);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// A program with a process group that was made for it. Dropped, it ends with all that it has started.
#[derive(Debug)]
pub(crate) struct Group(pub(crate) Child);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Ends programs whose command line names `path`: what a grading that was killed may have left there. (bubblewrap waits for
/// ever where its other half is killed between its first two steps.)
pub(crate) fn end_those_that_name(path: &Path) {
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let id = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
            .and_then(Pid::from_raw);
        let words = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let name = path.as_os_str().as_encoded_bytes();
        if let Some(id) = id
            && memchr::memmem::find(&words, name).is_some()
        {
            let _ = kill_process(id, Signal::KILL);
        }
    }
}

/// What a program and all that it started have computed, those that ended left out; nothing where that cannot be told.
pub(crate) fn computed(child: &Child) -> Duration {
    let ticks: u64 = with_all_it_started(child).iter().map(|one| one.ticks).sum();
    Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// How many threads it and all that it started have.
pub(crate) fn threads(child: &Child) -> u64 {
    with_all_it_started(child).iter().map(|one| one.threads).sum()
}

/// What the system says of a process.
#[derive(Debug, Clone, Copy)]
struct Stat {
    ticks: u64,
    threads: u64,
}

fn with_all_it_started(child: &Child) -> Vec<Stat> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut stats: BTreeMap<u32, Stat> = BTreeMap::new();
    for entry in entries.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let Ok(text) = std::fs::read_to_string(entry.path().join("stat")) else {
            continue;
        };
        // The name, in brackets, may hold anything.
        let Some((_, rest)) = text.rsplit_once(')') else {
            continue;
        };
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let number = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok());
        if let (Some(parent), Some(user), Some(system), Some(threads)) =
            (number(1), number(11), number(12), number(17))
        {
            children.entry(parent as u32).or_default().push(id);
            let ticks = user + system;
            stats.insert(id, Stat { ticks, threads });
        }
    }
    let (mut found, mut todo) = (Vec::new(), vec![child.id()]);
    while let Some(id) = todo.pop() {
        found.extend(stats.get(&id));
        todo.extend(children.remove(&id).unwrap_or_default());
    }
    found
}
