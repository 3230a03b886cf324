//! Why a step for an answer did not come to its end, and whose fault that is.

/// A step's result.
pub(crate) type Trial<T> = Result<T, Fault>;

/// Whose fault it is.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The answer's, such as a limit of its own that it reached: it earns nothing.
    Answer(String),
    /// Nobody can tell: it was killed from outside, or waited without computing. It is tried once more, alone; then
    /// it counts.
    Unclear(String),
    /// The machine's, such as a full disk: it is not graded, and the next run grades it.
    Machine(String),
}

/// What the system refuses is no answer's doing.
impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Self {
        Self::Machine(format!("{error:#}"))
    }
}
