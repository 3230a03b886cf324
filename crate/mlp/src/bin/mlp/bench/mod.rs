//! `cargo mlp bench`: how long training takes, against PyTorch, plain candle and the matrix products alone.
//!
//! Each side is a process of its own that trains an epoch when told to. One after the other they train the same epoch, from the same
//! first weights on the same batches, several times over; what counts is the median of each round's ratio, because a machine's
//! speed changes from second to second, but hardly within a round.

mod case;
mod peer;
mod table;
mod whole;
pub(crate) mod worker;

use std::{fs, num::NonZero, path::PathBuf, thread, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};
use mlp::{
    Dataset, Error, Result,
    data::{DatasetKind, Finder},
};

use self::{
    case::{Case, Place},
    peer::{Peer, Torch},
    table::{Row, Timing},
    worker::Side,
};
use crate::settings::Hidden;

/// What to measure.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Six cases in a few minutes: the default
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// Every network with every batch size, on one thread and on all: some twenty minutes
    #[arg(long)]
    full: bool,
    /// Only this network: its hidden layers, or none; with --full at all batch sizes, else at 1024
    #[arg(long, value_name = "WIDTHS")]
    hidden: Option<Hidden>,
    /// Only this batch size
    #[arg(long, value_name = "N")]
    batch_size: Option<usize>,
    /// Only this number of threads
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Where to train: cpu, or cuda, which must have been built in
    #[arg(long, value_enum, default_value = "cpu")]
    device: Place,
    /// A Python that can import torch; without one the PyTorch column stays empty
    #[arg(long, value_name = "FILE")]
    python: Option<PathBuf>,
    /// Timed epochs of each side; the first one, which is checked but not timed, comes on top
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// The folder that holds Fashion-MNIST; without one the usual places are searched
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  cargo mlp bench                               against plain candle and the products alone
  cargo mlp bench --python .venv/bin/python     against PyTorch too
  cargo mlp bench --hidden 256 --batch-size 64  one row of it
  cargo mlp bench --full --python python3       every size: the tables of crate/mlp/README.md
  cargo run --release --features cli,cuda --bin mlp -- bench --device cuda --python python3
                                                on the GPU, against PyTorch with and without CUDA graphs";

/// The largest difference of two sides' losses after one epoch.
const TOLERANCE: f64 = 1e-3;

/// The script of the PyTorch side.
const SCRIPT: &str = include_str!("../../../../benches/torch_peer.py");

/// The lecture's network and batch.
const LECTURE: (&[usize], usize) = (&[256], 1024);

pub(crate) fn run(args: &Args) -> Result<()> {
    args.check()?;
    let mut finder = Finder::new(DatasetKind::FashionMnist);
    if let Some(folder) = &args.data_dir {
        finder = finder.folder(folder);
    }
    let data = finder.load()?;
    let scratch = Scratch::new()?;
    let script = scratch.0.join("torch_peer.py");
    fs::write(&script, SCRIPT).map_err(|source| Error::Io {
        path: script.clone(),
        source,
    })?;
    let all = thread::available_parallelism().map_or(1, NonZero::get);
    println!("{}", table::machine(all));
    if args.device == Place::Cuda {
        println!("{}", table::gpu());
    }
    for threads in args.thread_counts(all) {
        let mut peers = vec![
            Peer::rust(Side::Crate, threads)?,
            Peer::rust(Side::Products, threads)?,
            Peer::rust(Side::Candle, threads)?,
        ];
        if let Some(python) = &args.python {
            peers.push(Peer::torch(python, &script, threads, Torch::Eager)?);
            if args.device == Place::Cuda {
                peers.push(Peer::torch(python, &script, threads, Torch::Graphs)?);
            }
        }
        if let Some(torch) = peers.get(3) {
            println!("{}", torch.version);
        }
        println!("\n{}", table::head(args.device, threads));
        for (hidden, batch) in args.cases() {
            let row = measure(&mut peers, &hidden, batch, args, &data, &scratch)?;
            println!("{row}");
        }
        if threads == all
            && !args.is_part()
            && let Some(torch) = peers.get_mut(3)
        {
            let seconds = loader(torch, &scratch, &data)?;
            println!(
                "\nPyTorch's 784-256-10 the lecture's way, an image at a time through ToTensor and a DataLoader: {seconds:.2} s an epoch."
            );
        }
    }
    if let (Some(python), false) = (&args.python, args.is_part()) {
        println!("\n{}", whole::compare(python, &script, &data, args.rounds)?);
    }
    Ok(())
}

impl Args {
    fn check(&self) -> Result<()> {
        for (name, value, problem) in [
            (
                "rounds",
                Some(self.rounds),
                "a median needs at least one round; 5 is the default",
            ),
            ("batch_size", self.batch_size, "a batch holds at least one sample"),
            ("threads", self.threads, "somebody must do the work"),
        ] {
            if value == Some(0) {
                return Err(Error::Argument {
                    name,
                    value: "0".into(),
                    problem: problem.into(),
                });
            }
        }
        Ok(())
    }

