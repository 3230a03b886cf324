//! How the program of a check calls the functions of an answer, which is another program.
//!
//! ```text
//! check's program                grading                  answer's program
//!   Ready                  ─▶                  ◀────────  Ready
//!   Call { function, … }   ─────────────────────────▶   runs the function
//!                          ◀─────────────────────────   Asks { callback, … }
//!   runs the callback
//!   Told { … }             ─────────────────────────▶   goes on
//!                          ◀─────────────────────────   Returned { … } or Panicked { … }
//!   Verdict                ▶ points
//! ```
//!
//! Grading passes each line on, and says in the answer's place when the answer's program has ended or has taken too long.
//! Arguments and results are text that only both ends read; whoever reads an answer's text expects anything of it.

use serde::{Deserialize, Serialize};

use crate::verdict::Report;

/// The first line of either program: it stands in its sandbox, and nothing of a student's has run yet. Whatever ends it before
/// is the machine's doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// Always true.
    pub ready: bool,
}

/// To the check's program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to_check", rename_all = "snake_case")]
pub enum ToCheck {
    /// Check one question.
    Begin {
        /// Its name.
        question: String,
        /// What the inputs are drawn from.
        seed: u64,
    },
    /// What the answer's program said.
    Answer {
        /// Its words.
        said: FromAnswer,
    },
    /// It said nothing more.
    Ended {
        /// Why.
        words: String,
    },
}

/// From the check's program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "from_check", rename_all = "snake_case")]
pub enum FromCheck {
    /// To the answer's program; answered by [`ToCheck::Answer`] or [`ToCheck::Ended`].
    Answer {
        /// The words.
        say: ToAnswer,
    },
    /// What was called so far is forgotten: the next call meets a process that has just begun.
    Afresh,
    /// The end.
    Verdict {
        /// What was found.
        report: Report,
    },
}

/// To the answer's program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to_answer", rename_all = "snake_case")]
pub enum ToAnswer {
    /// Run a function.
    Call {
        /// Its name.
        function: String,
        /// What it is given.
        arguments: String,
    },
    /// What a callback gave back.
    Told {
        /// The value, or the words of a panic.
        value: Result<String, String>,
    },
}

/// From the answer's program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from_answer", rename_all = "snake_case")]
pub enum FromAnswer {
    /// The function came to its end.
    Returned {
        /// What it gave back.
        value: String,
    },
    /// The function panicked.
    Panicked {
        /// The panic's words.
        words: String,
    },
    /// The function calls one that it was given; answered by [`ToAnswer::Told`].
    Asks {
        /// Which, counted from 0 among those that it was given.
        callback: usize,
        /// What that is given.
        arguments: String,
    },
}
