//! `cargo lab bench`: how long readers wait, for this kernel and for others on the same machine.

mod contender;
mod session;
mod stock;
mod table;
mod workload;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};

use self::contender::Contender;
use self::session::Session;
use self::stock::Stock;
use self::table::Column;
use self::workload::Kind;
use host::cache;
use kernel::{KernelHome, kernelspec};
use lab::Project;
use lab::setup;
use lab::setup::board::in_words;

const EXAMPLES: &str = "\
Examples:
  cargo lab bench                                        rust-mlp, with and without a spare, and stock evcxr
  cargo lab bench --python /path/to/venv/bin/python      also ipykernel with torch, which must be installed there
  cargo lab bench --rounds 1 --cells 3                   a first impression

A round takes one to two minutes on two cores. The stock kernel gets a build directory of its own in the cache folder,
0.6 GB, which is kept; the first time its library is compiled, for about three minutes. Close what else computes.";

/// Options of `cargo lab bench`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// How often each kernel is started; they take turns
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// How many cells of each kind run in each start
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    cells: u32,
    /// A Python with ipykernel and torch, to be measured as well
    #[arg(long, value_name = "PROGRAM")]
    python: Option<PathBuf>,
}

/// Measures all kernels in turn and prints the table.
pub fn run(project: &Project, arguments: &Arguments) -> Result<ExitCode> {
    let ready = setup::run(project, &setup::Arguments::default())?;
    let environment = &ready.environment;
    let (program, folder) = kernelspec::program_and_home(ready.kernelspec()?)?;
    let home = &KernelHome::open(&folder)?;
    let kernelspecs = tempfile::tempdir().context("no temporary folder can be made")?;
    let jupyter_path = kernelspecs.path();
    let stock = Stock::prepare(&cache::subfolder("bench")?, home, &program)?;
    let mut contenders = vec![
        contender::without_a_spare(),
        contender::with_a_spare(&program, home),
        contender::stock(&stock, jupyter_path)?,
    ];
    if let Some(python) = &arguments.python {
        contenders.push(contender::ipykernel(python, jupyter_path)?);
    }
    let measure = |contender: &Contender, cells: usize| {
        Session {
            kernel: contender.kernel,
            spare: contender.spare.as_ref(),
            workload: &contender.workload,
            cells,
        }
        .run(environment, jupyter_path)
    };
    // The first start of anything reads from the disk what later ones find in memory.
    for contender in &contenders {
        if contender.kernel == contenders[2].kernel && !stock.is_warm() {
            eprintln!("stock evcxr compiles the library, about three minutes on two cores");
        } else {
            eprintln!("{}: once to warm up", contender.title);
        }
        measure(contender, 1)?;
    }
    stock.set_warm()?;

    let mut columns: Vec<Column> = contenders
        .iter()
        .map(|contender| Column::new(contender.title))
        .collect();
    for round in 1..=arguments.rounds {
        for (contender, column) in contenders.iter().zip(&mut columns) {
            let start = Instant::now();
            for step in measure(contender, arguments.cells as usize)? {
                column.add(&step.what, step.seconds);
            }
            eprintln!(
                "round {round} of {}: {} in {}",
                arguments.rounds,
                contender.title,
                in_words(start.elapsed().as_secs_f64())
            );
        }
    }
    println!("{}", table::table(&columns));
    println!("\n{}", ratios(&columns));
    println!("{}", machine(Path::new("/proc/cpuinfo")));
    Ok(ExitCode::SUCCESS)
}

/// What the table says about the start.
fn ratios(columns: &[Column]) -> String {
    let start = |index: usize| {
        columns[index]
            .median(Kind::FirstTensor)
            .map_or(f64::NAN, |(median, ..)| median)
    };
    format!(
        "start of stock evcxr = 1: rust-mlp {:.2}, with a spare {:.2}. Stock evcxr got a warm build directory of its own and local sources",
        start(0) / start(2),
        start(1) / start(2)
    )
}

/// The processor and how many there are of it, for whoever compares tables.
fn machine(cpuinfo: &Path) -> String {
    let text = std::fs::read_to_string(cpuinfo).unwrap_or_default();
    let model = text
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("an unknown processor", |(_, model)| model.trim());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("on {cores} × {model}")
}
