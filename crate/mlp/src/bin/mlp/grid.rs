//! `cargo mlp grid`: many runs, compared on a validation split; the test set stays closed.

use std::path::PathBuf;

use mlp::{Result, prelude::*};

use crate::settings::{DataArgs, Hidden, TrialArgs};

/// What to vary, and what to keep.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// Hidden layers to try; repeat for each, as in --hidden 64 --hidden 256,128
    #[arg(long, default_values = ["64", "256"])]
    hidden: Vec<Hidden>,
    /// Learning rates to try, as in 0.05,0.1,0.5
    #[arg(long, value_delimiter = ',', default_values_t = [0.1])]
    lr: Vec<f64>,
    /// Seeds to try; several show how much of a difference is chance
    #[arg(long, value_delimiter = ',', default_values_t = [0])]
    seed: Vec<u64>,
    #[command(flatten)]
    trial: TrialArgs,
    /// The share of the training images that models learn from; the rest compares them
    #[arg(long, default_value_t = 0.9)]
    split: f64,
    /// Where finished runs are kept: the same command goes on where it was stopped
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    /// Runs side by side; without it, one for each core
    #[arg(long)]
    workers: Option<usize>,
    /// One JSON object a run on stdout, in the grid's order, instead of text
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "Examples:
  cargo mlp grid --hidden 16 --hidden 64 --hidden 256 --lr 0.05,0.1,0.5 --resume grid.jsonl
  cargo mlp grid --hidden 256 --seed 0,1,2,3,4 --epochs 5";

pub(crate) fn run(args: &Args) -> Result<()> {
    let data = args.data.load()?;
    let (learn, valid) = data.train.split(args.split, 0)?;
    let mut trials = Vec::new();
    for hidden in &args.hidden {
        for &lr in &args.lr {
            for &seed in &args.seed {
                trials.push(args.trial.trial(hidden, lr, seed, &learn)?);
            }
        }
    }
    let mut grid = Grid::of(trials);
    if let Some(file) = &args.resume {
        grid = grid.resume_from(file);
    }
    if let Some(workers) = args.workers {
        grid = grid.workers(workers);
    }
    let results = grid.run(&learn, &valid)?;
    if args.json {
        for run in &results.runs {
            println!("{}", serde_json::to_string(run).unwrap_or_default());
        }
    } else {
        print!("{results}");
    }
    results.best().map(|_| ())
}
