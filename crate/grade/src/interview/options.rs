//! What a lecturer may say about interview sheets.

use std::path::PathBuf;

use crate::class::given::Given;
use crate::trial::Limits;

const EXAMPLES: &str = "\
Examples:
  cargo lab grade interview handed-in/                                 into graded/interview/
  cargo lab grade interview moodle.zip --roster class.csv --out grades/
  cargo lab grade interview handed-in/ --course ~/mlp-2027 --questions 2
  cargo lab grade interview handed-in/ --secret 'other words'          other questions

STUDENT.html is for the student, key/STUDENT.html for whoever asks, index.html says who has no sheet and why.";

/// Options of `cargo lab grade interview`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    pub(super) given: Given,
    /// Where interview/ goes, such as the folder of the grades [default: graded/ beside the submissions]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// How many questions a student is asked at most
    #[arg(long, value_name = "NUMBER", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=10))]
    pub(super) questions: u8,
    /// Decides, with the student's name, which questions are asked [default: the secret in the folder of --out]
    #[arg(long, env = "MLP_GRADE_SECRET", hide_env_values = true)]
    pub(super) secret: Option<String>,
    /// Seconds that an answer may take, and all calls about it that make questions
    #[arg(long, default_value_t = Limits::default().seconds)]
    pub(super) seconds: u64,
    /// How many students are worked on at the same time [default: what cores and memory allow]
    #[arg(long)]
    pub(super) jobs: Option<usize>,
}
