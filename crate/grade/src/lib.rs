//! Exercises: checking one's own, making releases, grading a class.
//!
//! A submission is never run as the notebook that it is. Of it only the text of the answer cells is taken
//! ([`submission`]); each question's answer is put between what the problem set gives and the problem set's own check
//! ([`program`]), compiled with the kernel's compiler and library ([`compile`]), and run alone in a sandbox ([`trial`],
//! [`sandbox`]) until the check inside it sends its verdict. So an endless loop, a crash or a lost cell costs one
//! question, and nothing that a notebook holds, such as outputs, points or check cells, can earn anything.

mod answer;
pub mod check_command;
pub mod class;
mod compile;
mod encoding;
mod graded;
pub mod limits;
mod nbgrader;
mod notebook;
mod problem_set;
mod program;
pub mod release;
mod sandbox;
mod submission;
mod tools;
mod trial;
mod watch;

use anyhow::Result;

use graded::Graded;
use problem_set::{ProblemSet, Question};
use protocol::verdict::Status;
use submission::Submission;
use trial::Bench;

/// Grades one question of a submission; `set` is the release, whose cells hold the stubs, or the source.
fn grade_question(
    bench: &Bench,
    set: &ProblemSet,
    submission: &Submission,
    question: &Question,
    seed: u64,
) -> Result<Graded> {
    let nothing = |standing, reason: &str| Graded::nothing(&question.id, question.points, standing, reason);
    let Some(check) = &question.check else {
        let stub = set.text(&question.id);
        let answer = submission.answer(&question.id, &stub).unwrap_or_default();
        return Ok(if answer.trim().is_empty() || answer.trim() == stub.trim() {
            nothing(Status::NotAttempted, "not attempted")
        } else {
            nothing(Status::ByHand, "marked by hand")
        });
    };
    let mut code = String::new();
    let mut is_new = false;
    for id in &check.answers {
        let stub = set.text(id);
        let Some(answer) = submission.answer(id, &stub) else {
            return Ok(nothing(
                Status::NotAttempted,
                &format!("the cell {id} is missing"),
            ));
        };
        is_new |= answer.trim() != stub.trim();
        code.push_str(answer);
        code.push('\n');
    }
    if !is_new && !check.answers.is_empty() {
        return Ok(nothing(Status::NotAttempted, "not attempted"));
    }
    bench.grade(question, check, &set.allowed, &code, seed)
}