    /// Whether only some of the rows are asked for; what belongs to the whole table is then left out.
    fn is_part(&self) -> bool {
        self.device == Place::Cuda
            || self.hidden.is_some()
            || self.batch_size.is_some()
            || self.threads.is_some()
    }

    fn thread_counts(&self, all: usize) -> Vec<usize> {
        match self.threads {
            Some(threads) => vec![threads],
            None if self.full && all > 1 && self.device == Place::Cpu => vec![all, 1],
            None => vec![all],
        }
    }

    /// Hidden layers and batch sizes.
    fn cases(&self) -> Vec<(Vec<usize>, usize)> {
        const NETWORKS: [&[usize]; 6] = [&[], &[64], &[256], &[1024], &[4096], &[256, 256]];
        const BATCHES: [usize; 4] = [64, 256, 1024, 8192];
        const QUICK: [(&[usize], usize); 6] = [
            LECTURE,
            (&[], 1024),
            (&[64], 1024),
            (&[1024], 1024),
            (&[256], 64),
            (&[256, 256], 256),
        ];
        let batches = match self.batch_size {
            Some(batch) => vec![batch],
            None if self.full => BATCHES.to_vec(),
            None => vec![LECTURE.1],
        };
        let networks = match &self.hidden {
            Some(hidden) => vec![hidden.widths().to_vec()],
            None if self.full => NETWORKS.map(<[usize]>::to_vec).to_vec(),
            None if self.batch_size.is_some() => vec![LECTURE.0.to_vec()],
            None => return QUICK.map(|(hidden, batch)| (hidden.to_vec(), batch)).to_vec(),
        };
        let with_all_batches = |hidden: Vec<usize>| batches.iter().map(move |&batch| (hidden.clone(), batch));
        networks.into_iter().flat_map(with_all_batches).collect()
    }
}

/// One row: every side trains epoch 0, which warms it and is checked, then each round's epoch one after the other.
fn measure(
    peers: &mut [Peer],
    hidden: &[usize],
    batch: usize,
    args: &Args,
    data: &Dataset,
    scratch: &Scratch,
) -> Result<Row> {
    let rounds = args.rounds;
    let case = Case::write(hidden, batch, args.device, &data.train, rounds + 1, &scratch.0)?;
    let bar = ProgressBar::new(((rounds + 1) * peers.len()) as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {eta} left") {
        bar.set_style(style);
    }
    bar.set_message(format!("{}, batch {batch}", case.network()));
    let mut timings: Vec<Timing> = peers.iter().map(|_| Timing::default()).collect();
    for peer in peers.iter_mut() {
        peer.prepare(&case)?;
    }
    for epoch in 0..=rounds {
        for (peer, timing) in peers.iter_mut().zip(&mut timings) {
            let measured = peer.epoch(epoch)?;
            if epoch == 0 {
                timing.first_loss = measured.loss;
            } else {
                timing.seconds.push(measured.seconds);
            }
            bar.inc(1);
            // Threads that wait for more work by spinning must have given up before the next side begins. A GPU that has
            // nothing to do slows down.
            if args.device == Place::Cpu {
                thread::sleep(Duration::from_millis(250));
            }
        }
    }
    bar.finish_and_clear();
    let reference = timings[0].first_loss.unwrap_or(f64::NAN);
    for (peer, timing) in peers.iter().zip(&timings) {
        if let Some(loss) = timing.first_loss
            && ((loss - reference).abs() > TOLERANCE || loss.is_nan())
        {
            return Err(Error::Argument {
                name: "bench",
                value: format!("{}, batch {batch}", case.network()),
                problem: format!(
                    "after one epoch {} has the loss {loss:.5} and {} has {reference:.5}; they must agree to {TOLERANCE}",
                    peer.name, peers[0].name
                ),
            });
        }
    }
    Ok(Row { case, timings })
}

/// Seconds an epoch when PyTorch is fed by a `DataLoader`.
fn loader(torch: &mut Peer, scratch: &Scratch, data: &Dataset) -> Result<f64> {
    let mut case = Case::write(LECTURE.0, LECTURE.1, Place::Cpu, &data.train, 3, &scratch.0)?;
    case.feed = "loader".into();
    torch.prepare(&case)?;
    let mut seconds = (0..3)
        .map(|epoch| Ok(torch.epoch(epoch)?.seconds))
        .collect::<Result<Vec<_>>>()?;
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[1])
}

/// A folder that is removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("mlp-bench-{}", std::process::id()));
        fs::create_dir_all(&path).map_err(|source| Error::Io {
            path: path.clone(),
            source,
        })?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
