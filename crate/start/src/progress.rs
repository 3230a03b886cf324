//! How far a compilation is, and how long it will take here: from what has been compiled so far, not from a constant.

use std::time::Duration;

/// Where cargo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Crates that are compiled, or were before.
    pub(crate) done: usize,
    /// All crates.
    pub(crate) all: usize,
}

impl Progress {
    /// Reads cargo's own bar, as in `Building [====>    ] 45/160: syn, clap_builder`, with what it is at.
    pub(crate) fn read(line: &str) -> Option<(Self, &str)> {
        let (_, rest) = line.trim_start().strip_prefix("Building")?.split_once("] ")?;
        let (count, what) = rest.split_once(':').unwrap_or((rest, ""));
        let (done, all) = count.trim().split_once('/')?;
        let progress = Self {
            done: done.parse().ok()?,
            all: all.parse().ok()?,
        };
        Some((progress, what.trim()))
    }
}

/// The time that is left, by the crates that were compiled since the first look; `None` while too few were.
pub(crate) fn left(first: Progress, now: Progress, passed: Duration) -> Option<Duration> {
    let compiled = now
        .done
        .checked_sub(first.done)
        .filter(|compiled| *compiled >= 5)?;
    let open = now.all.saturating_sub(now.done);
    Some(passed.mul_f64(open as f64 / compiled as f64))
}

/// A duration as people say it.
pub(crate) fn words(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..=9 => format!("{} s", seconds.max(1)),
        seconds @ 10..=89 => format!("{} s", seconds.div_ceil(5) * 5),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_bar_is_read() {
        let bar = "    Building [=====>            ] 45/160: syn, clap_builder(build.rs)...";
        assert_eq!(
            Progress::read(bar),
            Some((Progress { done: 45, all: 160 }, "syn, clap_builder(build.rs)..."))
        );
        let bare = "    Building [=====>            ] 45/160";
        assert_eq!(Progress::read(bare), Some((Progress { done: 45, all: 160 }, "")));
        for other in [
            "   Compiling syn v2.0.1",
            "    Finished `release` profile",
            "Building a house",
        ] {
            assert_eq!(Progress::read(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_left_comes_from_what_was_compiled_here() {
        let first = Progress { done: 40, all: 160 };
        let now = |done| Progress { done, all: 160 };
        let minute = Duration::from_mins(1);
        assert_eq!(left(first, now(44), minute), None);
        assert_eq!(left(first, now(100), minute), Some(minute));
        assert_eq!(left(first, now(160), minute), Some(Duration::ZERO));
    }

    #[test]
    fn times_are_round() {
        let said = [0, 7, 12, 89, 91, 300].map(|seconds| words(Duration::from_secs(seconds)));
        assert_eq!(said, ["1 s", "7 s", "15 s", "90 s", "2 min", "5 min"]);
    }
}
