//! What the end of a program means.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

use host::processes::Work;
use rustix::process::Signal;

use crate::fault::Fault;

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ending {
    /// None where it was stopped at the time limit.
    pub(crate) status: Option<ExitStatus>,
    /// What it was stopped for, where it had too much of it.
    pub(crate) excess: Option<Excess>,
    /// What it had computed by then, on all its threads.
    pub(crate) computed: Duration,
    /// The beginning of stderr.
    pub(crate) stderr: String,
}

/// How many threads a program may have; no limit of the system's holds for them wherever grading runs, so they are counted.
pub(crate) const MOST_THREADS: u64 = 256;

/// What a program may have too much of, which grading sees itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excess {
    Threads,
    Memory,
}

impl Excess {
    /// What there is too much of, if a program may hold so many bytes of memory.
    pub(crate) fn of(work: Work, memory: u64) -> Option<Self> {
        if work.threads > MOST_THREADS {
            Some(Self::Threads)
        } else {
            (work.memory > memory).then_some(Self::Memory)
        }
    }
}

/// What the runtime itself says when a program ends.
const OVERFLOW: &str = "has overflowed its stack";
const NO_MEMORY: &str = "memory allocation of";
const TOO_MUCH_MEMORY: &str = "took more memory than it may";

impl Ending {
    /// Whose fault it is that the program ended, in words that follow “your program”; nothing where it ended well.
    pub(crate) fn fault(&self, limit: Duration) -> Option<Fault> {
        self.fault_within(limit, limit)
    }

    /// The same where only `left` of the limit was left. What is told is the whole limit alone: how long calls before took,
    /// with inputs that are hidden, is nobody's business.
    pub(crate) fn fault_within(&self, left: Duration, limit: Duration) -> Option<Fault> {
        match self.excess {
            Some(Excess::Threads) => {
                return Some(Fault::Answer(format!("started more than {MOST_THREADS} threads")));
            }
            Some(Excess::Memory) => return Some(Fault::Answer(TOO_MUCH_MEMORY.to_owned())),
            None => {}
        }
        let seconds = limit.as_secs();
        let stopped = || format!("was stopped after {seconds} s: a loop that never ends?");
        let Some(status) = self.status else {
            return Some(if self.computed * 5 >= left {
                Fault::Answer(stopped())
            } else {
                Fault::Unclear(format!(
                    "was stopped after {seconds} s, of which it computed {:.1} s",
                    self.computed.as_secs_f64()
                ))
            });
        };
        let signal = signal_of(status);
        let is = |one: Signal| signal == Some(one.as_raw());
        Some(if self.stderr.contains(NO_MEMORY) {
            Fault::Answer(TOO_MUCH_MEMORY.to_owned())
        } else if is(Signal::XCPU) {
            Fault::Answer(stopped())
        } else if is(Signal::KILL) {
            Fault::Unclear("was killed from outside".to_owned())
        } else if is(Signal::SEGV) || self.stderr.contains(OVERFLOW) {
            // What safe code can do to get there.
            Fault::Answer("crashed: a function that calls itself without end?".to_owned())
        } else if is(Signal::XFSZ) {
            Fault::Answer("wrote too large a file".to_owned())
        } else if let Some(signal) = signal {
            Fault::Answer(format!("crashed (signal {signal})"))
        } else if status.success() {
            return None;
        } else {
            Fault::Answer("ended before its function did".to_owned())
        })
    }

    /// What the program printed, without what the runtime says of its end and what would draw on a terminal.
    pub(crate) fn printed(&self) -> String {
        let lines: Vec<&str> = self
            .stderr
            .lines()
            .filter(|line| {
                !line.contains(OVERFLOW)
                    && !line.starts_with(NO_MEMORY)
                    && *line != "fatal runtime error: stack overflow, aborting"
            })
            .collect();
        let text = lines.join("\n");
        text.chars()
            .filter(|c| !c.is_control() || *c == '\n' || *c == '\t')
            .collect::<String>()
            .trim()
            .to_owned()
    }
}

/// The signal that ended a program, in or outside of bubblewrap, which reports it as 128 and more.
fn signal_of(status: ExitStatus) -> Option<i32> {
    status
        .signal()
        .or_else(|| status.code().filter(|code| *code > 128).map(|code| code - 128))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(code: i32, computed: u64, stderr: &str) -> Ending {
        Ending {
            status: (code >= 0).then(|| ExitStatus::from_raw(code << 8)),
            excess: None,
            computed: Duration::from_secs(computed),
            stderr: stderr.to_owned(),
        }
    }

    #[test]
    fn a_limit_of_its_own_is_the_answers_fault_and_a_kill_is_unclear() {
        let limit = Duration::from_secs(10);
        let of = |ending: Ending| ending.fault(limit);
        assert!(of(ending(0, 0, "")).is_none());
        assert!(matches!(of(ending(-1, 9, "")), Some(Fault::Answer(words)) if words.contains("10 s")));
        assert!(matches!(of(ending(-1, 1, "")), Some(Fault::Unclear(_))));
        assert!(matches!(of(ending(128 + 24, 10, "")), Some(Fault::Answer(_))));
        assert!(matches!(of(ending(128 + 9, 1, "")), Some(Fault::Unclear(_))));
        assert!(
            matches!(of(ending(134, 0, "\nthread 'main' has overflowed its stack\n")), Some(Fault::Answer(words)) if words.contains("calls itself"))
        );
        assert!(
            matches!(of(ending(134, 0, "memory allocation of 99 bytes failed")), Some(Fault::Answer(words)) if words.contains("memory"))
        );
        assert!(matches!(of(ending(3, 0, "")), Some(Fault::Answer(words)) if words.contains("ended")));
    }

    #[test]
    fn too_much_of_what_the_system_does_not_limit_is_the_answers_fault() {
        let work = |threads, memory| Work {
            threads,
            memory,
            ..Work::default()
        };
        assert_eq!(Excess::of(work(MOST_THREADS, 1000), 1000), None);
        assert_eq!(Excess::of(work(MOST_THREADS + 1, 0), 1000), Some(Excess::Threads));
        let excess = Excess::of(work(0, 1001), 1000);
        assert_eq!(excess, Some(Excess::Memory));
        let stopped = Ending {
            excess,
            ..ending(-1, 0, "")
        };
        let fault = stopped.fault(Duration::from_secs(10));
        assert!(matches!(fault, Some(Fault::Answer(words)) if words == TOO_MUCH_MEMORY));
    }

    #[test]
    fn how_long_earlier_calls_took_is_not_told() {
        let (left, limit) = (Duration::from_secs(3), Duration::from_secs(10));
        for ending in [ending(128 + 24, 3, ""), ending(-1, 3, "")] {
            let Some(Fault::Answer(words)) = ending.fault_within(left, limit) else {
                panic!("{ending:?}")
            };
            assert!(words.contains("10 s") && !words.contains('3'), "{words}");
        }
    }

    #[test]
    fn what_was_printed_draws_on_no_terminal() {
        let printed = ending(0, 0, "\x1b[2Jhello\nthread 'main' (7) has overflowed its stack\n").printed();
        assert_eq!(printed, "[2Jhello");
    }
}
