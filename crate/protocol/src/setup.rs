//! What the kernel's program says to whoever started it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A line on stdout while a library is built for its notebooks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "setup", rename_all = "snake_case")]
pub enum Progress {
    /// How far a step is.
    Step {
        /// Which of the steps that run side by side.
        step: Step,
        /// From 0 to 1.
        fraction: f64,
        /// What is being done.
        what: String,
    },
    /// A step is done again.
    Renewed {
        /// Which.
        step: Step,
        /// Why.
        why: String,
    },
    /// A step came to its end.
    Done {
        /// Which.
        step: Step,
    },
    /// A step failed; the others may still run.
    Failed {
        /// Which.
        step: Step,
        /// Why, and what to do next.
        problem: String,
    },
    /// All is there.
    Ready(Installed),
}

/// What is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The program that compiles and runs cells.
    Evcxr,
    /// The notebooks' library.
    Library,
    /// The same as graded answers are linked with it.
    Answers,
}

/// What a set-up gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    /// The folder of the snapshot that kernels run on.
    pub home: PathBuf,
    /// The file whose shared lock keeps the snapshot from being removed.
    pub lock: PathBuf,
    /// The library, compiled.
    pub library: PathBuf,
    /// What it was built from, and what it links.
    pub dependencies: PathBuf,
    /// The macros that run inside the compiler, which it wants to see as well.
    pub macros: PathBuf,
    /// The folder of each kernelspec that was written.
    pub kernelspecs: Vec<PathBuf>,
}

/// The answer to a question about the state of things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The program that compiles and runs cells, where it is installed.
    pub evcxr: Option<PathBuf>,
    /// The library as it is now, or why that cannot be told; nothing where it has not been built.
    pub library: Result<Option<Installed>, String>,
    /// The features that the library was set up with.
    pub features: Vec<String>,
    /// What runs.
    pub running: Vec<Running>,
    /// How much of crashed kernels was removed, and where.
    pub removed: Vec<(usize, PathBuf)>,
}

/// A kernel that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Its process.
    pub pid: Option<i32>,
    /// Resident memory of all its processes, in bytes.
    pub memory: u64,
    /// A spare's state.
    pub spare: Option<String>,
    /// Its private build directory.
    pub folder: PathBuf,
}
