//! What a lecturer may say about the grading of a class.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::given::Given;
use super::markers;
use super::part::Part;
use super::renamed;
use crate::problem_set::ProblemSet;
use crate::trial::Limits;

const EXAMPLES: &str = "\
Examples:
  cargo lab grade submissions handed-in/                        handed-in/STUDENT/SET/SET.ipynb
  cargo lab grade submissions moodle.zip --roster class.csv     as Moodle or Canvas exports it
  cargo lab grade submissions moodle.zip --roster class.csv --worksheet grades.csv
  cargo lab grade submissions moodle.zip --dry-run              who handed in what, and what is odd
  cargo lab grade submissions handed-in/ --course ~/mlp-2027 --out ~/grades --secret 'two words'
  cargo lab grade submissions handed-in/ --question batches     grade one question again
  cargo lab grade submissions handed-in/ --part 3/20 --out parts/3 --secret 'two words'   one of twenty machines";

/// Options of `cargo lab grade submissions`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    pub(super) given: Given,
    /// Where points, feedback and the gradebook go [default: graded/ beside the submissions]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Grades only this part of the submissions, as in 3/20, for machines that share a class; --out is the part's own folder, and
    /// `cargo lab grade merge` makes a class's results of all parts
    #[arg(long, value_name = "I/N", requires = "out", conflicts_with_all = ["set", "markers", "renamed"])]
    pub(super) part: Option<Part>,
    /// Gives every student inputs of their own, drawn from this and their name: hard-coded answers fail
    #[arg(long, env = "MLP_GRADE_SECRET", hide_env_values = true)]
    pub(super) secret: Option<String>,
    /// Says what would be graded, for whom, and what was not understood; grades and writes nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) writing: Writing,
    /// Grades this question again, whatever is known of it
    #[arg(long, value_name = "QUESTION")]
    pub(super) question: Vec<String>,
    /// Grades everything again
    #[arg(long)]
    pub(super) again: bool,
    #[command(flatten)]
    pub(super) tries: Tries,
}

/// What may be said about how answers are tried.
#[derive(Debug, clap::Args)]
pub(super) struct Tries {
    /// Seconds that an answer may take
    #[arg(long, default_value_t = Limits::default().seconds)]
    pub(super) seconds: u64,
    /// Memory that an answer may take, in MB
    #[arg(long, default_value_t = Limits::default().memory >> 20)]
    pub(super) memory: u64,
    /// How many answers are tried at the same time [default: what cores and memory allow]
    #[arg(long)]
    pub(super) jobs: Option<usize>,
}

impl Tries {
    pub(super) fn limits(&self) -> Limits {
        Limits {
            seconds: self.seconds,
            memory: self.memory << 20,
        }
    }
}

/// What may be said about how results are written down.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Writing {
    /// Who is called otherwise than at an earlier run: their results, and points given by hand, go along
    #[arg(long, value_name = "OLD=NEW", value_parser = renamed::pair)]
    pub(super) renamed: Vec<(String, String)>,
    /// The problem set that moodle.csv and canvas.csv are about, or several for their sum [default: what most handed in]
    #[arg(long, value_name = "SET")]
    pub(super) set: Vec<String>,
    /// Splits the written answers among these people: OUT/marking/NAME.csv, whose points the next grading reads
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    pub(super) markers: Vec<String>,
}

impl Writing {
    /// An error where something is named that there is not.
    pub(super) fn check(&self, sets: &[ProblemSet]) -> Result<()> {
        markers::check_names(&self.markers)?;
        let known: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
        match self.set.iter().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => bail!(
                "--set: there is no problem set {name}. There are: {}",
                known.join(", ")
            ),
        }
    }
}
