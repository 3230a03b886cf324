//! What a lecturer says of a hand-in, for grading and for interviews alike.

use std::path::{Path, PathBuf};

use super::collect::Layout;

/// Where everything is that a class handed in, and who is in the class.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args, serde::Serialize, serde::Deserialize)]
pub(crate) struct Given {
    /// A folder student/problem-set/notebook.ipynb, or a zip (or unpacked zip) of Moodle, Canvas, Blackboard or nbgrader
    #[arg(value_name = "DIR")]
    pub(crate) submissions: PathBuf,
    /// The folder with nbgrader_config.py and source/ [default: notebooks/exercises]
    #[arg(long, value_name = "DIR")]
    pub(crate) course: Option<PathBuf>,
    /// How the hand-in is laid out [default: what most of its names say]
    #[arg(long, value_enum)]
    pub(crate) layout: Option<Layout>,
    /// Who is in the class: a table id,name,moodle, or the list or gradebook that the platform exports
    #[arg(long, value_name = "FILE")]
    pub(crate) roster: Option<PathBuf>,
    /// Moodle's grading worksheet of this assignment, whose numbers are other ones each time [default: the roster, if it is one]
    #[arg(long, value_name = "FILE")]
    pub(crate) worksheet: Option<PathBuf>,
    /// Runs submissions without a sandbox where bubblewrap is missing: they can do whatever you can
    #[arg(long)]
    pub(crate) without_sandbox: bool,
}

impl Given {
    /// The table that says who is in the class.
    pub(crate) fn class_list(&self) -> Option<&Path> {
        self.roster.as_deref().or(self.worksheet.as_deref())
    }
}
