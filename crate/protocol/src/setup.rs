//! What the kernel's program says while it builds a library for its notebooks.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A line on stdout.
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
    Ready(Ready),
}

/// What is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The program that compiles and runs cells.
    Evcxr,
    /// The notebooks' library.
    Library,
}

/// What a set-up gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// The snapshot that kernels run on.
    pub home: PathBuf,
    /// The folder of each kernelspec that was written.
    pub kernelspecs: Vec<PathBuf>,
}
