//! Lab 1: how far raw pixels and the z-score end apart, each at its best rate.

use mlp::prelude::*;

/// The rates of the notebook, as rates on `Image/255`; on raw pixels they are divided by 255².
const RATES: [f64; 5] = [0.02, 0.05, 0.1, 0.2, 0.5];
const EPOCHS: usize = 20;
const BATCH: usize = 100;

/// The test loss on raw pixels minus that with the z-score, with one seed, each at the rate that is best for this seed.
pub(crate) fn gap(data: &Dataset, seed: u64) -> Result<f64> {
    let raw = best(data, Normalization::None, 255.0 * 255.0, seed)?;
    let centered = best(data, Normalization::z_score(&data.train)?, 1.0, seed)?;
    Ok(raw - centered)
}

fn best(data: &Dataset, form: Normalization, scale: f64, seed: u64) -> Result<f64> {
    let mut best = f64::INFINITY;
    for rate in RATES {
        best = best.min(test_loss(data, form, rate / scale, seed)?);
    }
    Ok(best)
}

fn test_loss(data: &Dataset, form: Normalization, rate: f64, seed: u64) -> Result<f64> {
    let device = Device::Cpu;
    let train = DataLoader::new(&data.train, &form, &device)?
        .batch_size(BATCH)
        .shuffle(seed);
    let test = DataLoader::new(&data.test, &form, &device)?.batch_size(1000);
    let model = Mlp::with_init(&[784, 10], Activation::Identity, Init::Zeros, seed, &device)?;
    let mut optimizer = Sgd::new(model.parameters(), rate)?;
    Fit::new(&model, &mut optimizer)
        .epochs(EPOCHS)
        .quiet()
        .run(&train)?;
    Ok(evaluate(&model, &test)?.loss)
}
