//! A part whose answer is one letter.

use crate::{part::Part, verdict::Graded};

/// A wrong letter, what it stands for, and why it is wrong.
pub(crate) type Wrong = (char, &'static str, &'static str);

/// Grades one letter; a wrong one leaves nothing, but its reason is told.
pub(crate) fn choice(
    name: &'static str,
    points: f64,
    right: char,
    student: impl Fn() -> char,
    wrong: &[Wrong],
) -> Graded {
    let mut part = Part::new(name, points, vec![("your choice".to_owned(), ())]).secret();
    for &(letter, name, says) in wrong {
        part = part.mistake(name, says, move |()| letter).without_credit();
    }
    part.grade(|()| right, |()| student())
}
