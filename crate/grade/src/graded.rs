//! What one question of one student earned, and why.

use serde::{Deserialize, Serialize};

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    /// All points.
    Full,
    /// Some points.
    Partial,
    /// An answer that earns nothing.
    Wrong,
    /// The stub is still there, or nothing is.
    NotAttempted,
    /// A person marks it.
    ByHand,
}

/// A question's result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Graded {
    /// nbgrader's name of the graded cell.
    pub(crate) id: String,
    /// What was earned; none where a person has to mark.
    pub(crate) points: Option<f64>,
    pub(crate) max: f64,
    pub(crate) standing: Standing,
    /// Why, in words; one line a part.
    pub(crate) reason: String,
    /// Known mistakes that explain the wrong cases.
    pub(crate) misconceptions: Vec<String>,
    /// The check's table, where the check came to its end.
    pub(crate) html: Option<String>,
    /// The beginning of what the answer printed.
    pub(crate) printed: String,
}

impl Graded {
    /// An answer that earns nothing.
    pub(crate) fn nothing(id: &str, max: f64, standing: Standing, reason: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            points: (standing != Standing::ByHand).then_some(0.0),
            max,
            standing,
            reason: reason.into(),
            misconceptions: Vec::new(),
            html: None,
            printed: String::new(),
        }
    }
}

/// What `mlp::check::grader::report` sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    pub(crate) points: f64,
    pub(crate) status: Standing,
    pub(crate) reason: String,
    pub(crate) misconceptions: Vec<String>,
    pub(crate) html: String,
}

impl Report {
    /// As the result of the question `id`, which is worth `max` points.
    pub(crate) fn graded(self, id: &str, max: f64, printed: String) -> Graded {
        let points = if self.points.is_finite() {
            self.points.clamp(0.0, max)
        } else {
            0.0
        };
        Graded {
            id: id.to_owned(),
            points: Some(points),
            max,
            standing: self.status,
            reason: self.reason,
            misconceptions: self.misconceptions,
            html: Some(self.html),
            printed,
        }
    }
}
