//! Calls of an answer's program without a check.

use std::time::Duration;

use protocol::calls::{FromAnswer, ToAnswer};

use super::shown;
use crate::compile::Compiled;
use crate::conversation::Conversation;
use crate::fault::Trial;
use crate::stand_in;
use crate::trial::Bench;

/// How long a call may take; those of a check take milliseconds.
const LIMIT: Duration = Duration::from_secs(3);
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
pub(super) struct Talk(Conversation);

impl Talk {
    pub(super) fn start(bench: &Bench, compiled: &Compiled) -> Trial<Self> {
        bench.start(&compiled.program, &bench.tools.answer).map(Self)
    }

    /// What a function gives back, as it travels, or the words of its panic. None where the program has ended, does not
    /// end, or says something else; there is no going on with it.
    pub(super) fn call(&self, function: &str, arguments: &str) -> Option<Result<String, String>> {
        self.0.say(&ToAnswer::Call {
            function: function.to_owned(),
            arguments: arguments.to_owned(),
        });
        match self.0.hear(LIMIT)? {
            FromAnswer::Returned { value } => Some(Ok(value)),
            FromAnswer::Panicked { words } => Some(Err(words)),
            FromAnswer::Asks { .. } => None,
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
