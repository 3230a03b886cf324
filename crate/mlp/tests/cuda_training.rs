//! Training on a GPU against the same on the CPU, which `train.rs` checks: batches, sums, whole runs, recorded steps.
//!
//! It needs an NVIDIA GPU: `cargo test --release --package mlp --features cuda --test cuda_training`.

#![allow(
    clippy::float_cmp,
    reason = "where numbers must be equal, they must be equal in every bit"
)]

#[allow(dead_code, reason = "other tests use the rest of it")]
mod tensors;

use std::sync::Barrier;

use candle_core::{Device, Module, Tensor};
use mlp::device::DeviceChoice;
use mlp::metrics::Tally;
use mlp::model::Activation;
use mlp::ndarray::{Array1, Array4};
use mlp::optim::Sgd;
use mlp::prelude::{Dataset, History, Optimizer, fit_with, quiet};
use mlp::train::{Epochs, Trained};
use mlp::{DataLoader, Mlp, Normalization, Samples, candle_core, ops};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tensors::{CPU, Result, labels, random};

fn gpu() -> Result<Device> {
    Ok(DeviceChoice::Cuda.open()?)
}

/// Images of odd and even sizes; one of them is all of one color.
fn samples(height: usize, width: usize, channels: usize) -> Result<Samples> {
    let count = 37;
    let pixels = (0..count * height * width * channels)
        .map(|i| ((i * 7919 + i / 13) % 256) as u8)
        .collect();
    let mut images = Array4::from_shape_vec((count, height, width, channels), pixels)?;
    images.index_axis_mut(mlp::ndarray::Axis(0), 2).fill(9);
    let labels = Array1::from_iter((0..count).map(|i| (i % 10) as u8));
    Ok(Samples::new(
        images,
        labels,
        (0..10).map(|class| class.to_string()).collect::<Vec<_>>(),
    )?)
}

#[test]
fn batches_are_those_of_the_cpu_in_every_bit() -> Result<()> {
    let gpu = gpu()?;
    for (height, width, channels) in [(28, 28, 1), (5, 5, 3), (32, 32, 3), (1, 1, 1)] {
        let samples = samples(height, width, channels)?;
        for normalization in [
            Normalization::None,
            Normalization::UnitRange,
            Normalization::Symmetric,
            Normalization::z_score(&samples)?,
            Normalization::MeanStd {
                mean: 0.286,
                std: 0.353,
            },
            Normalization::PerImage,
        ] {
            let batches = |device: &Device| -> Result<_> {
                let loader = DataLoader::new(&samples, &normalization, device)?
                    .batch_size(16)
                    .shuffle(1);
                let mut batches = Vec::new();
                for batch in loader.batches(3) {
                    let (x, y) = batch?;
                    batches.push((x.to_vec2::<f32>()?, y.to_vec1::<u32>()?));
                }
                Ok(batches)
            };
            assert!(
                batches(&gpu)? == batches(&CPU)?,
                "{normalization}, {height}×{width}×{channels}"
            );
        }
    }
    Ok(())
}

#[test]
fn a_tally_agrees_with_the_cpu() -> Result<()> {
    let (gpu, mut rng) = (gpu()?, ChaCha8Rng::seed_from_u64(8));
    let batches: Vec<(Tensor, Tensor)> = [1024, 1024, 5, 3000]
        .iter()
        .map(|&rows| Ok((random(&mut rng, (rows, 10), 1.0)?, labels(&mut rng, rows, 10)?)))
        .collect::<Result<_>>()?;
    let run = |device: &Device| -> Result<(f64, f64)> {
        let mut tally = Tally::default();
        for (z, y) in &batches {
            let (z, y) = (z.to_device(device)?, y.to_device(device)?);
            tally.add(&ops::cross_entropy(&z, &y)?, &z, &y)?;
        }
        Ok(tally.means()?)
    };
    let ((loss, accuracy), (expected_loss, expected_accuracy)) = (run(&gpu)?, run(&CPU)?);
    assert!((loss - expected_loss).abs() < 1e-6, "{loss} {expected_loss}");
    assert_eq!(accuracy, expected_accuracy);
    Ok(())
}

