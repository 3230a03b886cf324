//! What a check calls an answer with: examples for questions about it.

use protocol::calls::{FromAnswer, ToAnswer};

/// So many calls are taken down at most.
const MOST: usize = 400;
/// The longest arguments or result, as they travel: what is longer, nobody computes by hand.
const LONGEST: usize = 2000;

/// A call that came to its end; its texts are read by the answer's program alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) function: String,
    pub(crate) arguments: String,
    pub(crate) value: String,
}

/// Takes down the calls that pass.
#[derive(Debug)]
pub(crate) struct Recorder<'a> {
    calls: &'a mut Vec<Call>,
    /// The call that has no result yet.
    open: Option<(String, String)>,
}

impl<'a> Recorder<'a> {
    /// Adds to `calls`.
    pub(crate) fn new(calls: &'a mut Vec<Call>) -> Self {
        Self { calls, open: None }
    }

    /// What the check said to the answer.
    pub(crate) fn said(&mut self, message: &ToAnswer) {
        if let ToAnswer::Call { function, arguments } = message {
            let is_short = arguments.len() <= LONGEST;
            self.open = is_short.then(|| (function.clone(), arguments.clone()));
        }
    }

    /// What the answer said.
    pub(crate) fn heard(&mut self, message: &FromAnswer) {
        match message {
            FromAnswer::Asks { .. } => {}
            FromAnswer::Panicked { .. } => self.open = None,
            FromAnswer::Returned { value } => {
                let Some((function, arguments)) = self.open.take() else {
                    return;
                };
                let is_known = |call: &Call| call.function == function && call.arguments == arguments;
                if value.len() <= LONGEST && self.calls.len() < MOST && !self.calls.iter().any(is_known) {
                    self.calls.push(Call {
                        function,
                        arguments,
                        value: value.clone(),
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_end_well_are_kept_once_and_long_ones_are_not() {
        let mut calls = Vec::new();
        let mut recorder = Recorder::new(&mut calls);
        let call = |arguments: &str| ToAnswer::Call {
            function: "f".into(),
            arguments: arguments.into(),
        };
        let returned = |value: &str| FromAnswer::Returned { value: value.into() };
        let panicked = FromAnswer::Panicked { words: "no".into() };
        let long = "x".repeat(LONGEST + 1);
        for (said, heard) in [
            ("1", returned("a")),
            ("1", returned("b")),
            ("2", panicked),
            ("3", returned(&long)),
            (&long, returned("c")),
            ("4", returned("d")),
        ] {
            recorder.said(&call(said));
            recorder.heard(&heard);
        }
        let kept: Vec<(&str, &str)> = calls
            .iter()
            .map(|call| (call.arguments.as_str(), call.value.as_str()))
            .collect();
        assert_eq!(kept, [("1", "a"), ("4", "d")]);
    }
}
