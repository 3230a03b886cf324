//! Results of answers that do nothing with what they are given: they keep no points, whatever mistake has them too.

use std::any::Any;

use ndarray::{Array1, Array2, Array3};

use crate::outcome::{Answer, ToAnswer};
use crate::part::Outcome;

/// Whether nothing was done with what was given: every result is the same 0 or 1, though others were asked for, or what
/// was handed in came back. A misconception may have that result, but so has an answer that solves nothing. Results
/// that are alike by chance are none of these.
pub(crate) fn is_idle<I: 'static>(cases: &[(String, I)], right: &[Answer], got: &[Outcome]) -> bool {
    let only: Vec<Option<u64>> = got
        .iter()
        .flatten()
        .map(|answer| answer.only().map(f64::to_bits))
        .collect();
    let is_constant = only.len() > 1
        && only.windows(2).all(|pair| pair[0] == pair[1])
        && got.iter().flatten().all(Answer::is_blank)
        && !right.iter().all(Answer::is_blank);
    let is_handed_back = cases.iter().zip(got).all(|((_, case), got)| {
        let (Ok(got), Some(given)) = (got, given(case)) else {
            return false;
        };
        got.agrees(&given)
    });
    is_constant || is_handed_back
}

/// Whether every result is one and the same number, and those of the mistake that explains them are not: near 0, where
/// rounding is forgiven, a constant may be within that of all of them.
pub(crate) fn is_flat(got: &[Outcome], mistaken: &[Outcome]) -> bool {
    let is_one = |results: &[Outcome]| {
        let only = |result: &Outcome| result.as_ref().ok()?.only().map(f64::to_bits);
        let first = results.first().and_then(only);
        results.len() > 1 && first.is_some() && results.iter().all(|result| only(result) == first)
    };
    is_one(got) && !is_one(mistaken)
}

/// What a case hands in, where that is something a function could give back.
fn given(case: &dyn Any) -> Option<Answer> {
    fn of<T: ToAnswer + 'static>(case: &dyn Any) -> Option<Answer> {
        case.downcast_ref::<T>().map(ToAnswer::to_answer)
    }
    of::<f64>(case)
        .or_else(|| of::<usize>(case))
        .or_else(|| of::<(f64, f64)>(case))
        .or_else(|| of::<(usize, usize)>(case))
        .or_else(|| of::<Array1<f64>>(case))
        .or_else(|| of::<Array2<f64>>(case))
        .or_else(|| of::<Array3<u8>>(case))
        .or_else(|| of::<(Array2<f64>, Array2<f64>)>(case))
}
