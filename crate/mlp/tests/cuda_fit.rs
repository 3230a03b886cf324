//! What the builder of training says, on a GPU against the same on the CPU: schedules, losses, dropout and weight decay, which the
//! recorded step of plain training must not get in the way of.
//!
//! It needs an NVIDIA GPU: `cargo test --release --package mlp --features cuda --test cuda_fit`.

#![allow(
    clippy::float_cmp,
    reason = "where numbers must be equal, they must be equal in every bit"
)]

use mlp::{
    device::DeviceChoice,
    ndarray::{Array1, Array4},
    prelude::*,
};

/// Four classes: which quarter of the image is bright.
fn samples(count: usize, salt: usize) -> Result<Samples> {
    let images = Array4::from_shape_fn((count, 8, 8, 1), |(n, y, x, _)| {
        let noise = (n * 7919 + y * 104_729 + x * 1_299_709 + salt * 31) % 150;
        let quarter = 2 * (y / 4) + x / 4;
        (noise + if quarter == n % 4 { 100 } else { 0 }) as u8
    });
    let labels = Array1::from_shape_fn(count, |n| (n % 4) as u8);
    let classes: Vec<String> = (0..4).map(|class| class.to_string()).collect();
    Samples::new(images, labels, classes)
}

/// Trains on `device` as `set` says, and gives the history with the optimizer's rate afterwards.
fn train(
    device: &Device,
    dropout: f64,
    set: impl for<'a> Fn(Fit<'a, Dropout, Sgd>) -> Fit<'a, Dropout, Sgd>,
) -> Result<(History, f64)> {
    let learn = DataLoader::new(&samples(400, 1)?, &Normalization::UnitRange, device)?
        .batch_size(64)
        .shuffle(0);
    let valid = DataLoader::new(&samples(200, 2)?, &Normalization::UnitRange, device)?;
    let model = Mlp::new(&[64, 32, 4], Activation::Relu, 0, device)?;
    let network = Dropout::new(&model, dropout, 3)?;
    let mut optimizer = Sgd::with_momentum(model.parameters(), 0.1, 0.9)?.with_weight_decay(1e-3)?;
    let fit = Fit::new(&network, &mut optimizer)
        .epochs(6)
        .validate(&valid)
        .quiet();
    let history = set(fit).run(&learn)?;
    Ok((history, optimizer.learning_rate()))
}

fn agree(dropout: f64, set: impl for<'a> Fn(Fit<'a, Dropout, Sgd>) -> Fit<'a, Dropout, Sgd>) -> Result<()> {
    let (on_gpu, rate) = train(&DeviceChoice::Cuda.open()?, dropout, &set)?;
    let (on_cpu, _) = train(&Device::Cpu, dropout, &set)?;
    assert_eq!(rate, 0.1);
    assert_eq!(
        (on_gpu.epochs.len(), on_gpu.outcome),
        (on_cpu.epochs.len(), on_cpu.outcome)
    );
    for (got, expected) in on_gpu.epochs.iter().zip(&on_cpu.epochs) {
        assert!(
            (got.train_loss - expected.train_loss).abs() < 2e-3,
            "{got}\n{expected}"
        );
        assert!(
            (got.test_loss - expected.test_loss).abs() < 2e-3,
            "{got}\n{expected}"
        );
    }
    Ok(())
}

#[test]
fn a_schedule() -> Result<()> {
    agree(0.0, |fit| fit.schedule(Schedule::Cosine { to: 0.0 }))
}

#[test]
fn another_loss() -> Result<()> {
    agree(0.0, |fit| fit.loss(mean_squared_error))
}

#[test]
fn dropout_and_weight_decay() -> Result<()> {
    agree(0.5, |fit| fit)
}

/// Of a network by itself the step is recorded; a schedule must still reach it, and weight decay must be in what is recorded.
#[test]
fn the_recorded_step_of_a_network_by_itself() -> Result<()> {
    let run = |device: &Device, schedule: Schedule| -> Result<Vec<f64>> {
        let learn = DataLoader::new(&samples(400, 1)?, &Normalization::UnitRange, device)?
            .batch_size(50)
            .shuffle(0);
        let model = Mlp::new(&[64, 32, 4], Activation::Relu, 0, device)?;
        let mut optimizer = Sgd::with_momentum(model.parameters(), 0.1, 0.9)?.with_weight_decay(0.01)?;
        let history = Fit::new(&model, &mut optimizer)
            .epochs(6)
            .schedule(schedule)
            .quiet()
            .run(&learn)?;
        Ok(history.epochs.iter().map(|epoch| epoch.train_loss).collect())
    };
    let gpu = DeviceChoice::Cuda.open()?;
    for schedule in [
        Schedule::Constant,
        Schedule::Step {
            every: 1,
            factor: 0.3,
        },
    ] {
        let (on_gpu, on_cpu) = (run(&gpu, schedule)?, run(&Device::Cpu, schedule)?);
        for (got, expected) in on_gpu.iter().zip(&on_cpu) {
            assert!((got - expected).abs() < 2e-3, "{schedule}: {on_gpu:?} {on_cpu:?}");
        }
    }
    Ok(())
}

#[test]
fn the_best_epochs_weights_come_back() -> Result<()> {
    let gpu = DeviceChoice::Cuda.open()?;
    let learn = DataLoader::new(&samples(64, 1)?, &Normalization::UnitRange, &gpu)?
        .batch_size(16)
        .shuffle(0);
    let valid = DataLoader::new(&samples(200, 2)?, &Normalization::UnitRange, &gpu)?;
    let model = Mlp::new(&[64, 32, 4], Activation::Relu, 0, &gpu)?;
    let mut optimizer = Sgd::with_momentum(model.parameters(), 0.5, 0.9)?;
    let history = Fit::new(&model, &mut optimizer)
        .epochs(60)
        .validate(&valid)
        .keep_best(model.parameters())
        .quiet()
        .run(&learn)?;
    let lowest = history
        .epochs
        .iter()
        .map(|epoch| epoch.test_loss)
        .fold(f64::INFINITY, f64::min);
    assert_eq!(evaluate(&model, &valid)?.loss, lowest);
    Ok(())
}
