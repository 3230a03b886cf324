//! One part of a question: its cases, its right answer, and the wrong answers that are known.

#[cfg(test)]
mod constants;

use answer::guard;
use protocol::verdict::Status;

use crate::examiner::{PROGRAM, afresh};
use crate::idle::{is_flat, is_idle};
use crate::outcome::{Answer, ToAnswer};
use crate::verdict::{Graded, Row};

/// What a mistake that explains everything leaves of the points, where the shape is right.
const HALF: f64 = 0.5;

/// A part that is being put together; `I` is what a case hands to the student's function.
pub(crate) struct Part<I> {
    name: &'static str,
    points: f64,
    cases: Vec<(String, I)>,
    mistakes: Vec<Mistake<I>>,
    secret: bool,
    any_length: bool,
}

/// A misconception: what it is called, why it is wrong, and what it would give.
struct Mistake<I> {
    name: &'static str,
    says: &'static str,
    credit: f64,
    panics: Vec<&'static str>,
    gives: Box<dyn Fn(&I) -> Answer>,
}

pub(crate) type Outcome = Result<Answer, String>;

impl<I: 'static> Part<I> {
    /// A part named by the function it asks for; each case has a label for the reader.
    pub(crate) fn new(name: &'static str, points: f64, cases: Vec<(String, I)>) -> Self {
        Self {
            name,
            points,
            cases,
            mistakes: Vec::new(),
            secret: false,
            any_length: false,
        }
    }

    /// A mistake that leaves half of the points.
    pub(crate) fn mistake<A: ToAnswer>(
        mut self,
        name: &'static str,
        says: &'static str,
        gives: impl Fn(&I) -> A + 'static,
    ) -> Self {
        self.mistakes.push(Mistake {
            name,
            says,
            credit: HALF,
            panics: Vec::new(),
            gives: Box::new(move |case| gives(case).to_answer()),
        });
        self
    }

    /// The mistake named last may also end in a panic with these words.
    pub(crate) fn or_panics(mut self, words: &'static str) -> Self {
        if let Some(mistake) = self.mistakes.last_mut() {
            mistake.panics.push(words);
        }
        self
    }

    /// The mistake named last leaves nothing.
    pub(crate) fn without_credit(mut self) -> Self {
        if let Some(mistake) = self.mistakes.last_mut() {
            mistake.credit = 0.0;
        }
        self
    }

    /// The right answer is not shown: it could be copied.
    pub(crate) fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// How long a list is belongs to the answer, not to its shape: a mistake may make it longer or shorter.
    pub(crate) fn any_length(mut self) -> Self {
        self.any_length = true;
        self
    }

    /// Tries the student's function on every case.
    pub(crate) fn grade<A: ToAnswer, B: ToAnswer>(
        self,
        right: impl Fn(&I) -> A,
        student: impl Fn(&I) -> B,
    ) -> Graded {
        afresh();
        let right: Vec<Answer> = self
            .cases
            .iter()
            .map(|(_, case)| right(case).to_answer())
            .collect();
        #[cfg(test)]
        self.look_for_constants(&right);
        let got: Vec<Outcome> = self
            .cases
            .iter()
            .map(|(_, case)| guard(|| student(case).to_answer()))
            .collect();
        let rows: Vec<Row> = self
            .cases
            .iter()
            .zip(right.iter().zip(&got))
            .map(|((label, _), (right, got))| Row {
                case: label.clone(),
                expected: if self.secret {
                    "not shown".into()
                } else {
                    right.to_string()
                },
                got: match got {
                    Ok(answer) => answer.to_string(),
                    Err(words) if words.starts_with(PROGRAM) => words.clone(),
                    Err(words) => format!("panic: {words}"),
                },
                right: matches_right(got, right),
            })
            .collect();
        let (status, credit, reason, misconception) = self.judge(&right, &got, &rows);
        Graded {
            name: self.name,
            points: self.points * credit,
            max: self.points,
            status,
            reason,
            misconception,
            rows,
        }
    }

    fn judge(
        &self,
        right: &[Answer],
        got: &[Outcome],
        rows: &[Row],
    ) -> (Status, f64, String, Option<&'static str>) {
        if rows.iter().all(|row| row.right) {
            let cases = if rows.len() == 1 { "case" } else { "cases" };
            return (
                Status::Full,
                1.0,
                format!("right in {} {cases}", rows.len()),
                None,
            );
        }
        if got
            .iter()
            .all(|outcome| matches!(outcome, Err(words) if is_unwritten(words)))
        {
            return (Status::NotAttempted, 0.0, UNWRITTEN.into(), None);
        }
        let fits = got
            .iter()
            .zip(right)
            .all(|(got, right)| got.as_ref().map_or(true, |answer| self.fits(answer, right)))
            && got.iter().any(Result::is_ok);
        if let Some(mistake) = self
            .mistakes
            .iter()
            .find(|mistake| self.explains(mistake, right, got))
        {
            let cases = self.cases.iter();
            let mistaken: Vec<Outcome> = cases.map(|(_, case)| guard(|| (mistake.gives)(case))).collect();
            let is_earned = fits && !is_idle(&self.cases, right, got) && !is_flat(got, &mistaken);
            let credit = if is_earned { mistake.credit } else { 0.0 };
            let status = if credit > 0.0 {
                Status::Partial
            } else {
                Status::Wrong
            };
            let reason = format!("{}: {}", mistake.name, mistake.says);
            return (status, credit, reason, Some(mistake.name));
        }
        (Status::Wrong, 0.0, self.first_wrong(right, got, rows), None)
    }

    fn fits(&self, answer: &Answer, right: &Answer) -> bool {
        self.any_length || answer.fits(right)
    }

    /// Whether one mistake accounts for every case that is wrong. A panic is not much of a witness, since any words can be
    /// panicked with: where there are some, the function has to be right only where the mistake is, and to return something
    /// wrong somewhere, or something in a third of the cases.
    fn explains(&self, mistake: &Mistake<I>, right: &[Answer], got: &[Outcome]) -> bool {
        let panics = got.iter().filter(|outcome| outcome.is_err()).count();
        let is_shown = got
            .iter()
            .zip(right)
            .any(|(got, right)| got.is_ok() && !matches_right(got, right));
        let is_rare = 3 * panics <= 2 * got.len();
        if panics > 0 && !((is_shown || is_rare) && self.is_right_with(mistake, right, got)) {
            return false;
        }
        self.cases
            .iter()
            .zip(right.iter().zip(got))
            .filter(|(_, (right, got))| !matches_right(got, right))
            .all(|((_, case), (right, got))| {
                let expected = guard(|| (mistake.gives)(case));
                match (got, expected) {
                    (Ok(got), Ok(expected)) => got.agrees(&expected),
                    (Err(words), expected) => {
                        mistake.panics.iter().any(|panic| words.contains(panic))
                            && expected.map_or(true, |expected| !expected.agrees(right))
                    }
                    (Ok(_), Err(_)) => false,
                }
            })
    }

    /// Whether the mistake too is right in every case that is right.
    fn is_right_with(&self, mistake: &Mistake<I>, right: &[Answer], got: &[Outcome]) -> bool {
        self.cases
            .iter()
            .zip(right.iter().zip(got))
            .filter(|(_, (right, got))| matches_right(got, right))
            .all(|((_, case), (right, _))| {
                guard(|| (mistake.gives)(case)).is_ok_and(|given| given.agrees(right))
            })
    }

    /// The first case that went wrong, in words.
    fn first_wrong(&self, right: &[Answer], got: &[Outcome], rows: &[Row]) -> String {
        let Some(index) = rows.iter().position(|row| !row.right) else {
            return String::new();
        };
        let case = &rows[index].case;
        match &got[index] {
            Err(words) if words.starts_with(PROGRAM) => format!("{case}: {words}"),
            Err(words) => format!("{case}: your function panicked: {words}"),
            Ok(answer) if !self.fits(answer, &right[index]) => format!(
                "{case}: the shape is {}, and {} was expected",
                answer.shape(),
                right[index].shape()
            ),
            Ok(answer) if self.secret => format!("{answer} is not right"),
            Ok(answer) => format!("{case}: {answer} came, and {} was expected", right[index]),
        }
    }
}

