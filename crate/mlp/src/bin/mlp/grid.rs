//! `cargo mlp grid`: many runs, compared on a validation split; the test set stays closed.

use std::path::PathBuf;

use mlp::{
    Result,
    grid::{GridResults, Part, merge},
    prelude::*,
};

use crate::settings::{DataArgs, Hidden, TrialArgs};

/// What to vary, and what to keep.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
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
    /// Where each run is written as it ends: the same command goes on where it was stopped
    #[arg(long, value_name = "FILE", alias = "resume")]
    out: Option<PathBuf>,
    /// Only this part of the grid, as in 3/20, for machines that share it; `cargo mlp grid merge` puts the parts together
    #[arg(long, value_name = "I/N", requires = "out")]
    part: Option<Part>,
    /// Runs side by side; without it, one for each core
    #[arg(long)]
    workers: Option<usize>,
    /// One JSON object a run on stdout, in the grid's order, instead of text
    #[arg(long)]
    json: bool,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Put the files of a grid's parts together
    Merge(MergeArgs),
}

/// Which parts, and where they go.
#[derive(clap::Args)]
#[command(after_help = MERGE_EXAMPLE)]
struct MergeArgs {
    /// The files that the parts wrote, in any order
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The file of the whole grid
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// One JSON object a run on stdout, in the grid's order, instead of text
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "Examples:
  cargo mlp grid --hidden 16 --hidden 64 --hidden 256 --lr 0.05,0.1,0.5 --out grid.jsonl
  cargo mlp grid --hidden 256 --seed 0,1,2,3,4 --epochs 5
  cargo mlp grid --hidden 64 --hidden 256 --seed 0,1,2 --part 1/2 --out part-1.jsonl    on one machine
  cargo mlp grid --hidden 64 --hidden 256 --seed 0,1,2 --part 2/2 --out part-2.jsonl    on another
  cargo mlp grid merge part-1.jsonl part-2.jsonl --out grid.jsonl";

const MERGE_EXAMPLE: &str = "Example:
  cargo mlp grid merge part-*.jsonl --out grid.jsonl";

pub(crate) fn run(args: &Args) -> Result<()> {
    if let Some(Command::Merge(args)) = &args.command {
        let results = merge(&args.files, &args.out)?;
        print(&results, args.json);
        eprintln!(
            "merged {} into {}",
            counted(results.runs.len()),
            args.out.display()
        );
        return Ok(());
    }
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
    let mut grid = Grid::of(trials).part(args.part.unwrap_or(Part::WHOLE));
    if let Some(file) = &args.out {
        grid = grid.resume_from(file);
    }
    if let Some(workers) = args.workers {
        grid = grid.workers(workers);
    }
    let results = grid.run(&learn, &valid)?;
    print(&results, args.json);
    match args.part {
        // Nothing is wrong with a part of which every run diverged, or which is empty: it has done what it was asked.
        Some(part) => {
            eprintln!("part {part} is done: {}", counted(results.runs.len()));
            Ok(())
        }
        None => results.best().map(|_| ()),
    }
}

fn counted(runs: usize) -> String {
    match runs {
        1 => "1 run".into(),
        runs => format!("{runs} runs"),
    }
}

fn print(results: &GridResults, json: bool) {
    if json {
        for run in &results.runs {
            println!("{}", serde_json::to_string(run).unwrap_or_default());
        }
    } else {
        print!("{results}");
    }
}
