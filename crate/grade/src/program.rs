//! The program that tries one answer.

use super::problem_set::{Check, Question};

/// The file that holds the answer; it is read as a file of its own, so that no text in it can close what stands around.
pub(crate) const ANSWER: &str = "answer.rs";

/// The program's text. What surrounds an answer comes from the problem set alone.
///
/// The check stands before the answer: a macro counts from where it is written, so none of the answer's can stand in for
/// one of the check's.
pub(crate) fn text(question: &Question, check: &Check, given: &str) -> String {
    format!(
        "#![allow(unused)]
{given}
mod answer {{
    use super::*;
    pub mod check {{
        use super::*;
        pub fn verdict() -> ::mlp::check::Verdict {{
            ::mlp::check::grader::judged({id:?}, {max:?}, || {{
{code}
            }})
        }}
    }}
    include!({ANSWER:?});
}}
fn main() {{
    ::mlp::check::grader::report(answer::check::verdict);
}}
",
        id = question.id,
        max = question.points,
        code = check.code,
    )
}
