//! `cargo mlp train`: one run, a line an epoch.

use std::{
    io::{self, Write},
    ops::ControlFlow,
    path::PathBuf,
};

use mlp::{Checkpoint, Epoch, Result, device::DeviceChoice};

use crate::settings::{DataArgs, Hidden, TrialArgs};

/// What to train, on what, and how.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// Units in each hidden layer, as in 256 or 256,128; none for softmax regression
    #[arg(long, default_value = "256")]
    hidden: Hidden,
    /// The learning rate
    #[arg(long, default_value_t = 0.1, allow_negative_numbers = true)]
    lr: f64,
    /// Decides the first weights and the order of the samples
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    trial: TrialArgs,
    /// Where to train: cpu, cuda, or the best there is
    #[arg(long, default_value = "best")]
    device: DeviceChoice,
    /// Where to write the trained model (safetensors)
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// One JSON object an epoch on stdout instead of text
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "Examples:
  cargo mlp train                                   the lecture's MLP, 784-256-10
  cargo mlp train --hidden none --lr 0.01           softmax regression
  cargo mlp train --hidden 256,128 --optimizer adam --lr 0.001 --normalization z-score
  cargo mlp train --epochs 5 --json > run.jsonl";

pub(crate) fn run(args: &Args) -> Result<()> {
    let device = args.device.open()?;
    let data = args.data.load()?;
    let trial = args.trial.trial(&args.hidden, args.lr, args.seed, &data.train)?;
    if !args.json {
        let widths: Vec<String> = trial.sizes(&data.train).iter().map(ToString::to_string).collect();
        say(&format!(
            "{} ({} training, {} test images), {} {}, {}, {}",
            data.name,
            data.train.len(),
            data.test.len(),
            widths.join("-"),
            trial.activation,
            trial.optimizer,
            if device.is_cuda() { "CUDA" } else { "CPU" }
        ));
    }
    let (model, history) = trial.run(&data.train, &data.test, &device, |epoch| report(epoch, args.json))?;
    if trial.epochs > 0 {
        history.last()?;
    }
    if let Some(notice) = history.notice() {
        // Not `eprintln!`: the model shall be saved also where nobody reads this.
        let _ = writeln!(io::stderr(), "note: {notice}");
    }
    if let Some(path) = &args.save {
        Checkpoint::new(&model, &history).save(path)?;
        if !args.json {
            say(&format!("saved {}", path.display()));
        }
    }
    Ok(())
}

/// A line for whoever reads; training is worth its while, and its model saved, where nobody does.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// A reader that closed the pipe (`… | head -1`) wants no more epochs.
fn report(epoch: &Epoch, json: bool) -> ControlFlow<()> {
    let line = if json {
        serde_json::to_string(epoch).unwrap_or_default()
    } else {
        epoch.to_string()
    };
    match writeln!(io::stdout(), "{line}") {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    }
}
