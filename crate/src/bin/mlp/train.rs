//! `cargo mlp train`: one run, a line an epoch.

use std::{
    io::{self, Write},
    ops::ControlFlow,
    path::PathBuf,
    str::FromStr,
};

use clap::ValueEnum;
use mlp::{
    Checkpoint, Epoch, Error, History, Result,
    candle_nn::Optimizer,
    data::{DatasetKind, Finder},
    device::DeviceChoice,
    normalize::NormalizationForm,
    prelude::*,
};

/// What to train, on what, and how.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The data set: fashion-mnist, mnist or cifar-10
    #[arg(long, default_value = "fashion-mnist")]
    data: DatasetKind,
    /// The folder that holds it; without one the usual places are searched
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Units in each hidden layer, as in 256 or 256,128; none for softmax regression
    #[arg(long, default_value = "256")]
    hidden: Hidden,
    /// What stands between the layers: relu, sigmoid, tanh or identity
    #[arg(long, default_value = "relu")]
    activation: Activation,
    /// How the first weights are drawn: default, kaiming-normal, xavier-uniform, zeros, …
    #[arg(long, default_value = "default")]
    init: Init,
    /// What is done to each image: none, unit-range, symmetric, z-score or per-image
    #[arg(long, default_value = "unit-range")]
    normalization: NormalizationForm,
    /// The optimizer
    #[arg(long, value_enum, default_value = "sgd")]
    optimizer: OptimizerName,
    /// The learning rate
    #[arg(long, default_value_t = 0.1, allow_negative_numbers = true)]
    lr: f64,
    /// How much of the last step SGD keeps
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    momentum: f64,
    /// Samples a batch
    #[arg(long, default_value_t = 1024)]
    batch_size: usize,
    /// Passes over the training data
    #[arg(long, default_value_t = 10)]
    epochs: usize,
    /// Decides the first weights and the order of the samples
    #[arg(long, default_value_t = 0)]
    seed: u64,
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

#[derive(Clone, Copy, ValueEnum)]
enum OptimizerName {
    Sgd,
    Adam,
}

/// Widths of the hidden layers; empty for softmax regression.
#[derive(Clone)]
struct Hidden(Vec<usize>);

impl FromStr for Hidden {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text == "none" || text == "0" {
            return Ok(Self(Vec::new()));
        }
        let refuse = |problem: String| Error::Argument {
            name: "hidden",
            value: text.into(),
            problem,
        };
        text.split(',')
            .map(|width| match width.trim().parse() {
                Ok(0) => Err(refuse(
                    "a hidden layer has at least one unit; leave it out, or write none".into(),
                )),
                Ok(width) => Ok(width),
                Err(_) => Err(refuse(format!(
                    "“{width}” is not a whole number; write 256, or 256,128, or none"
                ))),
            })
            .collect::<Result<_>>()
            .map(Self)
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    if args.batch_size == 0 {
        return Err(Error::Argument {
            name: "batch-size",
            value: "0".into(),
            problem: "a batch holds at least one sample; 1024 is the lecture's".into(),
        });
    }
    let device = args.device.open()?;
    let data = match &args.data_dir {
        Some(folder) => Dataset::from_dir(args.data, folder)?,
        None => Finder::new(args.data).load()?,
    };
    let scale = args.normalization.fit(&data.train)?;
    let train = DataLoader::new(&data.train, &scale, &device)?
        .batch_size(args.batch_size)
        .shuffle(args.seed);
    let test = DataLoader::new(&data.test, &scale, &device)?.batch_size(args.batch_size);
    let (height, width, channels) = data.train.shape();
    let sizes = [
        &[height * width * channels][..],
        &args.hidden.0,
        &[data.classes().len()],
    ]
    .concat();
    let model = Mlp::with_init(&sizes, args.activation, args.init, args.seed, &device)?;
    if !args.json {
        let widths: Vec<String> = sizes.iter().map(ToString::to_string).collect();
        println!(
            "{} ({} training, {} test images), {} {}, {} parameters, {device:?}",
            data.name,
            data.train.len(),
            data.test.len(),
            widths.join("-"),
            args.activation,
            model.num_parameters()
        );
    }
    let parameters = model.parameters();
    let history = match args.optimizer {
        OptimizerName::Sgd => train_with(
            Sgd::with_momentum(parameters, args.lr, args.momentum)?,
            &model,
            &train,
            &test,
            args,
        ),
        OptimizerName::Adam => train_with(Adam::new(parameters, args.lr)?, &model, &train, &test, args),
    }?;
    if args.epochs > 0 {
        history.last()?;
    }
    if let Some(notice) = history.notice() {
        eprintln!("note: {notice}");
    }
    if let Some(path) = &args.save {
        Checkpoint::new(&model, &history).save(path)?;
        if !args.json {
            println!("saved {}", path.display());
        }
    }
    Ok(())
}

fn train_with<O: Optimizer + 'static>(
    mut optimizer: O,
    model: &Mlp,
    train: &DataLoader,
    test: &DataLoader,
    args: &Args,
) -> Result<History> {
    fit_with(model, &mut optimizer, train, test, args.epochs, |epoch| {
        report(epoch, args.json)
    })
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
