//! A student's result in the one form in which results are compared and shown.

use std::fmt;

use ndarray::{Array, Dimension};

/// How many numbers of an array are shown.
const SHOWN: usize = 12;
/// Results agree when they differ by less than this share of the right one,
const RELATIVE: f64 = 1e-6;
/// or by less than this: what rounding leaves of a sum that should be 0.
const ABSOLUTE: f64 = 1e-10;

/// A result.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    Number(f64),
    Text(String),
    /// Numbers with their shape, the last axis fastest.
    Array(Vec<usize>, Vec<f64>),
    /// Several results in their order.
    Several(Vec<Answer>),
}

impl Answer {
    /// Whether both say the same; NaN agrees with NaN, so that a wrong answer's NaN can be recognized.
    pub(crate) fn agrees(&self, right: &Self) -> bool {
        self.fits(right)
            && match (self, right) {
                (Self::Number(a), Self::Number(b)) => close(*a, *b),
                (Self::Text(a), Self::Text(b)) => a == b,
                (Self::Array(_, a), Self::Array(_, b)) => a.iter().zip(b).all(|(a, b)| close(*a, *b)),
                (Self::Several(a), Self::Several(b)) => a.iter().zip(b).all(|(a, b)| a.agrees(b)),
                _ => false,
            }
    }

    /// Whether the shapes are alike.
    pub(crate) fn fits(&self, right: &Self) -> bool {
        match (self, right) {
            (Self::Number(_), Self::Number(_)) | (Self::Text(_), Self::Text(_)) => true,
            (Self::Array(a, _), Self::Array(b, _)) => a == b,
            (Self::Several(a), Self::Several(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.fits(b))
            }
            _ => false,
        }
    }

    /// Whether it is 0, 1, −1 or no number over and over: what anybody can write who knows nothing of the question.
    pub(crate) fn is_blank(&self) -> bool {
        self.only()
            .is_some_and(|number| !number.is_finite() || [0.0, 1.0, -1.0].contains(&number))
    }

    /// The one number that it is made of.
    pub(crate) fn only(&self) -> Option<f64> {
        let one = |numbers: &[f64]| {
            let first = *numbers.first()?;
            numbers
                .iter()
                .all(|number| number.to_bits() == first.to_bits())
                .then_some(first)
        };
        match self {
            Self::Number(value) => Some(*value),
            Self::Text(_) => None,
            Self::Array(_, values) => one(values),
            Self::Several(answers) => one(&answers.iter().map(Self::only).collect::<Option<Vec<_>>>()?),
        }
    }

    /// The shapes of what it holds.
    pub(crate) fn shape(&self) -> String {
        match self {
            Self::Number(_) => "a number".into(),
            Self::Text(_) => "a text".into(),
            Self::Array(shape, _) => shape_text(shape),
            Self::Several(answers) => {
                let shapes: Vec<_> = answers.iter().map(Self::shape).collect();
                shapes.join(" and ")
            }
        }
    }
}

fn shape_text(shape: &[usize]) -> String {
    let sizes: Vec<_> = shape.iter().map(usize::to_string).collect();
    match *shape {
        [n] => format!("({n},)"),
        _ => format!("({})", sizes.join(", ")),
    }
}

#[allow(clippy::float_cmp)] // infinities agree only when they are equal
fn close(a: f64, b: f64) -> bool {
    if a.is_finite() && b.is_finite() {
        (a - b).abs() <= ABSOLUTE + RELATIVE * b.abs()
    } else {
        // A share of an infinite number is infinite: everything would be within it.
        a == b || (a.is_nan() && b.is_nan())
    }
}

#[allow(clippy::float_cmp)] // whole numbers are exact
/// A number as one would write it by hand.
fn number(value: f64) -> String {
    let size = value.abs();
    if value == value.trunc() && size < 1e9 {
        format!("{value}")
    } else if !value.is_finite() || (1e-3..1e6).contains(&size) {
        let text = format!("{value:.4}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{value:.3e}")
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => f.write_str(&number(*value)),
            Self::Text(text) => f.write_str(text),
            Self::Array(shape, values) => {
                write_array(f, shape, &values[..values.len().min(SHOWN)])?;
                if values.len() > SHOWN {
                    write!(f, " … {}", shape_text(shape))?;
                } else if shape.len() > 1 {
                    write!(f, " {}", shape_text(shape))?;
                }
                Ok(())
            }
            Self::Several(answers) => {
                for (i, answer) in answers.iter().enumerate() {
                    let comma = if i > 0 { ", " } else { "" };
                    write!(f, "{comma}{answer}")?;
                }
                Ok(())
            }
        }
    }
}

