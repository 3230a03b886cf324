//! Questions about one answer: a change that another result shows, and the call that shows it.

use std::rc::Rc;
use std::time::Duration;

use protocol::verdict::Status;

use super::allowance::Allowance;
use super::change::{Change, Kind};
use super::recorder::Call;
use super::shown;
use super::talk::{Reply, Talk};
use crate::answer::{Answer, Order};
use crate::checks::Checks;
use crate::fault::Fault;
use crate::problem_set::{ProblemSet, Question};
use crate::program::Asked;
use crate::reading;
use crate::signature::Function;
use crate::trial::Bench;

/// So many changes are compiled for one question to a student; a compilation takes about a second.
const TRIES: usize = 8;
/// So many calls of a function are looked at, and so many tried with each change.
const LOOKED_AT: usize = 40;
const TRIED: usize = 5;

/// How long a call may take; those of a check take milliseconds. A changed answer may never end.
const CALL: Duration = Duration::from_secs(3);
const CHANGED_CALL: Duration = Duration::from_secs(1);

/// What a call and its result may have, together, to be simple.
const FEW_DIGITS: usize = 70;

/// A question to a student.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Posed {
    /// The question whose answer it is about, and its problem set.
    pub(super) about: String,
    /// The function around the change, line by line, and the number of its first line.
    pub(super) lines: Vec<String>,
    pub(super) first: usize,
    /// Which of them is changed.
    pub(super) changed: usize,
    /// That line once more, with what is changed in the middle: before, the old, the new, after.
    pub(super) parts: [String; 4],
    /// What is called, and with what.
    pub(super) function: String,
    pub(super) arguments: Vec<String>,
    pub(super) original: Reply,
    pub(super) reply: Reply,
}

/// A call as a person reads it.
#[derive(Debug)]
struct Example {
    call: Call,
    arguments: Vec<String>,
    original: Vec<String>,
}

/// An answer about which questions can be asked.
pub(super) struct Subject<'a> {
    bench: &'a Bench<'a>,
    about: String,
    asked: &'a Asked,
    answer: Answer,
    examples: Vec<Example>,
    /// For all calls about it, changed or not.
    allowance: Rc<Allowance>,
    /// What can still be asked, in the order of the student's own.
    changes: Vec<Change>,
    /// Lines that a question is about already.
    lines: Vec<usize>,
}

impl<'a> Subject<'a> {
    /// Examines an answer as grading does; otherwise why nothing can be asked about it. `place` gives changes their order.
    pub(super) fn new(
        bench: &'a Bench<'a>,
        checks: &'a Checks,
        set: &ProblemSet,
        question: &Question,
        order: &Order,
        seed: u64,
        place: impl Fn(&Change) -> u64,
    ) -> Result<Self, String> {
        let words = |fault| match fault {
            Fault::Answer(words) | Fault::Unclear(words) | Fault::Machine(words) => words,
        };
        let asked = checks
            .asked
            .get(&question.id)
            .ok_or_else(|| "its check is missing".to_owned())?;
        if !asked.functions.iter().any(Function::takes_data) {
            return Err("its function takes nothing that can be shown".to_owned());
        }
        let mut answer = bench.read(order).map_err(words)?;
        if answer.code.trim().is_empty() {
            // All of it stands in another cell. Both files are read in one place.
            std::mem::swap(&mut answer.code, &mut answer.more);
        }
        let compiled = bench.compile(&asked.for_interview(&answer)).map_err(words)?;
        let mut calls = Vec::new();
        let examined = bench
            .examine(&compiled, checks, question, seed, Some(&mut calls))
            .map_err(words)?;
        if !matches!(examined.report.status, Status::Full | Status::Partial) {
            return Err("it earns no points".to_owned());
        }
        let seconds = bench.limits.seconds;
        let allowance = Rc::new(Allowance::new(Duration::from_secs(seconds)));
        let talk = Talk::start(bench, &compiled, &allowance, CALL).map_err(words)?;
        let examples = examples(&talk, asked, calls);
        if allowance.is_spent() {
            return Err(format!("calls of it take more than {seconds} s together"));
        }
        if examples.is_empty() {
            return Err("no call of it is short enough, or all that came was 0".to_owned());
        }
        let mut changes = reading::changes(bench.sandbox, &bench.reader, &answer.code).map_err(words)?;
        changes.sort_by_cached_key(|change| place(change));
        Ok(Self {
            bench,
            about: format!("{} ({})", question.id, set.name),
            asked,
            answer,
            examples,
            allowance,
            changes,
            lines: Vec::new(),
        })
    }

    /// Whether a call of it can be computed without much writing.
    pub(super) fn is_simple(&self) -> bool {
        let digits = |texts: &[String]| -> usize {
            let texts = texts.iter().flat_map(|text| text.chars());
            texts.filter(char::is_ascii_digit).count()
        };
        let mut examples = self.examples.iter();
        examples.any(|example| digits(&example.arguments) + digits(&example.original) <= FEW_DIGITS)
    }

