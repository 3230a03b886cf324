//! A number that a student measured and typed: no answer of a function, so it is compared with what honest runs gave.

use std::ops::RangeInclusive;

use answer::guard;
use protocol::verdict::Status;

use crate::Verdict;
use crate::part::{UNWRITTEN, is_unwritten};
use crate::verdict::Graded;

/// Judges the number that `typed` gives, which somebody measured. Within `band` it earns all of the points. Outside of it
/// nothing is decided: seeds, settings or a mistake may be why, and a person looks at it. The band belongs to whoever wrote
/// the question: it holds what honest runs give in 99.5 of 100 cases, and the command that makes those runs again stands
/// beside it.
///
/// ```
/// use check::{Status, measured};
///
/// let status = |typed: fn() -> f64| measured("The gap", 1.0, 0.061..=0.092, typed).status;
/// assert_eq!(status(|| 0.075), Status::Full);
/// assert_eq!(status(|| 0.2), Status::ByHand);
/// assert_eq!(status(|| f64::NAN), Status::NotAttempted);
/// ```
pub fn measured(question: &str, points: f64, band: RangeInclusive<f64>, typed: fn() -> f64) -> Verdict {
    let mut notes = Vec::new();
    let (status, reason) = match guard(typed) {
        Err(words) if is_unwritten(&words) => (Status::NotAttempted, UNWRITTEN.to_owned()),
        Err(words) => (Status::Wrong, format!("your function panicked: {words}")),
        Ok(number) if !number.is_finite() => (
            Status::NotAttempted,
            format!("not attempted: {number} is no number that was measured"),
        ),
        Ok(number) if band.contains(&number) => (Status::Full, format!("{number}: as honest runs give it")),
        Ok(number) => {
            notes.push(format!(
                "{number} was typed, and honest runs give {} to {}: look at what was run, and give up to {points} by hand",
                band.start(),
                band.end()
            ));
            (
                Status::ByHand,
                format!(
                    "{number} is not what most runs give. That alone is no mistake, and costs nothing yet: a person looks at it. Check that \
                     the settings are those of the text, and say in your conclusion what you changed"
                ),
            )
        }
    };
    let is_full = status == Status::Full;
    let graded = Graded {
        name: "the number",
        points: if is_full { points } else { 0.0 },
        max: points,
        status,
        reason,
        misconception: None,
        rows: Vec::new(),
    };
    Verdict::new(question, [graded]).with_notes(notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(typed: fn() -> f64) -> Verdict {
        measured("The gap", 1.0, 0.25..=0.5, typed)
    }

    #[test]
    fn a_number_outside_of_the_band_waits_for_a_person_who_is_told_the_band() {
        for typed in [|| 0.75, || 0.0, || -0.3] as [fn() -> f64; 3] {
            let verdict = tried(typed);
            assert_eq!(
                (verdict.status, verdict.points.round() as i64),
                (Status::ByHand, 0)
            );
            assert!(verdict.notes[0].contains("0.25 to 0.5"), "{:?}", verdict.notes);
            // What the student reads does not tell where to aim.
            let shown = format!("{verdict}{}", verdict.to_html());
            assert!(
                shown.contains("to be marked") && !shown.contains("0.25"),
                "{shown}"
            );
        }
    }

    #[test]
    fn both_ends_of_the_band_are_within_it() {
        for typed in [|| 0.25, || 0.3, || 0.5] as [fn() -> f64; 3] {
            let verdict = tried(typed);
            assert_eq!((verdict.status, verdict.points.round() as i64), (Status::Full, 1));
            assert!(verdict.notes.is_empty());
        }
    }

    #[test]
    fn what_is_no_number_was_not_attempted() {
        for typed in [|| f64::NAN, || f64::INFINITY, || todo!()] as [fn() -> f64; 3] {
            assert_eq!(tried(typed).status, Status::NotAttempted);
        }
        assert_eq!(tried(|| panic!("oh")).status, Status::Wrong);
    }
}
