//! What the kernel and the process that runs cells tell each other.
//!
//! The process has three connections to the kernel. Over the first come [`Request`]s, after one line with the *mark*, a
//! random word. The other two are its stdout and stderr; a line that begins with the mark holds a [`Report`].

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::comms::Comm;

/// From the kernel to the cells' process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "request", rename_all = "snake_case")]
pub enum Request {
    /// What was printed without a newline is sent on, then [`Report::Fence`] with this number comes through both
    /// streams.
    Fence {
        /// Comes back in the report.
        number: u32,
    },
    /// The line is passed to evcxr as it is.
    Tell {
        /// One of evcxr's own words.
        line: String,
    },
    /// The working directory and the environment become the notebook's; answered by [`Report::Moved`].
    Move(Move),
    /// The running cell is asked to end soon.
    Interrupt,
    /// Whatever follows a control now is asked to end soon.
    StopFollowing,
    /// The next cell is about to be compiled.
    Cell(Cell),
    /// The answer to [`Report::Input`].
    Input {
        /// A line without its end; none where the input has ended.
        text: Option<String>,
    },
    /// From a control on the screen.
    Comm(Comm),
}

/// Who wants a cell to be run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Somebody sits there who can answer and move controls.
    pub attended: bool,
    /// The cell's name in the notebook, if the front end tells it.
    pub id: Option<String>,
}

/// A change of place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The new working directory.
    pub folder: PathBuf,
    /// New values of variables; none for what has to go.
    pub environment: BTreeMap<String, Option<String>>,
}

/// From the cells' process to the kernel, in order with what is printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "report", rename_all = "snake_case")]
pub enum Report {
    /// The answer to [`Request::Fence`].
    Fence {
        /// The request's.
        number: u32,
        /// Whether the thread that runs cells waits for the next one.
        ended: bool,
        /// Whether running work has seen the request to end.
        interrupt_seen: bool,
    },
    /// The answer to [`Request::Move`].
    Moved,
    /// Some thread has panicked.
    Panic(Panic),
    /// A cell ended with an error that `?` returned.
    Error {
        /// The error's words.
        message: String,
        /// The calls of cells that led to it, the innermost first.
        frames: Vec<Frame>,
    },
    /// Every output of the cell goes, with `wait` only when the next one comes.
    Clear {
        /// Whether to wait.
        wait: bool,
    },
    /// A new output.
    Display(Shown),
    /// Replaces the outputs of the same name.
    Update(Shown),
    /// The running cell reads its stdin, where nothing is; answered by [`Request::Input`].
    Input,
    /// To a control on the screen.
    Comm(Comm),
}

/// A panic, as its hook sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panic {
    /// Its words.
    pub message: String,
    /// Where it arose, as the compiler names the file.
    pub file: Option<String>,
    /// Counted from 1.
    pub line: Option<u32>,
    /// Counted from 1.
    pub column: Option<u32>,
    /// The thread's name, if it is not the one that runs cells.
    pub thread: Option<String>,
    /// The calls of cells that led to it, the innermost first.
    pub frames: Vec<Frame>,
}

/// A place in a compiled cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The cell's library, a file.
    pub library: String,
    /// Counted from where the library begins in memory.
    pub address: u64,
}

/// An output in the forms of which a front end shows the richest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// Its name, if it may be replaced.
    pub id: Option<String>,
    /// A body for each MIME type; binary ones are base64.
    pub data: BTreeMap<String, String>,
}
