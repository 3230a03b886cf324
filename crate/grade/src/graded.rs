//! What one question of one student earned, and why.

use protocol::verdict::{Report, Status};
use serde::{Deserialize, Serialize};

/// A question's result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Graded {
    /// nbgrader's name of the graded cell.
    pub(crate) id: String,
    /// What was earned; none where a person has to mark, and where the machine failed.
    pub(crate) points: Option<f64>,
    pub(crate) max: f64,
    pub(crate) standing: Status,
    /// Why, in words; one line a part.
    pub(crate) reason: String,
    /// Known mistakes that explain the wrong cases.
    pub(crate) misconceptions: Vec<String>,
    /// The check's table, where the check came to its end.
    pub(crate) html: Option<String>,
    /// The beginning of what the answer printed.
    pub(crate) printed: String,
    /// What a person should know about how it was read and tried.
    #[serde(default)]
    pub(crate) notes: Vec<String>,
}

impl Graded {
    /// An answer that earns nothing.
    pub(crate) fn nothing(id: &str, max: f64, standing: Status, reason: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            points: (!matches!(standing, Status::ByHand | Status::NotGraded)).then_some(0.0),
            max,
            standing,
            reason: reason.into(),
            misconceptions: Vec::new(),
            html: None,
            printed: String::new(),
            notes: Vec::new(),
        }
    }
}

impl Graded {
    /// What a check's report says of the question `id`, which is worth `max` points.
    pub(crate) fn of(report: Report, id: &str, max: f64, printed: String) -> Self {
        let points = if report.points.is_finite() {
            report.points.clamp(0.0, max)
        } else {
            0.0
        };
        Self {
            id: id.to_owned(),
            points: (report.status != Status::ByHand).then_some(points),
            max,
            standing: report.status,
            reason: report.reason,
            misconceptions: report.misconceptions,
            html: Some(report.html),
            printed,
            notes: report.notes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_no_check_can_judge_has_no_points_yet_and_a_note_for_the_marker() {
        let report = |status| Report {
            points: 0.0,
            status,
            reason: "0.2 is not what most runs give".into(),
            misconceptions: Vec::new(),
            notes: vec!["honest runs give 0.06 to 0.09".into()],
            html: String::new(),
        };
        let graded = Graded::of(report(Status::ByHand), "gap", 1.0, String::new());
        assert_eq!((graded.points, graded.standing), (None, Status::ByHand));
        assert_eq!(graded.notes, ["honest runs give 0.06 to 0.09"]);
        assert_eq!(
            Graded::of(report(Status::Wrong), "gap", 1.0, String::new()).points,
            Some(0.0)
        );
    }
}
