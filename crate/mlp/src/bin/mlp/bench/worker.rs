//! The Rust sides of the benchmark, each in a process of its own, so that the number of threads can be set and nothing of
//! one side is warm for another. Speaks the same lines as `torch_peer.py`.

use std::{
    io::{self, Write},
    time::Instant,
};

use clap::ValueEnum;
use mlp::{
    Result, Samples,
    candle_core::{D, DType, Tensor, Var},
    candle_nn::{self, Linear, Module, Optimizer, SGD},
    ops,
    optim::Sgd,
    train::{Epochs, Trained},
};
use serde::{Deserialize, Serialize};

use super::case::Case;

/// Which side a worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// This crate as a notebook uses it.
    Crate,
    /// Candle as it comes.
    Candle,
    /// The two matrix products of the first layer, and nothing else: no training can be faster on this library.
    Products,
}

/// Hidden: `bench` starts these.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The side
    #[arg(value_enum)]
    side: Side,
}

/// A line to a worker.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Request {
    /// Get ready for this.
    Case(Case),
    /// Train one epoch.
    Epoch(usize),
}

/// A worker's answer to `Request::Epoch`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Measured {
    /// Of the epoch.
    pub seconds: f64,
    /// The mean training loss over the epoch; NaN where there is none.
    #[serde(default)]
    pub loss: Option<f64>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    answer(&serde_json::json!({ "ready": format!("{:?}", args.side) }));
    let mut next = read();
    while let Some(request) = next {
        next = match (request, args.side) {
            (Request::Case(case), Side::Crate) => of_crate(&case)?,
            (Request::Case(case), Side::Candle) => {
                let mut plain = Plain::new(case)?;
                train(|number| plain.epoch(number))?
            }
            (Request::Case(case), Side::Products) => {
                let products = Products::new(&case)?;
                train(|_| products.epoch())?
            }
            (Request::Epoch(_), _) => {
                answer(&serde_json::json!({ "error": "there is no case yet" }));
                read()
            }
        };
    }
    Ok(())
}

/// The next request; `None` when there will be no more.
fn read() -> Option<Request> {
    for line in io::stdin().lines().map_while(io::Result::ok) {
        match serde_json::from_str(&line) {
            Ok(request) => return Some(request),
            Err(_) => answer(&serde_json::json!({ "error": "not understood" })),
        }
    }
    None
}

/// Says that a case is ready, and trains epochs of it until another request comes, which is handed back. `epoch` gives the mean
/// loss, where there is one.
fn train(mut epoch: impl FnMut(usize) -> Result<Option<f64>>) -> Result<Option<Request>> {
    answer(&serde_json::json!({}));
    loop {
        let number = match read() {
            Some(Request::Epoch(number)) => number,
            other => return Ok(other),
        };
        let start = Instant::now();
        let loss = epoch(number)?;
        let seconds = start.elapsed().as_secs_f64();
        answer(&serde_json::json!(Measured { seconds, loss }));
    }
}

/// A reader that has gone needs no answer: the loop over its requests ends by itself.
fn answer(value: &serde_json::Value) {
    let _ = writeln!(io::stdout(), "{value}");
}

/// The loop of the lecture, as `fit` runs it.
fn of_crate(case: &Case) -> Result<Option<Request>> {
    let device = case.open()?;
    let loader = case.loader(&samples(case)?, &device)?;
    let model = case.model(&device)?;
    let mut optimizer = Sgd::new(model.parameters(), case.lr)?;
    let mut epochs = Epochs::new(&model, &mut optimizer, &loader);
    train(|number| match epochs.train(number)? {
        Trained::Whole { loss, .. } => Ok(Some(loss)),
        Trained::Diverged { batch, loss } => Err(mlp::Error::Diverged {
            epoch: number + 1,
            batch,
            loss,
        }),
        Trained::Stopped => Err(mlp::Error::Interrupted),
    })
}

fn hits(logits: &Tensor, y: &Tensor) -> Result<Tensor> {
    let right = logits.argmax(D::Minus1)?.eq(y)?.to_dtype(DType::F32)?;
    Ok(right.sum_all()?)
}

/// Candle as its examples use it.
struct Plain {
    case: Case,
    x: Tensor,
    y: Tensor,
    layers: Vec<Linear>,
    optimizer: SGD,
}

