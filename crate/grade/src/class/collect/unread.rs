//! Why something of a hand-in was not read, and whose fault that is.

use std::fmt;
use std::io;

/// Why there is no notebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unread {
    /// What was handed in is none: it earns nothing.
    Itself(String),
    /// This machine could not read it: it is not graded, and the next run grades it.
    Machine(String),
}

impl Unread {
    /// `what` is said before the error. What the system answers is the machine's doing; what a reader of zips finds is the
    /// file's own.
    pub(super) fn of(what: &str, error: &io::Error) -> Self {
        let words = format!("{what}: {error}");
        match error.raw_os_error() {
            Some(_) => Self::Machine(words),
            None => Self::Itself(words),
        }
    }

    pub(crate) fn is_machine(&self) -> bool {
        matches!(self, Self::Machine(_))
    }

    /// The same with other words.
    pub(super) fn map(self, words: impl FnOnce(String) -> String) -> Self {
        match self {
            Self::Itself(reason) => Self::Itself(words(reason)),
            Self::Machine(reason) => Self::Machine(words(reason)),
        }
    }
}

impl From<String> for Unread {
    fn from(reason: String) -> Self {
        Self::Itself(reason)
    }
}

impl From<&str> for Unread {
    fn from(reason: &str) -> Self {
        Self::Itself(reason.to_owned())
    }
}

impl AsRef<str> for Unread {
    fn as_ref(&self) -> &str {
        match self {
            Self::Itself(reason) | Self::Machine(reason) => reason,
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_ref())
    }
}
