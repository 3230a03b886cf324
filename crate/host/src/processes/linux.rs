//! What Linux tells in /proc.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::Duration;

use rustix::fd::OwnedFd;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use super::{Member, Used, Variable, Work, holds};

fn all() -> impl Iterator<Item = i32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

pub(super) fn with(variable: &Variable) -> Vec<i32> {
    all().filter(|process| has(*process, variable)).collect()
}

fn has(process: i32, variable: &Variable) -> bool {
    std::fs::read(format!("/proc/{process}/environ"))
        .is_ok_and(|environ| environ.split(|byte| *byte == 0).any(|one| one == variable.0))
}

pub(super) fn naming(name: &OsStr) -> Vec<i32> {
    let names = |process: &i32| {
        let words = std::fs::read(format!("/proc/{process}/cmdline"));
        words.is_ok_and(|words| holds(&words, name))
    };
    all().filter(names).collect()
}

pub(super) fn program(process: i32) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{process}/exe")).ok()
}

pub(super) fn memory(process: i32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().trim_end_matches(" kB").trim().parse().ok()?;
    Some(kib * 1024)
}

/// A process whose number cannot become another's.
#[derive(Debug)]
pub(super) struct Held(i32, OwnedFd);

impl Held {
    pub(super) fn of(process: i32) -> Option<Self> {
        let held = pidfd_open(Pid::from_raw(process)?, PidfdFlags::empty()).ok()?;
        Some(Self(process, held))
    }

    pub(super) fn id(&self) -> i32 {
        self.0
    }

    pub(super) fn has(&self, variable: &Variable) -> bool {
        has(self.0, variable)
    }

    /// Whether it was still there.
    pub(super) fn end(&self) -> bool {
        pidfd_send_signal(&self.1, Signal::KILL).is_ok()
    }
}

pub(super) fn family() -> Vec<Member> {
    let ticks = rustix::param::clock_ticks_per_second() as f64;
    all()
        .filter_map(|process| {
            let stat = Stat::of(&std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?)?;
            Some(Member {
                process: u32::try_from(process).ok()?,
                parent: stat.parent,
                work: Work {
                    computed: Duration::from_secs_f64(stat.own as f64 / ticks),
                    threads: stat.threads,
                    memory: 0,
                },
            })
        })
        .collect()
}

/// What stands in /proc/PID/stat.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    /// Its ticks.
    own: u64,
    /// The ticks of those that it has waited for.
    waited_for: u64,
    threads: u64,
}

impl Stat {
    fn of(text: &str) -> Option<Self> {
        // The second field is the program's name in brackets, which may hold anything.
        let (_, fields) = text.rsplit_once(')')?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
        Some(Self {
            parent: number(1)? as u32,
            own: number(11)? + number(12)?,
            waited_for: number(13)? + number(14)?,
            threads: number(17)?,
        })
    }
}

#[derive(Debug)]
pub(super) struct Meter(Variable);

impl Meter {
    pub(super) fn of(variable: Variable) -> Self {
        Self(variable)
    }

    pub(super) fn read(&mut self) -> Used {
        let (all, busy) = of_system(&std::fs::read_to_string("/proc/stat").unwrap_or_default());
        let ours = super::with(&self.0)
            .into_iter()
            .filter_map(|process| Stat::of(&std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?))
            .map(|stat| stat.own + stat.waited_for)
            .sum();
        Used { all, busy, ours }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_for_a_disk_is_idle_and_our_own_work_is_not_others() {
        let (all, busy) = of_system("cpu  10 20 30 400 40 5 6 7 0 0\ncpu0 1 2 3\n");
        assert_eq!((all, busy), (518, 78));
        let now = Used {
            all: 100,
            busy: 80,
            ours: 20,
        };
        assert!((now.of_others(&Used::default()) - 0.6).abs() < 1e-9);
    }

    #[test]
    fn a_process_counts_its_children_whatever_its_name() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194304 1 2 3 4 10 20 30 40 20 0 1 0 100";
        let expected = Stat {
            parent: 1,
            own: 30,
            waited_for: 70,
            threads: 1,
        };
        assert_eq!(Stat::of(stat), Some(expected));
    }
}
