//! Grading one hand-in.

use anyhow::{Context, Result, bail};
use host::file;
use protocol::verdict::Status;
use tempfile::TempDir;

use super::hand_in::{self, HandIn};
use super::place::{Course, Place};
use super::results::{self, Told};
use crate::another_user;
use crate::checks::Checks;
use crate::class::seed::seed;
use crate::graded::Graded;
use crate::printable;
use crate::problem_set::Check;
use crate::sandbox::Sandbox;
use crate::submission::Submission;
use crate::tools::Tools;
use crate::trial::{Bench, Limits, SECOND_TRIES};
use crate::{Task, grade, task};

/// From submission/ to results/results.json; an error, and no result, where the machine is at fault.
pub(super) fn run(place: &Place) -> Result<()> {
    let course = place.course()?;
    let results = match hand_in::find(&place.path("submission"), &course.release)? {
        HandIn::Nothing(words) => results::nothing(&words),
        HandIn::Notebook { notebook, mut notes } => {
            let submission = Submission::read(&notebook, &course.release);
            notes.extend(submission.notes.iter().cloned());
            let student = hand_in::student(&place.path("submission_metadata.json"));
            let sandbox = Sandbox::find_in_container()?;
            if sandbox == Sandbox::AnotherUser {
                another_user::close_common_folders()?;
            }
            let grader = Grader::new(place, &course, sandbox)?;
            let graded = grader.grade(&submission, &student)?;
            for one in &graded {
                print_for_whoever_mends_it(one);
            }
            results::of(
                &graded,
                told(&course, sandbox),
                |id| grader.is_letters(id),
                &notes,
            )
        }
    };
    let text = serde_json::to_vec_pretty(&results)?;
    file::write(&place.path("results/results.json"), &text)
}

/// What an answer's processes say is a way out for what a hidden test has asked, where one can leave something for the next: a
/// sandbox begins anew for each, another user finds the same machine. From points alone little can be read at a time.
fn told(course: &Course, sandbox: Sandbox) -> Told {
    let mut checks = course
        .set
        .questions
        .iter()
        .filter_map(|question| question.check.as_ref());
    if sandbox == Sandbox::AnotherUser && checks.any(Check::has_hidden_tests) {
        Told::Points
    } else {
        Told::All
    }
}

/// Whatever the student is told, the lecturer reads why.
fn print_for_whoever_mends_it(graded: &Graded) {
    println!(
        "{}: {:?}, {}",
        graded.id,
        graded.standing,
        printable::line(&graded.reason)
    );
    for note in &graded.notes {
        println!("  note: {}", printable::line(note));
    }
}

/// What grading a hand-in needs.
pub(super) struct Grader<'a> {
    course: &'a Course,
    secret: String,
    tools: Tools,
    sandbox: Sandbox,
    scratch: TempDir,
    checks: Checks,
}

impl<'a> Grader<'a> {
    pub(super) fn new(place: &Place, course: &'a Course, sandbox: Sandbox) -> Result<Self> {
        let built = place.built()?;
        if sandbox == Sandbox::AnotherUser {
            let mut secrets = vec![
                place.path("source/secret"),
                place.path(&format!("source/course/source/{0}/{0}.ipynb", course.set.name)),
                built.checks.library.clone(),
            ];
            secrets.extend(place.closed());
            another_user::is_kept_out(&secrets)?;
        }
        let tools = Tools::of(&built.checks, &built.answers)?;
        // Answers' programs lie in it, each in a folder of its own; what there is cannot be listed.
        let scratch = tempfile::Builder::new()
            .prefix("grading-")
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o711))
            .tempdir()
            .context("no temporary folder can be made")?;
        let checks = Checks::compile(&course.set, &course.release, &tools, sandbox, scratch.path())?;
        Ok(Self {
            course,
            secret: place.secret()?,
            tools,
            sandbox,
            scratch,
            checks,
        })
    }

    /// Each question's result, one after the other: what is left of an answer is ended before the next one runs.
    pub(super) fn grade(&self, submission: &Submission, student: &str) -> Result<Vec<Graded>> {
        let bench = Bench::new(&self.tools, self.sandbox, Limits::default(), self.scratch.path())?;
        bench.probe()?;
        let Course { set, release } = self.course;
        let mut second_tries = SECOND_TRIES;
        let mut all = Vec::new();
        for question in &set.questions {
            let task = task(release, Some(&self.checks), submission, question);
            let written = match &task {
                Task::Try(order) => order.written(),
                Task::Settled(_) => String::new(),
            };
            let seed = seed(&self.secret, student, &set.name, &question.id, &written);
            let graded = grade(
                &bench,
                Some(&self.checks),
                question,
                task,
                seed,
                &mut second_tries,
            );
            if graded.standing == Status::NotGraded {
                bail!(
                    "{}: {}. Nothing was graded, for points are not to depend on a machine; run the autograder again",
                    question.id,
                    graded.reason
                );
            }
            all.push(graded);
        }
        self.sandbox.clear()?;
        Ok(all)
    }

    /// Whether a question wants letters: their verdict would be the key to whoever hands in twice.
    fn is_letters(&self, question: &str) -> bool {
        let asked = self.checks.asked.get(question);
        asked.is_some_and(|asked| {
            asked
                .functions
                .iter()
                .all(|function| function.output.contains("char"))
        })
    }
}
