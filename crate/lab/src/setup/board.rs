//! The progress of a set-up: one line a step, side by side, with the time left.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use host::cache;

/// Without a terminal, how often a step says how far it is.
const SAY_EVERY: Duration = Duration::from_secs(9);

/// Among the steps' seconds: how many times as long as usual the last compilation took here.
const PACE: &str = "pace of compilations";

/// Shows steps that run side by side, and remembers how long each took for the next time, and for the others that compile.
#[derive(Debug)]
pub struct Board {
    bars: Option<MultiProgress>,
    seconds: Mutex<BTreeMap<String, f64>>,
    file: Option<PathBuf>,
}

impl Board {
    /// Lines that move in a terminal, plain ones elsewhere.
    #[allow(clippy::new_without_default)] // it looks at the terminal and reads a file
    pub fn new() -> Self {
        let file = cache::folder().ok().map(|folder| folder.join("durations.json"));
        let seconds = file.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
        let seconds = seconds
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let bars = std::io::stderr().is_terminal().then(MultiProgress::new);
        Self {
            bars,
            seconds: Mutex::new(seconds),
            file,
        }
    }

    /// Begins a step. `usual` is how long it takes on two cores where this machine has not done it before.
    pub fn step(&self, name: &'static str, usual: Duration) -> Step<'_> {
        self.begin(name, usual, false)
    }

    /// Begins a step in which the compiler works: `usual` on two cores, and here as much longer or shorter as what was compiled
    /// here before.
    pub fn compilation(&self, name: &'static str, usual: Duration) -> Step<'_> {
        self.begin(name, usual, true)
    }

    /// A line that stays, above those that move.
    pub fn say(&self, text: &str) {
        match &self.bars {
            Some(bars) => drop(bars.println(text)),
            None => eprintln!("{text}"),
        }
    }

    fn begin(&self, name: &'static str, usual: Duration, compiles: bool) -> Step<'_> {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let usual = usual.as_secs_f64() * 2.0 / f64::from(u32::try_from(cores.clamp(1, 8)).unwrap_or(2));
        let remembered = |name: &str| self.seconds.lock().ok()?.get(name).copied();
        let pace = if compiles { remembered(PACE) } else { None };
        let known = remembered(name).or_else(|| Some(usual * pace?));
        let expected = known.unwrap_or(usual);
        let bar = self.bars.as_ref().map(|bars| {
            let bar = bars.add(ProgressBar::new(1000));
            let style = ProgressStyle::with_template("{prefix:>18} {bar:24} {elapsed:>4}  {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_prefix(name);
            bar.enable_steady_tick(Duration::from_millis(500));
            bar
        });
        if bar.is_none() {
            eprintln!("{name}: begun, takes about {}", in_words(expected));
        }
        Step {
            board: self,
            name,
            expected,
            known: known.is_some(),
            usual,
            compiles,
            start: Instant::now(),
            bar,
            said: Mutex::new(Instant::now()),
        }
    }

    fn remember(&self, name: &str, seconds: f64) {
        let Ok(mut known) = self.seconds.lock() else {
            return;
        };
        known.insert(name.to_owned(), seconds);
        // It only makes the next estimate better.
        if let (Some(file), Ok(text)) = (&self.file, serde_json::to_string(&*known)) {
            let _ = std::fs::write(file, text);
        }
    }
}

/// A step under way.
#[derive(Debug)]
pub struct Step<'a> {
    board: &'a Board,
    name: &'static str,
    expected: f64,
    known: bool,
    usual: f64,
    compiles: bool,
    start: Instant,
    bar: Option<ProgressBar>,
    said: Mutex<Instant>,
}

impl Step<'_> {
    /// How far it is, a fraction of 1, and what is being done.
    pub fn report(&self, fraction: f64, what: &str) {
        let left = time_left(
            self.start.elapsed().as_secs_f64(),
            fraction,
            self.expected,
            self.known,
        );
        let left = in_words(left);
        if let Some(bar) = &self.bar {
            bar.set_position((fraction * 1000.0) as u64);
            bar.set_message(format!("about {left} left · {what}"));
            return;
        }
        let Ok(mut said) = self.said.lock() else { return };
        if said.elapsed() >= SAY_EVERY {
            *said = Instant::now();
            eprintln!(
                "{}: {:.0} %, about {left} left ({what})",
                self.name,
                fraction * 100.0
            );
        }
    }

    /// The step is done.
    pub fn done(self) {
        let seconds = self.start.elapsed().as_secs_f64();
        // A step that found most of its work done says nothing about the next time.
        if seconds > self.usual / 2.0 {
            self.board.remember(self.name, seconds);
            if self.compiles {
                self.board.remember(PACE, seconds / self.usual);
            }
        }
        let text = format!("done in {}", in_words(seconds));
        match &self.bar {
            Some(bar) => {
                bar.set_position(1000);
                bar.finish_with_message(text);
            }
            None => eprintln!("{}: {text}", self.name),
        }
    }

    /// The step failed. Others may go on for minutes, so the reason is shown at once.
    pub fn failed(self, problem: &str) {
        let text = format!("failed: {problem}");
        match &self.bar {
            Some(bar) => bar.abandon_with_message(text),
            None => eprintln!("{}: {text}", self.name),
        }
    }
}

/// Seconds left: at first what it took the last time, later what the part that is done took. A machine that never did it is
/// known best by what it has done so far.
fn time_left(elapsed: f64, fraction: f64, expected: f64, known: bool) -> f64 {
    let by_memory = (expected - elapsed).max(0.0);
    if fraction < 0.02 {
        return by_memory.max(1.0);
    }
    let by_progress = elapsed * (1.0 - fraction) / fraction;
    let trust = if known {
        fraction
    } else {
        (fraction * 3.0).min(1.0)
    };
    (by_memory * (1.0 - trust) + by_progress * trust).max(1.0)
}

/// A duration as people say it.
pub fn in_words(seconds: f64) -> String {
    if seconds < 9.95 {
        format!("{seconds:.1} s")
    } else if seconds < 90.0 {
        format!("{seconds:.0} s")
    } else {
        format!("{:.0} min", seconds / 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_shrinks_as_a_step_goes_on() {
        assert!((time_left(0.0, 0.0, 100.0, true) - 100.0).abs() < 1e-9);
        // Half done in 30 s although 100 s were expected: less than the 70 s that memory says.
        assert!((time_left(30.0, 0.5, 100.0, true) - 50.0).abs() < 1e-9);
        assert!((time_left(90.0, 1.0, 100.0, true) - 1.0).abs() < 1e-9);
        // Where it was never done, a third of it tells more than a guess.
        assert!((time_left(60.0, 1.0 / 3.0, 100.0, false) - 120.0).abs() < 1e-9);
    }
    #[test]
    fn what_was_compiled_here_tells_how_long_the_rest_takes() {
        let board = Board {
            bars: None,
            seconds: Mutex::default(),
            file: None,
        };
        let minute = Duration::from_mins(1);
        let usual = board.compilation("library", minute).expected;
        let mut first = board.compilation("program", minute);
        first.start = Instant::now().checked_sub(3 * minute).unwrap();
        first.usual = 60.0;
        first.done();
        assert!((board.compilation("library", minute).expected / usual - 3.0).abs() < 0.1);
        assert!(
            (board.step("packages", minute).expected - usual).abs() < 1e-9,
            "not compiled"
        );
        assert!(
            (board.compilation("program", minute).expected - 180.0).abs() < 1.0,
            "known itself"
        );
    }
}
