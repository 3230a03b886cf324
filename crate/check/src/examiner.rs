//! The check's side of the line to an answer's program.

use std::sync::{Mutex, PoisonError};

use answer::{Streams, confine, guard, pack, take_streams, unpack};
use protocol::calls::{FromAnswer, FromCheck, Ready, ToAnswer, ToCheck};
use protocol::verdict::Report;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Verdict, with_seed};

/// The line to grading; none in a notebook, where a check calls the student's functions themselves.
static LINE: Mutex<Option<Streams>> = Mutex::new(None);

/// How often a function may call what it was given, in one call.
const MOST_CALLBACKS: usize = 10_000;
/// How much of a panic's words is told.
const WORDS: usize = 600;
/// How words begin that are about the answer's program and not of it.
pub(crate) const PROGRAM: &str = "your program ";

/// Checks the one question that grading asks for, and tells it the verdict. The functions that the checks call are
/// stand-ins that [`call`] those of the answer, in another process.
pub fn examine(questions: &[(&str, fn() -> Verdict)]) {
    let Ok(mut line) = take_streams() else {
        eprintln!("the streams of this process cannot be taken");
        return;
    };
    // Nothing of a student runs here; a check has no need of it all the same.
    if !confine() {
        eprintln!("the system does not let this process be confined");
        return;
    }
    line.write(&Ready { ready: true });
    let Some(ToCheck::Begin { question, seed }) = line.read() else {
        return;
    };
    let Some((_, check)) = questions.iter().find(|(name, _)| *name == question) else {
        eprintln!("there is no question {question}");
        return;
    };
    *LINE.lock().unwrap_or_else(PoisonError::into_inner) = Some(line);
    let report = with_seed(seed, check).into_report();
    send(&FromCheck::Verdict { report });
}

/// The result of the answer's function with this name. The callbacks are what it was given to call, each as text in, text
/// out.
///
/// # Panics
///
/// Where the function does, with its words; where its program has ended, and where what came back is none of the result's
/// type.
pub fn call<R: DeserializeOwned>(
    function: &str,
    arguments: &impl Serialize,
    callbacks: &mut [&mut dyn FnMut(&str) -> Result<String, String>],
) -> R {
    let mut said = exchange(ToAnswer::Call {
        function: function.to_owned(),
        arguments: pack(arguments),
    });
    for _ in 0..MOST_CALLBACKS {
        said = match said {
            FromAnswer::Returned { value } => {
                return unpack(&value)
                    .unwrap_or_else(|problem| panic!("what {function} gave back {problem}"));
            }
            FromAnswer::Panicked { words } => panic!("{}", shortened(&words)),
            FromAnswer::Asks { callback, arguments } => {
                let value = match callbacks.get_mut(callback) {
                    Some(run) => guard(|| run(&arguments)).and_then(|result| result),
                    None => Err("there is no such function".to_owned()),
                };
                exchange(ToAnswer::Told { value })
            }
        };
    }
    // What it asked last stays without a reply.
    afresh();
    panic!("{function} called what it was given more than {MOST_CALLBACKS} times");
}

/// The next call meets a process that has just begun, so that nothing is carried from one part of a question to another.
pub(crate) fn afresh() {
    send(&FromCheck::Afresh);
}

fn exchange(say: ToAnswer) -> FromAnswer {
    send(&FromCheck::Answer { say });
    let said = LINE
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .as_mut()
        .and_then(Streams::read);
    match said {
        Some(ToCheck::Answer { said }) => said,
        Some(ToCheck::Ended { words }) => panic!("{PROGRAM}{words}"),
        _ => panic!("the line to the answer's program is cut"),
    }
}

fn send(message: &FromCheck) {
    if let Some(line) = LINE.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
        line.write(message);
    }
}

fn shortened(words: &str) -> String {
    let mut short: String = words.chars().take(WORDS).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

impl Verdict {
    /// With the table that stands for it on a page.
    fn into_report(self) -> Report {
        Report {
            html: self.to_html(),
            points: self.points,
            status: self.status,
            reason: self.reason,
            misconceptions: self.misconceptions,
            notes: self.notes,
        }
    }
}
