//! A result as the outputs of its check cell, for the gradebook and the page of feedback.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::graded::Graded;
use crate::printable;
use protocol::verdict::Status;

/// How many characters a reason may have on a page, and what an answer printed.
const LONGEST_TEXT: usize = 20_000;
/// How many bytes a check's table may have; one of ours has some thousand.
const LARGEST_TABLE: usize = 200_000;

/// What was printed, the table or the reason, and last the number that nbgrader reads as the score.
pub(crate) fn outputs(graded: &Graded, private: &Private) -> Vec<Value> {
    let mut outputs = Vec::new();
    let shown = |text: &str| printable::beginning(&private.hide(&printable::text(text)), LONGEST_TEXT);
    if !graded.printed.is_empty() {
        let text = format!("{}\n", shown(&graded.printed));
        outputs.push(json!({"output_type": "stream", "name": "stdout", "text": text}));
    }
    let reason = shown(&graded.reason);
    let table = graded.html.as_ref().filter(|html| html.len() <= LARGEST_TABLE);
    let html = table.map_or_else(
        || plain(graded, &reason),
        |html| private.hide(&printable::text(html)),
    );
    outputs.push(json!({
        "output_type": "display_data",
        "data": {"text/html": html, "text/plain": reason},
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
fn plain(graded: &Graded, reason: &str) -> String {
    let (mark, color) = match graded.standing {
        Status::Full => ("✓", "#0072b2"),
        Status::Partial => ("◐", "#e69f00"),
        Status::Wrong => ("✗", "#d55e00"),
        Status::NotAttempted | Status::ByHand | Status::NotGraded => ("○", "#6e6e6e"),
    };
    let points = match graded.points {
        Some(points) => format!("{points} of {} points", graded.max),
        None if graded.standing == Status::NotGraded => "not graded yet".to_owned(),
        None => "to be marked".to_owned(),
    };
    let reason: Vec<String> = reason.lines().map(escape).collect();
    format!(
        "<div style=\"border-left:4px solid {color};padding-left:0.8em\"><b>{mark} {points}</b><br>{}</div>",
        reason.join("<br>")
    )
}

/// Places of the grader's machine, which are nobody else's business.
#[derive(Debug)]
pub(crate) struct Private(Vec<String>);

impl Private {
    /// These folders, the user's own and the one that the command was given in.
    pub(crate) fn of(folders: &[&Path]) -> Self {
        let own = std::env::var_os("HOME").map(PathBuf::from).into_iter();
        let own: Vec<PathBuf> = own.chain(std::env::current_dir()).collect();
        let mut places: Vec<String> = folders
            .iter()
            .copied()
            .chain(own.iter().map(PathBuf::as_path))
            .map(|folder| folder.to_string_lossy().into_owned())
            .filter(|folder| folder.len() > 1)
            .collect();
        // The longest first: a folder inside another goes with its own name.
        places.sort_by_key(|place| std::cmp::Reverse(place.len()));
        Self(places)
    }

    /// `text` with dots in their place.
    pub(crate) fn hide(&self, text: &str) -> String {
        let mut hidden = text.to_owned();
        for place in &self.0 {
            if hidden.contains(place.as_str()) {
                hidden = hidden.replace(place.as_str(), "…");
            }
        }
        hidden
    }
}

/// Text for a page.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(graded: &Graded) -> String {
        let private = Private::of(&[Path::new("/srv/grades/out"), Path::new("/srv/grades")]);
        Value::from(outputs(graded, &private)).to_string()
    }

    #[test]
    fn a_page_holds_no_place_of_the_machine_and_nothing_that_a_terminal_obeys() {
        let graded = Graded {
            printed: "TMP /srv/grades/out/scratch-1 \u{1b}[31mred".into(),
            ..Graded::nothing(
                "q",
                2.0,
                Status::Wrong,
                "error in /srv/grades/out/x.rs, not <b> /srv/grades",
            )
        };
        let shown = shown(&graded);
        assert!(
            shown.contains("TMP …/scratch-1 [31mred") && !shown.contains("/srv"),
            "{shown}"
        );
        assert!(shown.contains("…/x.rs, not &lt;b&gt; …"), "{shown}");
    }

    #[test]
    fn a_page_does_not_tell_how_long_an_answer_took_with_hidden_inputs() {
        // An answer can sleep as long as what it was given is large.
        let graded = Graded {
            notes: vec!["was stopped after 10 s, of which it computed 3.2 s".into()],
            ..Graded::nothing("q", 2.0, Status::Wrong, "a hidden test failed")
        };
        let shown = shown(&graded);
        assert!(!shown.contains("3.2") && !shown.contains("10 s"), "{shown}");
    }

    #[test]
    fn a_flood_is_cut_and_what_was_not_graded_is_no_zero() {
        let graded = Graded {
            html: Some("<b>x</b>".repeat(100_000)),
            printed: "é".repeat(100_000),
            ..Graded::nothing("q", 2.0, Status::NotGraded, "because the disk was full")
        };
        let shown = shown(&graded);
        assert!(
            shown.len() < 60_000 && shown.contains("not graded yet"),
            "{}",
            shown.len()
        );
        assert!(!shown.contains("execute_result"));
    }
}
