//! How a program that tries one question hands its verdict to the grading of a class.

use std::error::Error;
use std::io::{BufRead, Write};

use answer::{confine, guard};
use protocol::verdict::{Order, Report, Status};

use crate::{Verdict, with_seed};

/// Reads an [`Order`] from stdin, a line, runs the check, and prints its token and a [`Report`], a line as well.
///
/// The token is drawn anew for every run and is known to nobody before the check begins, so that a line which the student's
/// function prints cannot be taken for a verdict. Before the check begins, the process gives up for good what no answer
/// needs: starting programs, the network, other processes.
pub fn report(check: fn() -> Verdict) {
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line).is_err() {
        return;
    }
    let Some(Order { token, seed }) = protocol::read(&line) else {
        return;
    };
    if !confine() {
        eprintln!("the system does not let this process be confined");
        return;
    }
    let report = with_seed(seed, check).into_report();
    let mut out = std::io::stdout().lock();
    // Without a reader there is nobody to tell.
    let _ = writeln!(out, "\n{token} {}", protocol::line(&report));
    let _ = out.flush();
}

impl Verdict {
    /// With the table that stands for it on a page.
    fn into_report(self) -> Report {
        Report {
            html: self.to_html(),
            points: self.points,
            status: self.status,
            reason: self.reason,
            misconceptions: self.misconceptions,
        }
    }
}

/// What a check cell may end with: a verdict, a number of points, or nothing, which is full marks unless it panics.
pub trait Judged {
    /// As a verdict on a question worth `max` points.
    fn verdict(self, question: &str, max: f64) -> Verdict;
}

impl Judged for Verdict {
    fn verdict(self, _question: &str, _max: f64) -> Verdict {
        self
    }
}

impl Judged for f64 {
    fn verdict(self, question: &str, max: f64) -> Verdict {
        let points = if self.is_finite() {
            self.clamp(0.0, max)
        } else {
            0.0
        };
        plain(question, points, max, &format!("{points} of {max} points"))
    }
}

impl Judged for () {
    fn verdict(self, question: &str, max: f64) -> Verdict {
        plain(question, max, max, "every test passed")
    }
}

impl<T: Judged> Judged for Result<T, Box<dyn Error>> {
    fn verdict(self, question: &str, max: f64) -> Verdict {
        match self {
            Ok(value) => value.verdict(question, max),
            Err(error) => plain(question, 0.0, max, &format!("a test failed: {error}")),
        }
    }
}

/// Runs a check cell of any kind; a panic, such as a failed assertion, earns nothing.
pub fn judged<T: Judged>(question: &str, max: f64, cell: impl FnOnce() -> T) -> Verdict {
    match guard(cell) {
        Ok(value) => value.verdict(question, max),
        Err(words) => plain(question, 0.0, max, &format!("a test failed: {words}")),
    }
}

fn plain(question: &str, points: f64, max: f64, reason: &str) -> Verdict {
    let status = if points >= max {
        Status::Full
    } else if points > 0.0 {
        Status::Partial
    } else if reason.contains("not yet implemented") {
        Status::NotAttempted
    } else {
        Status::Wrong
    };
    Verdict {
        question: question.into(),
        points,
        max,
        status,
        reason: reason.into(),
        misconceptions: Vec::new(),
        rows: Vec::new(),
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn a_check_cell_may_end_with_a_number_with_nothing_or_with_an_assertion() {
        assert_eq!(judged("q", 2.0, || 1.5).points, 1.5);
        assert_eq!(judged("q", 2.0, || 7.0).points, 2.0);
        assert_eq!(judged("q", 2.0, || f64::NAN).points, 0.0);
        assert_eq!(judged("q", 2.0, || ()).points, 2.0);
        let failed = judged("q", 2.0, || assert_eq!(1 + 1, 3));
        assert_eq!((failed.points, failed.status), (0.0, Status::Wrong));
        assert!(failed.reason.starts_with("a test failed"));
        let error = judged("q", 2.0, || -> Result<f64, Box<dyn Error>> {
            Ok("x".parse::<f64>()?)
        });
        assert_eq!(error.points, 0.0);
    }
}
