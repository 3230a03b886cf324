//! Training learns, repeats itself to the bit, and says when it fails.

mod common;

use std::ops::ControlFlow;

use common::stripes;
use mlp::prelude::*;

fn run(lr: f64, epochs: usize, seed: u64) -> Result<(Mlp, History)> {
    let device = Device::Cpu;
    let train = DataLoader::new(&stripes(90), &Normalization::UnitRange, &device)?
        .batch_size(16)
        .shuffle(seed);
    let test = DataLoader::new(&stripes(30), &Normalization::UnitRange, &device)?.batch_size(16);
    let model = Mlp::new(&[16, 8, 3], Activation::Relu, seed, &device)?;
    let mut optimizer = Sgd::with_momentum(model.parameters(), lr, 0.9)?;
    let history = fit_with(&model, &mut optimizer, &train, &test, epochs, |_| {
        ControlFlow::Continue(())
    })?;
    Ok((model, history))
}

fn losses(history: &History) -> Vec<(f64, f64)> {
    history
        .epochs
        .iter()
        .map(|epoch| (epoch.train_loss, epoch.test_loss))
        .collect()
}

#[test]
fn stripes_are_learned() -> Result<()> {
    let (_, history) = run(0.1, 20, 0)?;
    let last = history.last()?;
    assert_eq!(history.epochs.len(), 20);
    assert!(
        last.train_accuracy > 0.99 && last.test_accuracy > 0.99,
        "{history}"
    );
    assert!(last.test_loss < 0.1, "{history}");
    Ok(())
}

#[test]
fn the_same_seed_gives_the_same_losses_twice() -> Result<()> {
    assert_eq!(losses(&run(0.1, 5, 3)?.1), losses(&run(0.1, 5, 3)?.1));
    assert_ne!(losses(&run(0.1, 5, 3)?.1), losses(&run(0.1, 5, 4)?.1));
    Ok(())
}

#[test]
fn the_loop_written_out_gives_the_numbers_of_fit() -> Result<()> {
    let device = Device::Cpu;
    let train = DataLoader::new(&stripes(90), &Normalization::UnitRange, &device)?
        .batch_size(16)
        .shuffle(0);
    let test = DataLoader::new(&stripes(30), &Normalization::UnitRange, &device)?;
    let model = Mlp::new(&[16, 8, 3], Activation::Relu, 0, &device)?;
    let mut optimizer = Sgd::with_momentum(model.parameters(), 0.1, 0.9)?;
    for epoch in 0..4 {
        for batch in train.batches(epoch) {
            let (x, y) = batch?;
            optimizer.backward_step(&cross_entropy(&model.forward(&x)?, &y)?)?;
        }
    }
    let report = evaluate(&model, &test)?;
    let history = run(0.1, 4, 0)?.1;
    assert!((report.loss - history.last()?.test_loss).abs() < 1e-6);
    Ok(())
}

#[test]
fn training_can_be_continued() -> Result<()> {
    let device = Device::Cpu;
    let train = DataLoader::new(&stripes(90), &Normalization::UnitRange, &device)?
        .batch_size(16)
        .shuffle(0);
    let test = DataLoader::new(&stripes(30), &Normalization::UnitRange, &device)?.batch_size(16);
    let model = Mlp::new(&[16, 8, 3], Activation::Relu, 0, &device)?;
    let mut optimizer = Sgd::with_momentum(model.parameters(), 0.1, 0.9)?;
    let mut history = fit(&model, &mut optimizer, &train, &test, 2)?;
    continue_fit(&mut history, &model, &mut optimizer, &train, &test, 3)?;
    assert_eq!(losses(&history), losses(&run(0.1, 5, 0)?.1));
    assert_eq!(history.epochs.last().map(|epoch| epoch.epoch), Some(5));
    Ok(())
}

#[test]
fn divergence_is_named() -> Result<()> {
    let (_, history) = run(1e30, 5, 0)?;
    assert!(
        matches!(history.outcome, Outcome::Diverged { epoch: 1, .. }),
        "{history}"
    );
    let error = history.last().unwrap_err().to_string();
    assert!(
        error.contains("diverged in epoch 1") && error.contains("learning rate"),
        "{error}"
    );
    assert!(history.to_string().contains("diverged"));
    Ok(())
}

#[test]
fn a_run_can_be_ended_after_any_epoch() -> Result<()> {
    let device = Device::Cpu;
    let train = DataLoader::new(&stripes(30), &Normalization::UnitRange, &device)?;
    let model = Mlp::new(&[16, 3], Activation::Relu, 0, &device)?;
    let mut optimizer = Sgd::new(model.parameters(), 0.1)?;
    let history = fit_with(&model, &mut optimizer, &train, &train, 10, |epoch| {
        if epoch.epoch == 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    assert_eq!(history.epochs.len(), 3);
    assert_eq!(history.outcome, Outcome::Interrupted { epoch: 4 });
    Ok(())
}

#[test]
fn an_evaluation_follows_the_samples_order_also_of_a_shuffling_loader() -> Result<()> {
    let (model, _) = run(0.1, 10, 0)?;
    let samples = stripes(30);
    let shuffled = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?
        .batch_size(7)
        .shuffle(1);
    let report = evaluate(&model, &shuffled)?;
    let labels: Vec<u32> = samples.labels.iter().map(|&label| u32::from(label)).collect();
    assert_eq!(report.labels, labels);
    assert!((report.accuracy - 1.0 + report.wrong().len() as f64 / 30.0).abs() < 1e-12);
    Ok(())
}

#[test]
fn curves_show_every_run() -> Result<()> {
    let (_, first) = run(0.1, 3, 0)?;
    let (_, second) = run(0.01, 3, 0)?;
    let figure = curves(&[("lr 0.1", &first), ("lr 0.01", &second)])?;
    for words in ["lr 0.1, train", "lr 0.01, test", "mean cross-entropy", "epoch"] {
        assert!(figure.svg().contains(words), "{words}");
    }
    assert!(curves(&[]).is_err());
    Ok(())
}