/// What is said of an answer that was not begun.
pub(crate) const UNWRITTEN: &str = "not attempted: todo!() is still there";

/// Whether these are the words of a `todo!()` or an `unimplemented!()`.
pub(crate) fn is_unwritten(words: &str) -> bool {
    words.starts_with("not yet implemented") || words.starts_with("not implemented")
}

fn matches_right(got: &Outcome, right: &Answer) -> bool {
    got.as_ref().is_ok_and(|answer| answer.agrees(right))
}

#[cfg(test)]
mod tests {
    use ndarray::Array1;

    use super::*;

    /// Doubles six numbers; the mistake adds 2, which is right for 2, and panics from 4 on.
    fn percent(student: impl Fn(&u32) -> u32) -> i64 {
        let cases = (1..=6).map(|n| (n.to_string(), n)).collect();
        let graded = Part::new("double", 100.0, cases)
            .mistake("it adds", "twice is not two more", |n: &u32| n + 2)
            .or_panics("overflow")
            .grade(|n| 2 * n, student);
        graded.points.round() as i64
    }

    #[test]
    fn a_mistake_that_panics_at_times_keeps_its_half() {
        assert_eq!(percent(|n| n + 2), 50);
        let at_times = |n: &u32| {
            assert!(*n < 4, "overflow");
            n + 2
        };
        assert_eq!(percent(at_times), 50);
    }

    #[test]
    fn a_constant_and_what_was_handed_in_keep_nothing_of_a_mistake() {
        let cases = || [1.5, 2.5].map(|x| (x.to_string(), x)).to_vec();
        let points = |student: fn(f64) -> f64| {
            let part = Part::new("double", 2.0, cases())
                .mistake("it is cut off", "0", |_: &f64| 0.0)
                .mistake("it is forgotten", "x", |x| *x)
                .mistake("it is squared", "x·x", |x| x * x);
            let graded = part.grade(|x| 2.0 * x, |x| student(*x));
            (graded.points.round() as i64, graded.misconception)
        };
        assert_eq!(points(|_| 0.0), (0, Some("it is cut off")));
        assert_eq!(points(|x| x), (0, Some("it is forgotten")));
        assert_eq!(points(|x| x * x), (1, Some("it is squared")));
    }

    #[test]
    fn zeros_of_any_shape_are_a_constant() {
        let cases = [2_usize, 3].map(|n| (n.to_string(), n)).to_vec();
        let zeros = |n: &usize| Array1::<f64>::zeros(*n);
        let graded = Part::new("ramp", 2.0, cases)
            .mistake("it is flat", "0", zeros)
            .grade(|n| Array1::from_iter((0..*n).map(|i| i as f64)), zeros);
        assert_eq!(
            (graded.points.round() as i64, graded.misconception),
            (0, Some("it is flat"))
        );
    }

    #[test]
    fn to_be_right_once_and_to_panic_with_the_right_word_earns_nothing() {
        for allowed in [1, 2, 6] {
            let forged = |n: &u32| {
                assert!(*n == allowed, "overflow");
                2 * n
            };
            assert_eq!(percent(forged), 0, "{allowed}");
        }
        let half = |n: &u32| {
            assert!(*n < 4, "overflow");
            2 * n
        };
        assert_eq!(percent(half), 0);
    }
}
