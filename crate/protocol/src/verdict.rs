//! What a check's program and the grading of a class tell each other.

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
    /// A person marks it. No check says so.
    ByHand,
    /// The machine failed, not the answer; the next run grades it.
    NotGraded,
}

/// To the check's program, over stdin: begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Drawn anew for every run; stands before the verdict's line, so that nothing which an answer prints can be taken
    /// for it.
    pub token: String,
    /// What the check's inputs are drawn from.
    pub seed: u64,
}

/// From the check's program, over stdout, behind the order's token and a blank: the result.
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
    /// The table of cases for a page.
    pub html: String,
}
