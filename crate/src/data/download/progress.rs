//! How far a download is.

use std::fmt;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::display;

/// How far a download is.
#[derive(Clone, Debug)]
pub struct Progress<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Bytes that are there, those of an earlier attempt included.
    pub received: u64,
    /// Bytes of the whole file, where the server tells.
    pub total: Option<u64>,
    /// Bytes a second since this transfer began.
    pub speed: f64,
}

impl Progress<'_> {
    /// An estimate from the speed so far.
    pub fn time_left(&self) -> Option<Duration> {
        let left = self.total?.saturating_sub(self.received) as f64;
        (self.speed > 0.0)
            .then(|| Duration::try_from_secs_f64(left / self.speed).ok())
            .flatten()
    }
}

/// "train-images-idx3-ubyte.gz: 12.3 of 26.4 MB, 3.1 MB/s, 5 s left".
impl fmt::Display for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mega = |bytes: f64| bytes / 1e6;
        write!(f, "{}: {:.1}", self.file, mega(self.received as f64))?;
        if let Some(total) = self.total {
            write!(f, " of {:.1}", mega(total as f64))?;
        }
        write!(f, " MB, {:.1} MB/s", mega(self.speed))?;
        self.time_left()
            .map_or(Ok(()), |left| write!(f, ", {} s left", left.as_secs() + 1))
    }
}

/// A line every two seconds; whole lines only, because a notebook's cell hangs on half a one.
pub(super) fn lines() -> impl FnMut(&Progress<'_>) -> ControlFlow<()> + Send {
    let mut last = Instant::now();
    move |progress| {
        if last.elapsed() >= Duration::from_secs(2) {
            last = Instant::now();
            display::note(&progress.to_string());
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_reads_as_a_sentence() {
        let mut now = Progress {
            file: "a.gz",
            received: 12_300_000,
            total: Some(26_400_000),
            speed: 3.1e6,
        };
        assert_eq!(now.to_string(), "a.gz: 12.3 of 26.4 MB, 3.1 MB/s, 5 s left");
        (now.total, now.speed) = (None, 0.0);
        assert_eq!(now.to_string(), "a.gz: 12.3 MB, 0.0 MB/s");
    }
}
