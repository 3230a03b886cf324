//! results.json, as the platform reads it.

use protocol::verdict::Status;
use serde::Serialize;

use crate::graded::Graded;
use crate::printable;

/// How many characters the platform is given of one question.
const LONGEST: usize = 4_000;
/// Who may read a verdict, and when.
const NOW: &str = "visible";
const LATER: &str = "after_due_date";

/// All results. Without a score of its own the platform adds up those of the tests, and shows the sum when it may show all.
#[derive(Debug, Serialize)]
pub(super) struct Results {
    output: String,
    output_format: &'static str,
    /// What this program prints is for who mends it.
    stdout_visibility: &'static str,
    tests: Vec<Test>,
}

/// One question.
#[derive(Debug, Serialize)]
struct Test {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_score: Option<f64>,
    output: String,
    output_format: &'static str,
    visibility: &'static str,
}

/// How much a student may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Points and reasons.
    All,
    /// Points alone, where an answer's own words could say what a hidden test has asked another of its processes.
    Points,
}

/// The results of a hand-in; `is_letters` says of which questions the verdict waits for the due date.
pub(super) fn of(
    graded: &[Graded],
    told: Told,
    is_letters: impl Fn(&str) -> bool,
    notes: &[String],
) -> Results {
    let words = |graded: &Graded| match told {
        Told::All => words(graded),
        Told::Points => standing(graded.standing).to_owned(),
    };
    let test = |graded: &Graded| Test {
        name: graded.id.clone(),
        score: graded.points,
        // The platform has a place of its own for what people mark.
        max_score: graded.points.map(|_| graded.max),
        output: printable::beginning(&printable::text(&words(graded)), LONGEST),
        output_format: "text",
        visibility: if is_letters(&graded.id) { LATER } else { NOW },
    };
    let notes: Vec<String> = notes.iter().map(|note| printable::line(note)).collect();
    Results {
        output: printable::beginning(&notes.join("\n"), LONGEST),
        output_format: "text",
        stdout_visibility: "hidden",
        tests: graded.iter().map(test).collect(),
    }
}

/// Nothing to grade, and why.
pub(super) fn nothing(words: &str) -> Results {
    let mut results = of(&[], Told::All, |_| false, &[words.to_owned()]);
    results.tests.push(Test {
        name: "hand-in".to_owned(),
        score: Some(0.0),
        max_score: None,
        output: results.output.clone(),
        output_format: "text",
        visibility: NOW,
    });
    results
}

/// What a student reads of a question. Notes on how an answer was tried are not for them: the time that a hidden test took says
/// what it asked.
fn words(graded: &Graded) -> String {
    let mut lines = vec![graded.reason.clone()];
    lines.extend(graded.misconceptions.iter().cloned());
    if !graded.printed.trim().is_empty() {
        lines.push(format!("your code printed:\n{}", graded.printed));
    }
    lines.join("\n")
}

/// The same without a word of the answer's.
fn standing(standing: Status) -> &'static str {
    match standing {
        Status::Full => "all points",
        Status::Partial | Status::Wrong => {
            "not all points. What is wrong is not told here, because this problem set has hidden tests; `cargo lab check` says it of \
             what the notebook shows"
        }
        Status::NotAttempted => "not attempted",
        Status::ByHand => "marked by hand",
        Status::NotGraded => "not graded",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_told_at_once_letters_later_and_what_people_mark_has_none() {
        let graded = [
            Graded {
                points: Some(1.5),
                printed: "hello".into(),
                notes: vec!["it computed 1.5 s".into()],
                ..Graded::nothing("code", 2.0, Status::Partial, "one part is wrong")
            },
            Graded::nothing("letters", 1.0, Status::Wrong, "b is not right"),
            Graded {
                notes: vec!["honest runs give 0.06".into()],
                ..Graded::nothing("words", 3.0, Status::ByHand, "marked by hand")
            },
        ];
        let results = of(
            &graded,
            Told::All,
            |id| id == "letters",
            &["the cell a is missing".into()],
        );
        let value = serde_json::to_value(&results).unwrap();
        assert_eq!(value["output"], "the cell a is missing");
        assert!(
            value.get("score").is_none(),
            "a sum would tell what the letters earned"
        );
        let test = |index: usize| value["tests"][index].clone();
        assert_eq!(
            (&test(0)["score"], &test(0)["max_score"]),
            (&1.5.into(), &2.0.into())
        );
        assert_eq!(test(0)["output"], "one part is wrong\nyour code printed:\nhello");
        assert_eq!(
            [0, 1, 2].map(|index| test(index)["visibility"].clone()),
            [NOW, LATER, NOW]
        );
        assert!(test(2).get("score").is_none() && test(2).get("max_score").is_none());
        assert_eq!(test(2)["output"], "marked by hand");
        let points = serde_json::to_value(of(&graded, Told::Points, |_| false, &[])).unwrap();
        assert_eq!(points["tests"][0]["score"], 1.5);
        assert!(!points.to_string().contains("hello") && !points.to_string().contains("one part"));
        let value = serde_json::to_value(nothing("no notebook")).unwrap();
        assert_eq!(
            (&value["tests"][0]["score"], &value["tests"][0]["output"]),
            (&0.0.into(), &"no notebook".into())
        );
    }
}