/// The first of an array's numbers with a bracket around each row.
fn write_array(f: &mut fmt::Formatter<'_>, shape: &[usize], values: &[f64]) -> fmt::Result {
    let row = shape.last().copied().unwrap_or(1).max(1);
    let rows: Vec<String> = values
        .chunks(row)
        .map(|row| {
            let numbers: Vec<_> = row.iter().map(|v| number(*v)).collect();
            format!("[{}]", numbers.join(", "))
        })
        .collect();
    if shape.len() > 1 {
        write!(f, "[{}]", rows.join(", "))
    } else {
        f.write_str(rows.first().map_or("[]", String::as_str))
    }
}

/// What a question's functions may give back.
pub(crate) trait ToAnswer {
    fn to_answer(&self) -> Answer;
}

/// The types of number that questions use.
pub(crate) trait Number: Copy {
    fn number(self) -> f64;
}

/// Whole numbers of the sizes met here are exact in f64.
macro_rules! numbers {
    ($($type:ty),+) => {$(
        #[allow(clippy::cast_lossless)]
        impl Number for $type {
            fn number(self) -> f64 {
                self as f64
            }
        }
        impl ToAnswer for $type {
            fn to_answer(&self) -> Answer {
                Answer::Number(self.number())
            }
        }
    )+};
}
numbers!(u8, u32, usize, f64);

impl ToAnswer for Answer {
    fn to_answer(&self) -> Answer {
        self.clone()
    }
}

impl ToAnswer for char {
    fn to_answer(&self) -> Answer {
        Answer::Text(self.to_lowercase().to_string())
    }
}

impl ToAnswer for String {
    fn to_answer(&self) -> Answer {
        Answer::Text(self.clone())
    }
}

impl<T: Number> ToAnswer for Vec<T> {
    fn to_answer(&self) -> Answer {
        Answer::Array(vec![self.len()], self.iter().map(|v| v.number()).collect())
    }
}

impl<T: Number, D: Dimension> ToAnswer for Array<T, D> {
    fn to_answer(&self) -> Answer {
        Answer::Array(self.shape().to_vec(), self.iter().map(|v| v.number()).collect())
    }
}

impl<T: ToAnswer, const N: usize> ToAnswer for [T; N] {
    fn to_answer(&self) -> Answer {
        let answers: Vec<_> = self.iter().map(ToAnswer::to_answer).collect();
        let numbers: Option<Vec<f64>> = answers
            .iter()
            .map(|answer| match answer {
                Answer::Number(value) => Some(*value),
                _ => None,
            })
            .collect();
        numbers.map_or(Answer::Several(answers), |numbers| {
            Answer::Array(vec![N], numbers)
        })
    }
}

impl<A: ToAnswer, B: ToAnswer> ToAnswer for (A, B) {
    fn to_answer(&self) -> Answer {
        Answer::Several(vec![self.0.to_answer(), self.1.to_answer()])
    }
}

impl<A: ToAnswer, B: ToAnswer, C: ToAnswer> ToAnswer for (A, B, C) {
    fn to_answer(&self) -> Answer {
        Answer::Several(vec![self.0.to_answer(), self.1.to_answer(), self.2.to_answer()])
    }
}

impl<A: ToAnswer, B: ToAnswer, C: ToAnswer, D: ToAnswer> ToAnswer for (A, B, C, D) {
    fn to_answer(&self) -> Answer {
        Answer::Several(vec![
            self.0.to_answer(),
            self.1.to_answer(),
            self.2.to_answer(),
            self.3.to_answer(),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_agrees_with_nan_and_nothing_else_does() {
        assert!(vec![f64::NAN].to_answer().agrees(&vec![f64::NAN].to_answer()));
        assert!(!f64::NAN.to_answer().agrees(&0.0.to_answer()));
        assert!(!f64::INFINITY.to_answer().agrees(&1e300.to_answer()));
    }

    #[test]
    fn infinity_agrees_only_with_infinity_of_its_sign() {
        let infinity = f64::INFINITY.to_answer();
        assert!(infinity.agrees(&infinity));
        for other in [42.0, 1e300, -1e300, f64::NEG_INFINITY, f64::NAN] {
            assert!(!other.to_answer().agrees(&infinity), "{other}");
            assert!(!infinity.agrees(&other.to_answer()), "{other}");
        }
    }

    #[test]
    fn a_result_is_shown_as_one_would_write_it() {
        assert_eq!((0.25, 3_usize).to_answer().to_string(), "0.25, 3");
        assert_eq!(
            ndarray::arr2(&[[1.0, 0.5], [f64::NAN, -2.0]])
                .to_answer()
                .to_string(),
            "[[1, 0.5], [NaN, -2]] (2, 2)"
        );
        assert_eq!(1.538e-5.to_answer().to_string(), "1.538e-5");
    }
}
