//! What a check says: points, a reason, and the cases as a table.

use std::cell::RefCell;
use std::fmt::{self, Write};

use notebook::display::{self, Show};
use notebook::escape;
use protocol::verdict::Status;

/// How many cases a table shows, wrong ones first.
const ROWS: usize = 6;

/// Pages of nbgrader give a table's cells no room.
const CELL: &str = "text-align:left;padding:0.2em 0.6em";

/// One case that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What was handed to the function.
    pub case: String,
    /// The right result.
    pub expected: String,
    /// The function's result.
    pub got: String,
    /// Whether both agree.
    pub right: bool,
}

/// A part of a question after it was tried.
pub(crate) struct Graded {
    /// The function that was asked for.
    pub(crate) name: &'static str,
    pub(crate) points: f64,
    pub(crate) max: f64,
    pub(crate) status: Status,
    pub(crate) reason: String,
    pub(crate) misconception: Option<&'static str>,
    pub(crate) rows: Vec<Row>,
}

thread_local! {
    static LAST: RefCell<Option<Verdict>> = const { RefCell::new(None) };
}

/// The result of a check.
#[must_use = "a check cell's verdict is its last expression"]
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The question's title.
    pub question: String,
    /// What was earned.
    pub points: f64,
    /// What could be earned.
    pub max: f64,
    /// How the question stands.
    pub status: Status,
    /// Why, in words; one line a part.
    pub reason: String,
    /// The known mistakes that explain the wrong cases, at most one a part.
    pub misconceptions: Vec<String>,
    /// The cases, part after part.
    pub rows: Vec<Row>,
    /// What whoever marks should know, and the student is not shown.
    pub notes: Vec<String>,
}

impl Verdict {
    /// The sum of a question's parts.
    pub(crate) fn new(question: &str, parts: impl IntoIterator<Item = Graded>) -> Self {
        let parts: Vec<Graded> = parts.into_iter().collect();
        let points = parts.iter().map(|part| part.points).sum();
        let max = parts.iter().map(|part| part.max).sum();
        let all = |status| parts.iter().all(|part| part.status == status);
        let status = if all(Status::Full) {
            Status::Full
        } else if parts.iter().any(|part| part.status == Status::ByHand) {
            Status::ByHand
        } else if all(Status::NotAttempted) {
            Status::NotAttempted
        } else if points > 0.0 {
            Status::Partial
        } else {
            Status::Wrong
        };
        let reason = match &parts[..] {
            [part] => part.reason.clone(),
            parts => {
                let lines: Vec<_> = parts
                    .iter()
                    .map(|part| format!("{} ({} of {}): {}", part.name, part.points, part.max, part.reason))
                    .collect();
                lines.join("\n")
            }
        };
        Self {
            question: question.into(),
            points,
            max,
            status,
            reason,
            misconceptions: parts
                .iter()
                .filter_map(|part| part.misconception)
                .map(Into::into)
                .collect(),
            rows: parts.into_iter().flat_map(|part| part.rows).collect(),
            notes: Vec::new(),
        }
        .made()
    }

    /// The same with words for whoever marks.
    pub(crate) fn with_notes(self, notes: Vec<String>) -> Self {
        Self { notes, ..self }.made()
    }

    /// Remembers it as the last that was made.
    fn made(self) -> Self {
        LAST.with_borrow_mut(|last| *last = Some(self.clone()));
        self
    }

    /// Takes the verdict that was made last on this thread: a check cell may have dropped it.
    pub(crate) fn take_last() -> Option<Self> {
        LAST.take()
    }

    /// The rows worth showing: wrong ones first.
    fn shown(&self) -> Vec<&Row> {
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_by_key(|row| row.right);
        rows.truncate(ROWS);
        rows
    }

    /// What it is worth so far, in words.
    fn earned(&self) -> String {
        if self.status == Status::ByHand {
            format!("to be marked by hand, out of {}", self.max)
        } else {
            format!("{} of {} points", self.points, self.max)
        }
    }

    /// The table that a notebook shows; its colors are told apart by everyone and fit light and dark themes.
    pub fn to_html(&self) -> String {
        let (mark, color) = match self.status {
            Status::Full => ("✓", "#0072b2"),
            Status::Partial => ("◐", "#e69f00"),
            Status::Wrong => ("✗", "#d55e00"),
            Status::NotAttempted | Status::ByHand | Status::NotGraded => ("○", "#6e6e6e"),
        };
        let mut html = format!(
            "<div style=\"border-left:4px solid {color};padding-left:0.8em\"><b>{mark} {}: {}</b>",
            escape(&self.question),
            self.earned()
        );
        for line in self.reason.lines() {
            let _ = write!(html, "<br>{}", escape(line));
        }
        if self.status != Status::NotAttempted && !self.rows.is_empty() {
            html.push_str("<table><thead><tr><th></th>");
            for head in ["case", "expected", "yours"] {
                let _ = write!(html, "<th style=\"{CELL}\">{head}</th>");
            }
            html.push_str("</tr></thead><tbody>");
            for row in self.shown() {
                let (mark, color) = if row.right {
                    ("✓", "#0072b2")
                } else {
                    ("✗", "#d55e00")
                };
                let _ = write!(
                    html,
                    "<tr><td style=\"color:{color}\">{mark}</td><td style=\"{CELL}\">{}</td><td style=\"{CELL}\">{}</td><td style=\"{CELL}\">{}</td></tr>",
                    escape(&row.case),
                    escape(&row.expected),
                    escape(&row.got)
                );
            }
            html.push_str("</tbody></table>");
        }
        html.push_str("</div>");
        html
    }
}

/// The table; its plain text is the bare number, which nbgrader reads as the score.
impl Show for Verdict {
    fn forms(&self) -> Vec<(String, String)> {
        let mut forms = vec![("text/html".to_owned(), self.to_html())];
        forms.extend(display::text(self.points.to_string()));
        forms
    }
}

notebook::cell_result!(Verdict);

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.question, self.earned())?;
        for line in self.reason.lines() {
            write!(f, "\n  {line}")?;
        }
        if matches!(self.status, Status::Partial | Status::Wrong) {
            for row in self.shown().iter().filter(|row| !row.right) {
                write!(
                    f,
                    "\n  ✗ {}\n      expected {}\n      yours    {}",
                    row.case, row.expected, row.got
                )?;
            }
        }
        Ok(())
    }
}