fn train(device: &Device, epochs: usize) -> Result<(History, Vec<f32>)> {
    let data = Dataset::fashion_mnist()?;
    let loader = |samples| DataLoader::new(samples, &Normalization::UnitRange, device);
    let model = Mlp::new(&[784, 256, 10], Activation::Relu, 0, device)?;
    let mut optimizer = Sgd::with_momentum(model.parameters(), 0.1, 0.9)?;
    let (train, test) = (loader(&data.train)?.shuffle(0), loader(&data.test)?);
    let history = fit_with(&model, &mut optimizer, &train, &test, epochs, quiet)?;
    let mut weights = Vec::new();
    for parameter in model.parameters() {
        weights.extend(parameter.to_device(&CPU)?.flatten_all()?.to_vec1::<f32>()?);
    }
    Ok((history, weights))
}

#[test]
fn training_reaches_the_losses_of_the_cpu() -> Result<()> {
    let ((on_gpu, _), (on_cpu, _)) = (train(&gpu()?, 3)?, train(&CPU, 3)?);
    for (got, expected) in on_gpu.epochs.iter().zip(&on_cpu.epochs) {
        assert!(
            (got.train_loss - expected.train_loss).abs() < 1e-3,
            "{got} {expected}"
        );
        assert!(
            (got.test_loss - expected.test_loss).abs() < 5e-3,
            "{got} {expected}"
        );
        assert!(
            (got.train_accuracy - expected.train_accuracy).abs() < 2e-3,
            "{got} {expected}"
        );
    }
    assert_eq!(on_gpu.epochs.len(), 3);
    Ok(())
}

#[test]
fn the_same_seed_gives_the_same_bits_twice() -> Result<()> {
    let gpu = gpu()?;
    let ((first, first_weights), (second, second_weights)) = (train(&gpu, 2)?, train(&gpu, 2)?);
    assert!(
        first_weights == second_weights,
        "weights differ between two runs of one seed"
    );
    for (a, b) in first.epochs.iter().zip(&second.epochs) {
        assert_eq!((a.train_loss, a.test_accuracy), (b.train_loss, b.test_accuracy));
    }
    Ok(())
}

/// The losses of three epochs, and the weights after them, by a loop of one's own, or by `Epochs`, which records its step when it is the
/// only one: `together` waits for others before the first step and after the last.
fn epochs(recorded: bool, together: &Barrier) -> Result<(Vec<f64>, Vec<f32>)> {
    let gpu = gpu()?;
    let data = samples(28, 28, 1)?;
    let train = DataLoader::new(&data, &Normalization::UnitRange, &gpu)?
        .batch_size(8)
        .shuffle(0);
    let model = Mlp::new(&[784, 32, 10], Activation::Relu, 0, &gpu)?;
    let mut optimizer = Sgd::with_momentum(model.parameters(), 0.1, 0.9)?;
    let mut losses = Vec::new();
    if recorded {
        let mut epochs = Epochs::new(&model, &mut optimizer, &train);
        together.wait();
        for number in 0..3 {
            match epochs.train(number)? {
                Trained::Whole { loss, .. } => losses.push(loss),
                other => return Err(format!("{other:?}").into()),
            }
        }
        together.wait();
    } else {
        for number in 0..3 {
            let mut tally = Tally::default();
            for batch in train.batches(number) {
                let (x, y) = batch?;
                let logits = model.forward(&x)?;
                let loss = ops::cross_entropy(&logits, &y)?;
                tally.add(&loss, &logits, &y)?;
                optimizer.backward_step(&loss)?;
            }
            losses.push(tally.means()?.0);
        }
    }
    let mut weights = Vec::new();
    for parameter in model.parameters() {
        weights.extend(parameter.to_device(&CPU)?.flatten_all()?.to_vec1::<f32>()?);
    }
    Ok((losses, weights))
}

#[test]
fn a_recorded_step_gives_the_bits_of_one_that_is_not() -> Result<()> {
    let alone = Barrier::new(1);
    assert!(epochs(true, &alone)? == epochs(false, &alone)?);
    Ok(())
}

#[test]
fn loops_side_by_side_give_the_same_bits_as_one() -> Result<()> {
    let alone = epochs(true, &Barrier::new(1))?;
    let all = Barrier::new(4);
    let together = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| epochs(true, &all).map_err(|error| error.to_string())))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| "a thread panicked".to_owned())?)
            .collect::<Result<Vec<_>, String>>()
    })?;
    for one in together {
        assert!(one == alone);
    }
    Ok(())
}
