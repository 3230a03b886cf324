//! The runs behind the bands of the labs' typed numbers: thirty single-seed runs of each lab, as its notebook asks for them.
//!
//! `cargo run --release --package mlp --example labs` prints what stands beside the constants in `crate/check/src`.

mod lab_1;
mod lab_2;

use mlp::Result;
use mlp::data::Dataset;

/// How many seeds each lab is run with.
const RUNS: u64 = 30;
/// Student's t with 29 degrees of freedom: 99.5 of 100 further runs lie within t·s·√(1 + 1/30) of the mean.
const T: f64 = 3.038;

fn main() -> Result<()> {
    // A lab's numbers belong to this sample, whatever else is on the machine.
    let data = Dataset::fashion_mnist_sample()?;
    report("lab 1, gap", |seed| lab_1::gap(&data, seed))?;
    report("lab 2, baseline", |seed| lab_2::baseline(&data, seed))
}

/// Runs a lab with each seed, and prints the mean, the spread and the band.
fn report(name: &str, run: impl Fn(u64) -> Result<f64>) -> Result<()> {
    let found: Vec<f64> = (0..RUNS).map(run).collect::<Result<_>>()?;
    let n = found.len() as f64;
    let mean = found.iter().sum::<f64>() / n;
    let spread = (found.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let half = T * spread * (1.0 + 1.0 / n).sqrt();
    println!("{name}: {n} runs, mean {mean:.5}, standard deviation {spread:.5}");
    println!("  band {:.4} to {:.4}", mean - half, mean + half);
    // Three more are √3 times as sure, and the mean of the thirty is not.
    let half = T * spread * (1.0 / 3.0 + 1.0 / n).sqrt();
    println!(
        "  band of a mean of three {:.4} to {:.4}",
        mean - half,
        mean + half
    );
    println!("  runs {found:.4?}");
    let of_three: Vec<f64> = found
        .chunks(3)
        .map(|three| three.iter().sum::<f64>() / 3.0)
        .collect();
    println!("  means of three {of_three:.4?}");
    Ok(())
}
