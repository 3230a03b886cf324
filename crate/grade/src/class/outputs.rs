//! A result as the outputs of its check cell, for the gradebook and the page of feedback.

use serde_json::{Value, json};

use crate::graded::Graded;
use protocol::verdict::Status;

/// What was printed, the table or the reason, and last the number that nbgrader reads as the score.
pub(crate) fn outputs(graded: &Graded) -> Vec<Value> {
    let mut outputs = Vec::new();
    if !graded.printed.is_empty() {
        let text = format!("{}\n", graded.printed);
        outputs.push(json!({"output_type": "stream", "name": "stdout", "text": text}));
    }
    let html = graded.html.clone().unwrap_or_else(|| plain(graded));
    outputs.push(json!({
        "output_type": "display_data",
        "data": {"text/html": html, "text/plain": graded.reason},
        "metadata": {},
    }));
    if let Some(points) = graded.points {
        outputs.push(json!({
            "output_type": "execute_result",
            "data": {"text/plain": points.to_string()},
            "metadata": {},
            "execution_count": null,
        }));
    }
    outputs
}

/// The reason where there is no table, in the colors of the tables.
fn plain(graded: &Graded) -> String {
    let (mark, color) = match graded.standing {
        Status::Full => ("✓", "#0072b2"),
        Status::Partial => ("◐", "#e69f00"),
        Status::Wrong => ("✗", "#d55e00"),
        Status::NotAttempted | Status::ByHand | Status::NotGraded => ("○", "#6e6e6e"),
    };
    let reason: Vec<String> = graded.reason.lines().map(escape).collect();
    format!(
        "<div style=\"border-left:4px solid {color};padding-left:0.8em\"><b>{mark} {} of {} points</b><br>{}</div>",
        graded.points.unwrap_or_default(),
        graded.max,
        reason.join("<br>")
    )
}

/// Text for a page.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
