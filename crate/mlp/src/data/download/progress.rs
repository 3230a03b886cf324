//! How far a download is.

use std::fmt;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use notebook::{display, interrupt, live};

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

/// Shows how far a download is, and ends it where the reader stops the cell: a moving bar in a notebook of ours,
/// elsewhere a line every two seconds; whole lines only, because a stock notebook's cell hangs on half a one.
pub(super) fn watch() -> impl FnMut(&Progress<'_>) -> ControlFlow<()> + Send {
    let mut last = Instant::now();
    let mut bar: Option<(String, display::Progress)> = None;
    move |progress| {
        if live::attached() {
            if bar.as_ref().is_none_or(|(file, _)| file != progress.file) {
                let total = progress.total.unwrap_or(0) as usize;
                bar = Some((
                    progress.file.to_owned(),
                    display::Progress::new(progress.file, total),
                ));
            }
            if let Some((_, bar)) = &mut bar {
                bar.note(format!("{:.1} MB/s", progress.speed / 1e6));
                bar.set(progress.received);
            }
        } else if last.elapsed() >= Duration::from_secs(2) {
            last = Instant::now();
            display::note(&progress.to_string());
        }
        if interrupt::requested() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
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