    /// A question that was not asked yet, rather of a kind that is not in `kinds`, and about another line.
    pub(super) fn next(&mut self, kinds: &[Kind]) -> Option<(Kind, Posed)> {
        let (code, lines) = (&self.answer.code, &self.lines);
        self.changes.sort_by_key(|change| {
            let is_known = kinds.contains(&change.kind);
            // Every answer has numbers, and to add one to them asks least.
            let is_number = change.kind == Kind::Number;
            (is_known, lines.contains(&change.line(code)), is_number)
        });
        let mut second_best = None;
        for _ in 0..TRIES.min(self.changes.len()) {
            if self.allowance.is_spent() {
                break;
            }
            let change = self.changes.remove(0);
            let Some(posed) = self.pose(&change) else { continue };
            let is_plain = posed.reply.is_plain();
            let found = (change, posed);
            if is_plain {
                return Some(self.asked_about(found));
            }
            second_best = second_best.or(Some(found));
        }
        second_best.map(|found| self.asked_about(found))
    }

    fn asked_about(&mut self, (change, posed): (Change, Posed)) -> (Kind, Posed) {
        self.lines.push(change.line(&self.answer.code));
        (change.kind, posed)
    }

    /// The question that a change makes, if its program compiles and something else comes of an example.
    fn pose(&self, change: &Change) -> Option<Posed> {
        let code = change.apply(&self.answer.code)?;
        let answer = Answer {
            code,
            ..self.answer.clone()
        };
        let compiled = self.bench.compile(&self.asked.for_interview(&answer)).ok()?;
        let talk = Talk::start(self.bench, &compiled, &self.allowance, CHANGED_CALL).ok()?;
        let mut second_best = None;
        for example in &self.examples {
            let call = &example.call;
            let Some(reply) = talk.reply(&call.function, &call.arguments) else {
                // Too long, or it never ends: with such a program there is no going on.
                break;
            };
            // Two zeros of other signs are no question either.
            if reply.is_same(&example.original) {
                continue;
            }
            let is_plain = reply.is_plain();
            let posed = self.posed(change, example, reply);
            if is_plain {
                return posed;
            }
            second_best = second_best.or(posed);
        }
        second_best
    }

    fn posed(&self, change: &Change, example: &Example, reply: Reply) -> Option<Posed> {
        let code = &self.answer.code;
        let (first, last) = change.function;
        let changed = change.line(code).checked_sub(first)?;
        let lines: Vec<String> = code
            .lines()
            .skip(first)
            .take(last + 1 - first)
            .map(str::to_owned)
            .collect();
        let line = lines.get(changed)?;
        let start = code.get(..change.at.start)?.rfind('\n').map_or(0, |end| end + 1);
        let (from, until) = (change.at.start - start, change.at.end - start);
        let parts = [
            line.get(..from)?.to_owned(),
            line.get(from..until)?.to_owned(),
            change.by.clone(),
            line.get(until..)?.to_owned(),
        ];
        Some(Posed {
            about: self.about.clone(),
            lines,
            first: first + 1,
            changed,
            parts,
            function: example.call.function.clone(),
            arguments: example.arguments.clone(),
            original: Reply::Value(example.original.clone()),
            reply,
        })
    }
}

/// The calls that a person computes soonest: of each function those whose texts are shortest. A function that does not
/// give the same for the same has none.
fn examples(talk: &Talk, asked: &Asked, mut calls: Vec<Call>) -> Vec<Example> {
    calls.sort_by_key(|call| call.arguments.len());
    let mut found = Vec::new();
    for function in &asked.functions {
        let own = calls.iter().filter(|call| call.function == function.name);
        let mut examples: Vec<Example> = own
            .take(LOOKED_AT)
            .filter_map(|call| example(talk, call))
            .collect();
        // Where all that goes in or comes out is 0, there is nothing to compute.
        let is_guessed = |example: &Example| {
            let of = |texts: &[String]| !texts.iter().any(|text| shown::is_telling(text));
            of(&example.arguments) || of(&example.original)
        };
        examples.retain(|example| !is_guessed(example));
        let odd = |texts: &[String]| !texts.iter().all(|text| shown::is_plain(text));
        examples.sort_by_key(|example| {
            let is_odd = odd(&example.arguments) || odd(&example.original);
            (is_odd, example.arguments.iter().map(String::len).sum::<usize>())
        });
        examples.truncate(TRIED);
        found.append(&mut examples);
    }
    found
}

fn example(talk: &Talk, call: &Call) -> Option<Example> {
    let arguments = talk.arguments(&call.function, &call.arguments)?;
    let original = talk.value(&call.function, &call.value)?;
    let again = talk.reply(&call.function, &call.arguments)?;
    (again == Reply::Value(original.clone())).then(|| Example {
        call: call.clone(),
        arguments,
        original,
    })
}
