//! Calls of an answer's program without a check.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use protocol::calls::{FromAnswer, ToAnswer};

use super::allowance::Allowance;
use super::shown;
use crate::compile::Compiled;
use crate::conversation::Conversation;
use crate::fault::Trial;
use crate::stand_in;
use crate::trial::Bench;

/// The longest text of arguments or of a result on a sheet, in characters.
const LONGEST: usize = 200;

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// A value, as a person reads it; what was changed in place follows.
    Value(Vec<String>),
    /// A panic, with its words.
    Panic(String),
}

impl Reply {
    /// Whether it is a value that a person would give as an answer, and could not have guessed.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self, Self::Value(texts) if texts.iter().all(|text| shown::is_plain(text))
            && texts.iter().any(|text| shown::is_telling(text)))
    }

    /// Whether it says the same as `values`.
    pub(super) fn is_same(&self, values: &[String]) -> bool {
        matches!(self, Self::Value(texts) if texts.len() == values.len()
            && texts.iter().zip(values).all(|(one, other)| shown::is_same(one, other)))
    }
}

/// A program that runs, and is called.
pub(super) struct Talk {
    program: Conversation,
    allowance: Rc<Allowance>,
    /// How long one call may take.
    limit: Duration,
    /// Whether there is no going on: what came later would be taken for the reply to another call.
    is_over: Cell<bool>,
}

impl Talk {
    /// `allowance` is for all calls about an answer, `limit` for one.
    pub(super) fn start(
        bench: &Bench,
        compiled: &Compiled,
        allowance: &Rc<Allowance>,
        limit: Duration,
    ) -> Trial<Self> {
        let program = bench.start_answer(&compiled.program)?;
        Ok(Self::with(program, allowance, limit))
    }

    fn with(program: Conversation, allowance: &Rc<Allowance>, limit: Duration) -> Self {
        Self {
            program,
            allowance: Rc::clone(allowance),
            limit,
            is_over: Cell::new(false),
        }
    }

    /// What a function gives back, as it travels, or the words of its panic. None where the program has ended, does not
    /// end, or says something else; there is no going on with it.
    pub(super) fn call(&self, function: &str, arguments: &str) -> Option<Result<String, String>> {
        if self.is_over.get() {
            return None;
        }
        let said = self.allowance.spend(self.limit, |limit| {
            self.program.say(&ToAnswer::Call {
                function: function.to_owned(),
                arguments: arguments.to_owned(),
            });
            self.program.hear(limit)
        });
        match said {
            Some(FromAnswer::Returned { value }) => Some(Ok(value)),
            Some(FromAnswer::Panicked { words }) => Some(Err(words)),
            Some(FromAnswer::Asks { .. }) | None => {
                self.is_over.set(true);
                None
            }
        }
    }

    /// The arguments of a call as a person reads them: `n = 10` and so on. None where they are too long.
    pub(super) fn arguments(&self, function: &str, arguments: &str) -> Option<Vec<String>> {
        self.texts(&stand_in::show_arguments(function), arguments)
    }

    /// What a function gives back, as a person reads it. None where it is too long, and where there is nothing.
    pub(super) fn reply(&self, function: &str, arguments: &str) -> Option<Reply> {
        match self.call(function, arguments)? {
            Ok(value) => self.value(function, &value).map(Reply::Value),
            Err(words) => Some(Reply::Panic(words.chars().take(LONGEST).collect())),
        }
    }

    /// A value that was given back, as a person reads it.
    pub(super) fn value(&self, function: &str, value: &str) -> Option<Vec<String>> {
        self.texts(&stand_in::show_result(function), value)
    }

    fn texts(&self, function: &str, packed: &str) -> Option<Vec<String>> {
        let text = self.call(function, packed)?.ok()?;
        let texts = shown::values(&text);
        let length: usize = texts.iter().map(|text| text.chars().count()).sum();
        (length <= LONGEST).then_some(texts)
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Instant;

    use super::*;

    fn talk(script: &str, allowance: Duration) -> Talk {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let program = Conversation::start(command, 1 << 30).unwrap();
        Talk::with(
            program,
            &Rc::new(Allowance::new(allowance)),
            Duration::from_secs(20),
        )
    }

    fn slow(seconds: &str) -> String {
        let reply = protocol::line(&FromAnswer::Returned { value: "7".into() });
        format!("while read x; do sleep {seconds}; echo '{reply}'; done")
    }

    #[test]
    fn who_waits_at_each_call_holds_nobody_up() {
        let begun = Instant::now();
        let talk = talk(&slow("0.2"), Duration::from_secs(1));
        let replies = (0..100).map_while(|_| talk.call("f", "")).count();
        assert!((1..=5).contains(&replies), "{replies}");
        assert!(talk.allowance.is_spent() && begun.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_late_reply_is_nobodys() {
        let mut talk = talk(&slow("1"), Duration::from_secs(30));
        talk.limit = Duration::from_millis(100);
        assert_eq!(talk.call("f", ""), None);
        std::thread::sleep(Duration::from_secs(2));
        assert_eq!(talk.call("f", ""), None);
        assert!(!talk.allowance.is_spent());
    }
}
