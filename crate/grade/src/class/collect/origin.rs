//! What a hand-in is known by at another run, whatever its student is called then.

use super::layout::Layout;
use super::place::Place;
use crate::class::names::harmless;

/// Where a hand-in came from, by what its layout has from the platform or the lecturer. What a student named is in none but a
/// path, and there below a folder of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::class) enum Origin {
    /// What Moodle calls the student in its folder's name, and the number that it gave.
    Moodle { name: String, number: String },
    /// The number that Canvas gave to the student.
    Canvas { number: String },
    /// Where it lay.
    Path(String),
}

impl Origin {
    pub(super) fn of(layout: Layout, place: &Place, path: &str) -> Self {
        let number = place.person.number.clone();
        match (layout, number) {
            (Layout::Moodle, Some(number)) => Self::Moodle {
                name: place.person.name.clone().unwrap_or_default(),
                number,
            },
            (Layout::Canvas, Some(number)) => Self::Canvas { number },
            _ => Self::Path(harmless(path)),
        }
    }

    /// The number that the platform gave.
    pub(super) fn number(&self) -> Option<&str> {
        match self {
            Self::Moodle { number, .. } | Self::Canvas { number } => Some(number),
            Self::Path(_) => None,
        }
    }

    /// What is kept of it. The layout is a part of it: a path that looks like a platform's is no platform's.
    pub(in crate::class) fn identity(&self) -> String {
        match self {
            Self::Moodle { number, .. } => format!("moodle {number}"),
            Self::Canvas { number } => format!("canvas {number}"),
            Self::Path(path) => format!("path {path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::Decided;
    use super::super::place::{Receipts, place};
    use super::*;

    fn identity(layout: Layout, path: &str) -> String {
        let decided = Decided {
            layout,
            prefix: String::new(),
        };
        let place = place(path, &decided, &Receipts::new()).unwrap();
        Origin::of(layout, &place, path).identity()
    }

    #[test]
    fn a_platforms_number_is_the_same_whatever_the_student_is_called() {
        for (layout, one, other, known_by) in [
            (
                Layout::Moodle,
                "Ada_7_assignsubmission_file_/01.ipynb",
                "Ada L._7_assignsubmission_file_/a/01 (2).ipynb",
                "moodle 7",
            ),
            (
                Layout::Canvas,
                "adal_7_1_01.ipynb",
                "lada_LATE_7_2_01.ipynb",
                "canvas 7",
            ),
        ] {
            assert_eq!(identity(layout, one), known_by);
            assert_eq!(identity(layout, other), known_by);
        }
    }

    #[test]
    fn what_a_student_named_gives_nobody_anothers_number() {
        let zoe = "Zoe_7_assignsubmission_file_";
        for (layout, path) in [
            (Layout::Folders, format!("mal/01/{zoe}/x.ipynb")),
            (Layout::Folders, format!("mal/01/{zoe}x.ipynb")),
            (Layout::Folders, "mal/01/x_7_1_small.ipynb".to_owned()),
            (Layout::Sets, "01/mal/hw_7_02_20.ipynb".to_owned()),
            (Layout::Nbgrader, format!("mal/01/{zoe}/x.ipynb")),
            (
                Layout::Exchange,
                format!("mal+01+2026-01-15 10:20:30 UTC/{zoe}x.ipynb"),
            ),
        ] {
            assert_eq!(identity(layout, &path), format!("path {path}"));
        }
        let moodle = format!("Mal_6_assignsubmission_file_/{zoe}/x_7_1_01.ipynb");
        assert_eq!(identity(Layout::Moodle, &moodle), "moodle 6");
        assert_eq!(identity(Layout::Canvas, "mal_6_1_zoe_7_2_a.ipynb"), "canvas 6");
    }
}
