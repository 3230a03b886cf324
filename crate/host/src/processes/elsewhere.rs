//! What the crate `sysinfo` learns of macOS and others. It knows Linux too, but is slower there than /proc.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};
use sysinfo::{CpuRefreshKind, Pid, Process, ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind};

use super::{Member, Used, Variable, Work, holds};

/// What is asked of each process. Without its threads, which sysinfo lists as processes of their own.
fn kind() -> ProcessRefreshKind {
    ProcessRefreshKind::nothing().without_tasks()
}

/// The environment, as it is now: a process that becomes another program gets another.
fn environment() -> ProcessRefreshKind {
    kind().with_environ(UpdateKind::Always)
}

/// Nothing where the system tells nothing.
fn ask(which: ProcessesToUpdate, what: ProcessRefreshKind) -> Option<System> {
    let mut system = System::new().ok()?;
    system.refresh_processes_specifics(which, true, what);
    Some(system)
}

/// What `look` finds in one process.
fn one<T>(process: i32, what: ProcessRefreshKind, look: impl FnOnce(&Process) -> Option<T>) -> Option<T> {
    let process = pid(process)?;
    look(ask(ProcessesToUpdate::Some(&[process]), what)?.process(process)?)
}

/// The numbers of all processes that are meant.
fn those(what: ProcessRefreshKind, is_meant: impl Fn(&Process) -> bool) -> Vec<i32> {
    let Some(system) = ask(ProcessesToUpdate::All, what) else {
        return Vec::new();
    };
    let found = system.processes().values().filter(|process| is_meant(process));
    found.filter_map(|process| number(process.pid())).collect()
}

fn pid(process: i32) -> Option<Pid> {
    u32::try_from(process).ok().map(Pid::from_u32)
}

fn number(process: Pid) -> Option<i32> {
    i32::try_from(process.as_u32()).ok()
}

fn has(process: &Process, variable: &Variable) -> bool {
    let mut environment = process.environ().iter();
    environment.any(|one| one.as_encoded_bytes() == variable.0)
}

pub(super) fn with(variable: &Variable) -> Vec<i32> {
    those(environment(), |process| has(process, variable))
}

pub(super) fn naming(name: &OsStr) -> Vec<i32> {
    those(kind().with_cmd(UpdateKind::Always), |process| {
        process
            .cmd()
            .iter()
            .any(|word| holds(word.as_encoded_bytes(), name))
    })
}

pub(super) fn program(process: i32) -> Option<PathBuf> {
    let what = kind().with_exe(UpdateKind::Always);
    one(process, what, |process| process.exe().map(PathBuf::from))
}

pub(super) fn memory(process: i32) -> Option<u64> {
    one(process, kind().with_memory(), |process| Some(process.memory()))
}

/// A process by its number alone: nothing here can be held.
#[derive(Debug)]
pub(super) struct Held(i32);

impl Held {
    #[expect(clippy::unnecessary_wraps, reason = "on Linux a process may be gone")]
    pub(super) fn of(process: i32) -> Option<Self> {
        Some(Self(process))
    }

    #[cfg_attr(target_os = "linux", expect(dead_code, reason = "only compared there"))]
    pub(super) fn id(&self) -> i32 {
        self.0
    }

    pub(super) fn has(&self, variable: &Variable) -> bool {
        one(self.0, environment(), |process| Some(has(process, variable))).unwrap_or(false)
    }

    /// Whether it was still there.
    pub(super) fn end(&self) -> bool {
        rustix::process::Pid::from_raw(self.0)
            .is_some_and(|process| kill_process(process, Signal::KILL).is_ok())
    }
}

pub(super) fn family() -> Vec<Member> {
    let Some(system) = ask(ProcessesToUpdate::All, kind().with_cpu().with_memory()) else {
        return Vec::new();
    };
    let member = |process: &Process| Member {
        process: process.pid().as_u32(),
        parent: process.parent().map_or(0, Pid::as_u32),
        work: Work {
            computed: Duration::from_millis(process.accumulated_cpu_time()),
            threads: 0,
            memory: process.memory(),
        },
    };
    system.processes().values().map(member).collect()
}

/// Counts in milliseconds. The library tells a share since the last look, which is added up here.
#[derive(Debug)]
pub(super) struct Meter {
    variable: Variable,
    system: Option<System>,
    looked: Instant,
    used: Used,
    /// What each of our processes had computed at the last look.
    ours: BTreeMap<Pid, u64>,
}

impl Meter {
    pub(super) fn of(variable: Variable) -> Self {
        Self {
            variable,
            system: System::new().ok(),
            looked: Instant::now(),
            used: Used::default(),
            ours: BTreeMap::new(),
        }
    }

    pub(super) fn read(&mut self) -> Used {
        let Some(system) = &mut self.system else {
            return self.used;
        };
        system.refresh_cpu_specifics(CpuRefreshKind::nothing().with_usage());
        system.refresh_processes_specifics(ProcessesToUpdate::All, true, environment().with_cpu());
        let now = Instant::now();
        let all = (now - self.looked).as_millis() as f64 * system.cpus().len() as f64;
        self.looked = now;
        self.used.all += all as u64;
        self.used.busy += (all * f64::from(system.global_cpu_usage()) / 100.0) as u64;
        let mut ours = BTreeMap::new();
        for process in system.processes().values() {
            if has(process, &self.variable) {
                let computed = process.accumulated_cpu_time();
                let before = self.ours.get(&process.pid()).copied().unwrap_or_default();
                self.used.ours += computed.saturating_sub(before);
                ours.insert(process.pid(), computed);
            }
        }
        self.ours = ours;
        self.used
    }
}
