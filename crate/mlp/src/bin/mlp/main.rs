//! `cargo mlp`: the notebooks' training from a terminal.

mod bench;
mod data;
mod grid;
mod pipe;
mod predict;
mod settings;
mod train;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mlp::Error;

/// Train softmax regression and multi-layer perceptrons on images.
#[derive(Parser)]
#[command(name = "mlp", bin_name = "cargo mlp", version, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a model and print a line an epoch
    Train(train::Args),
    /// List, download and check data sets
    Data(data::Args),
    /// Train many models and compare them on a validation split
    Grid(grid::Args),
    /// Say what an image file shows
    Predict(predict::Args),
    /// Measure training against PyTorch, plain candle and the matrix products alone
    Bench(bench::Args),
    #[command(hide = true)]
    BenchWorker(bench::worker::Args),
}

const EXAMPLES: &str = "Examples:
  cargo mlp train --hidden 256 --lr 0.1 --epochs 10 --save model.safetensors
  cargo mlp train --hidden none --normalization z-score --json
  cargo mlp data fetch fashion-mnist
  cargo mlp predict model.safetensors shirt.png
  cargo mlp bench --python python3";

fn main() -> ExitCode {
    pipe::end_quietly_with_the_reader();
    let cli = Cli::parse();
    mlp::ops::keep_freed_memory();
    mlp::ops::join_thread_pool();
    let result = match cli.command {
        Command::Train(args) => train::run(&args),
        Command::Data(args) => data::run(&args),
        Command::Grid(args) => grid::run(&args),
        Command::Predict(args) => predict::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::BenchWorker(args) => bench::worker::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            // As clap's own: 2 for an argument that cannot be used, 1 for a failure.
            if matches!(error, Error::Argument { .. }) {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}