impl Plain {
    fn new(case: Case) -> Result<Self> {
        let samples = samples(&case)?;
        let pixels: Vec<f32> = samples
            .images
            .iter()
            .map(|&pixel| f32::from(pixel) / 255.0)
            .collect();
        let labels: Vec<u32> = samples.labels.iter().map(|&label| u32::from(label)).collect();
        let mut variables = Vec::new();
        let mut layers = Vec::new();
        let device = case.open_plain()?;
        for (weight, bias) in case.weights(&device)? {
            let (weight, bias) = (Var::from_tensor(&weight)?, Var::from_tensor(&bias)?);
            layers.push(Linear::new(
                weight.as_tensor().clone(),
                Some(bias.as_tensor().clone()),
            ));
            variables.extend([weight, bias]);
        }
        Ok(Self {
            x: Tensor::from_vec(pixels, (case.images, case.sizes[0]), &device)?,
            y: Tensor::from_vec(labels, case.images, &device)?,
            layers,
            optimizer: SGD::new(variables, case.lr)?,
            case,
        })
    }

    fn epoch(&mut self, number: usize) -> Result<Option<f64>> {
        let order = Tensor::new(self.case.order(number)?, self.x.device())?;
        // Sums that stay where they are: reading a number would make a GPU wait.
        let mut sums: Option<(Tensor, Tensor)> = None;
        for start in (0..self.case.images).step_by(self.case.batch) {
            let rows = order.narrow(0, start, self.case.batch.min(self.case.images - start))?;
            let (x, y) = (self.x.index_select(&rows, 0)?, self.y.index_select(&rows, 0)?);
            let mut logits = x;
            for (number, layer) in self.layers.iter().enumerate() {
                logits = layer.forward(&logits)?;
                if number + 1 < self.layers.len() {
                    logits = logits.relu()?;
                }
            }
            let loss = candle_nn::loss::cross_entropy(&logits, &y)?;
            self.optimizer.backward_step(&loss)?;
            let (loss, right) = (
                (loss.detach() * y.elem_count() as f64)?,
                hits(&logits.detach(), &y)?,
            );
            sums = Some(match sums {
                None => (loss, right),
                Some((losses, rights)) => ((losses + loss)?, (rights + right)?),
            });
        }
        let (losses, right) = sums.ok_or_else(|| mlp::Error::Shape("an epoch without batches".into()))?;
        std::hint::black_box(right.to_scalar::<f32>()?);
        Ok(Some(
            f64::from(losses.to_scalar::<f32>()?) / self.case.images as f64,
        ))
    }
}

/// x · w₁ᵀ and dz₁ᵀ · x for every batch.
struct Products {
    w: Tensor,
    /// x and dz of a whole batch, and of the short last one.
    batches: Vec<(Tensor, Tensor, usize)>,
}

impl Products {
    fn new(case: &Case) -> Result<Self> {
        let (inputs, outputs) = (case.sizes[0], case.sizes[1]);
        let device = case.open()?;
        let of = |rows: usize, times: usize| -> Result<_> {
            let x = Tensor::rand(0f32, 1.0, (rows, inputs), &device)?;
            let dz = Tensor::rand(-1f32, 1.0, (rows, outputs), &device)?;
            Ok((x, dz, times))
        };
        let mut batches = vec![of(case.batch, case.images / case.batch)?];
        if !case.images.is_multiple_of(case.batch) {
            batches.push(of(case.images % case.batch, 1)?);
        }
        Ok(Self {
            w: Tensor::rand(-1f32, 1.0, (outputs, inputs), &device)?,
            batches,
        })
    }

    fn epoch(&self) -> Result<Option<f64>> {
        for (x, dz, times) in &self.batches {
            for _ in 0..*times {
                std::hint::black_box(product(x, &self.w.t()?)?);
                std::hint::black_box(product(&dz.t()?, x)?);
            }
        }
        self.w.device().synchronize()?;
        Ok(None)
    }
}

/// The crate's own product on the CPU, candle's on a GPU.
fn product(left: &Tensor, right: &Tensor) -> Result<Tensor> {
    if left.device().is_cpu() {
        return ops::matmul(left, right);
    }
    Ok(left.matmul(right)?)
}

/// The images that the case was written with.
fn samples(case: &Case) -> Result<Samples> {
    let read = |name: &str| {
        let path = case.folder.join(name);
        std::fs::read(&path).map_err(|source| mlp::Error::Io { path, source })
    };
    let images =
        mlp::ndarray::Array4::from_shape_vec((case.images, case.sizes[0], 1, 1), read("images.u8")?)?;
    let classes: Vec<String> = (0..case.sizes[case.sizes.len() - 1])
        .map(|class| class.to_string())
        .collect();
    Samples::new(images, mlp::ndarray::Array1::from(read("labels.u8")?), classes)
}
