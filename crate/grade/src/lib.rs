//! Exercises: checking one's own, making courses and releases, grading a class, asking each student about their own code.
//!
//! A submission is never run as the notebook that it is. Of it only the text of the answer cells is taken
//! ([`submission`]) and read in a process of its own ([`reading`]). Each question is two programs ([`program`]): the
//! check's, made of the problem set alone and compiled once for a class ([`checks`]), and the answer's, made of the student's
//! text and of the functions' signatures ([`signature`]). The check calls the answer over a line ([`stand_in`], [`trial`]), so
//! that nothing which an answer could look for is in its own process; and each program is alone in a sandbox. So an endless
//! loop, a crash or a lost cell costs one question, and nothing that a notebook holds, such as outputs, points or check
//! cells, can earn anything.

mod another_user;
mod answer;
pub mod autograder;
pub mod check_command;
mod checks;
pub mod class;
mod compile;
mod conversation;
pub mod course;
mod encoding;
mod ending;
mod fault;
mod graded;
pub mod interview;
pub mod limits;
mod nbgrader;
mod notebook;
mod printable;
mod private_paths;
mod problem_set;
mod processes;
mod program;
pub mod reading;
pub mod release;
mod sandbox;
mod signature;
mod stand_in;
mod submission;
mod tools;
mod trial;
mod watch;

use answer::Order;
use checks::Checks;
use graded::Graded;
use problem_set::{ProblemSet, Question};
use protocol::verdict::Status;
use submission::Submission;
use trial::Bench;

/// What is to be done for one question of a submission.
#[derive(Debug)]
enum Task {
    /// Nothing is to be tried.
    Settled(Box<Graded>),
    /// An answer.
    Try(Order),
}

/// What `submission` says to one question; `set` is the release, whose cells hold the stubs.
fn task(set: &ProblemSet, checks: Option<&Checks>, submission: &Submission, question: &Question) -> Task {
    let settled = |standing, reason: &str| {
        Task::Settled(Box::new(Graded::nothing(
            &question.id,
            question.points,
            standing,
            reason,
        )))
    };
    let Some(check) = &question.check else {
        let stub = set.text(&question.id);
        let is_answer = |text: &str| !text.trim().is_empty() && text.trim() != stub.trim();
        let answer = submission.written(&question.id, &stub);
        return if answer.is_some_and(|cell| is_answer(&cell.text) || !cell.pictures.is_empty()) {
            settled(Status::ByHand, "marked by hand")
        } else {
            settled(Status::NotAttempted, "not attempted")
        };
    };
    let Some(asked) = checks.and_then(|checks| checks.asked.get(&question.id)) else {
        return settled(Status::NotGraded, "not graded, because its check is missing");
    };
    let stubs: Vec<(String, String)> = check
        .answers
        .iter()
        .map(|id| (id.clone(), set.text(id)))
        .collect();
    let order = Order {
        own: submission.worked_on(&stubs),
        others: submission.other_cells(set, &stubs),
        wanted: asked.wanted(),
        allowed: set.allowed.clone(),
    };
    // Without an answer of its own, one may stand in a cell that lost its name.
    let mentions = |text: &String| order.wanted.iter().any(|wanted| declares(text, &wanted.name));
    if order.own.is_empty() && !order.others.iter().any(mentions) {
        return settled(Status::NotAttempted, "not attempted");
    }
    Task::Try(order)
}

/// Whether `text` may declare a function of this very name.
fn declares(text: &str, name: &str) -> bool {
    let words = format!("fn {name}");
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(&words)
        .any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + words.len()..].starts_with(is_part))
}

/// Does it.
fn grade(
    bench: &Bench,
    checks: Option<&Checks>,
    question: &Question,
    task: Task,
    seed: u64,
    second_tries: &mut usize,
) -> Graded {
    match (task, checks) {
        (Task::Settled(graded), _) => *graded,
        (Task::Try(order), Some(checks)) => bench.grade(question, checks, &order, seed, second_tries),
        (Task::Try(_), None) => Graded::nothing(
            &question.id,
            question.points,
            Status::NotGraded,
            "not graded, because its check is missing",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::declares;

    #[test]
    fn a_function_whose_name_only_begins_so_is_another() {
        assert!(declares("fn z_score(x: f64)", "z_score") && declares("pub fn z_score<T>()", "z_score"));
        assert!(!declares("fn z_score_after_255()", "z_score") && !declares("my_fn z_score(", "z_score"));
    }
}
