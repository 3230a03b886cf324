//! How a question stands, and what a check says of it.

use serde::{Deserialize, Serialize};

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// All points.
    Full,
    /// Some points.
    Partial,
    /// An answer that earns nothing.
    Wrong,
    /// The stub is still there, or nothing is.
    NotAttempted,
    /// A person marks it: a written answer, or a number that a check cannot judge.
    ByHand,
    /// The machine failed, not the answer; the next run grades it. No check says so.
    NotGraded,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What was earned.
    pub points: f64,
    /// How the question stands.
    pub status: Status,
    /// Why, in words; one line a part.
    pub reason: String,
    /// The known mistakes that explain the wrong cases.
    pub misconceptions: Vec<String>,
    /// What whoever marks should know, and the student is not shown.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The table of cases for a page.
    pub html: String,
}
